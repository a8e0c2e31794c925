"""The mirror: what an owner believes of each standard, and, only after they have said so, what customers say.

An estimate stands until the quarter ends: with the figures in view nobody guesses any more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from starlette.responses import Response

import insight
from config import Business
from inbox import present, rights
from inbox.visit import Visit, go
from insight.trend import WEEKS
from model import Scored, Week, digest_of

OF = 100  # customers a guess is about
MOST_VOICES = 10  # of each side; the newest


@dataclass(frozen=True, slots=True)
class Voice:
    """One review that speaks of a standard. `link`: its page here, else where it was written, else ""."""

    rating: float | None
    quote: str
    lang: str | None
    source: str
    day: date
    link: str


@dataclass(frozen=True, slots=True)
class Glass:
    """One standard. `guess` is None until the owner has given it this quarter; then the rest is filled."""

    field: str
    text: str
    guess: int | None = None
    on: date | None = None
    found: insight.Mirrored | None = None
    kept: tuple[Voice, ...] = ()
    broken: tuple[Voice, ...] = ()

    @property
    def enough(self) -> bool:
        return self.found is not None and self.found.said >= insight.ENOUGH


def show(visit: Visit) -> Response:
    return _page(visit, _chosen(visit, visit.asked("business")))


def save(visit: Visit) -> Response:
    """Keeps what was filled in; a standard left empty is asked again, one guessed this quarter stays as it is."""
    here = _chosen(visit, visit.line("business"))
    waiting = [glass for glass in _glasses(visit, here) if glass.guess is None]
    said = {glass.text: visit.line(glass.field) for glass in waiting if visit.line(glass.field)}
    guesses = {text: visit.number(value, OF + 1) for text, value in said.items()}
    if not guesses or any(guess > OF for guess in guesses.values()):
        return _page(visit, here, fault="number", status=400)
    with visit.store.transaction():
        for text, guess in guesses.items():
            visit.store.meta.set(
                insight.mirror_key(here.name, text), insight.kept_estimate(guess / OF, _today(visit, here))
            )
    return go("/mirror", business=here.slug)


def _page(visit: Visit, here: Business, fault: str = "", status: int = 200) -> Response:
    glasses = _glasses(visit, here)
    return visit.page(
        "mirror.html",
        status,
        businesses=visit.those(rights.may_approve),
        here=here,
        asked=[glass for glass in glasses if glass.guess is None],
        seen=[glass for glass in glasses if glass.guess is not None],
        again=insight.next_quarter(_today(visit, here)),
        assumptions=visit.config.assumptions,
        fault=fault,
        kept={glass.field: visit.line(glass.field) for glass in glasses},
    )


def _chosen(visit: Visit, name: str) -> Business:
    """The first of this person's own where none is named; somebody else's is a page that is not there."""
    return visit.business(name, rights.may_approve) if name else visit.those(rights.may_approve)[0]


def _today(visit: Visit, here: Business) -> date:
    return visit.now.astimezone(here.tz).date()


def _glasses(visit: Visit, here: Business) -> list[Glass]:
    """Every standard that names a theme; reviews are read only where there is a guess to hold them against."""
    today = _today(visit, here)
    guesses = {one.text: _guess(visit, here, one.text, today) for one in here.playbook.promises if one.theme}
    scored: Sequence[Scored] = ()
    if any(guesses.values()):
        this_week = Week.of(visit.now, here.tz)
        scored = visit.store.reviews.scored(here.name, this_week.shift(1 - WEEKS), this_week)
    themes = {one.text: one.theme for one in here.playbook.promises}
    return [_glass(here, text, themes[text], guess, scored) for text, guess in guesses.items()]


def _guess(visit: Visit, here: Business, text: str, today: date) -> tuple[float, date] | None:
    """The share and its day, where it was given this quarter."""
    known = insight.estimate_of(visit.store.meta.get(insight.mirror_key(here.name, text)))
    return known if known and known[1] >= insight.quarter_of(today) else None


def _glass(here: Business, text: str, theme: str, guess: tuple[float, date] | None, scored: Sequence[Scored]) -> Glass:
    field = "share_" + digest_of(text)[:12]
    if guess is None:
        return Glass(field, text)
    kept, broken = insight.voices(theme, scored)
    standing = insight.Standing(text, theme, len(kept), len(broken))
    return Glass(
        field,
        text,
        guess=round(guess[0] * OF),
        on=guess[1],
        found=insight.mirrored(standing, guess[0]),
        kept=_heard(kept, here),
        broken=_heard(broken, here),
    )


def _heard(voices: Sequence[Scored], here: Business) -> tuple[Voice, ...]:
    return tuple(_voice(one, here) for one in reversed(voices[-MOST_VOICES:]))


def _voice(one: Scored, here: Business) -> Voice:
    review = one.stored.review
    return Voice(
        rating=review.rating,
        quote=present.shortened(review.full_text, 160),
        lang=one.sentiment.lang,
        source=review.source,
        day=one.stored.belongs.astimezone(here.tz).date(),
        link=f"/reviews/{one.stored.id}" if one.state else present.safe_link(review.url),
    )

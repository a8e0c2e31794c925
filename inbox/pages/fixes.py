"""Themes and fixes: what people complained of, and what has really changed since when. Only that may be claimed."""

from __future__ import annotations

from datetime import date

from starlette.responses import Response

import insight
from config import Business
from inbox import present, rights
from inbox.visit import Visit, go
from model import OPEN_STATES, THEMES, Flag, Measure, Week
from words import LANGUAGES

MOST_SHOWN = 20
MOST_THEMES = 10
WEEKS, YEAR = 8, 52


def show(visit: Visit) -> Response:
    return _page(visit, "", 200)


def record(visit: Visit) -> Response:
    """The measure, then the list of those who complained of it, each with a draft that may now say so."""
    business = visit.business(visit.line("business"), rights.may_answer)
    theme, what = visit.line("theme"), visit.line("what")
    since = day_or_none(visit.line("since"))
    today = visit.now.astimezone(business.tz).date()
    fault = _fault(theme, what, since, today)
    if fault or since is None:
        return _page(visit, fault, 400)
    say = tuple((lang, said) for lang in LANGUAGES if (said := visit.line(f"say_{lang}")))
    visit.store.measures.add(Measure(business.name, theme, what, since, by=visit.email, say=say))
    return go("/fixes", recorded=theme, business=business.slug)


def day_or_none(text: str) -> date | None:
    """An ISO day as a date field sends it."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _fault(theme: str, what: str, since: date | None, today: date) -> str:
    """Which field is wrong, "" for none: a measure lies in the past, for only what is done may be told."""
    if theme not in present.FIXABLE:
        return "theme"
    if not what:
        return "what"
    return "since" if since is None or since > today else ""


def _page(visit: Visit, fault: str, status: int) -> Response:
    businesses = visit.those(rights.may_answer)
    chosen = visit.line("business") or visit.asked("business")
    here = next((b for b in businesses if chosen in (b.slug, b.name)), businesses[0])
    theme = visit.asked("recorded")
    measures = [m for m in reversed(visit.store.measures.of(here.name)) if m.theme in THEMES]
    return visit.page(
        "fixes.html",
        status,
        businesses=businesses,
        here=here,
        themes=present.names(present.FIXABLE, "theme", visit.w),
        languages=[lang for lang in here.languages if lang in LANGUAGES],
        measures=measures,
        by=lambda email: present.name_of(here, email),
        recorded=theme if theme in present.FIXABLE else "",
        concerned=_concerned(visit, here, theme),
        fault=fault,
        today=visit.now.astimezone(here.tz).date(),
        kept=_kept(visit),
        **_figures(visit, here, measures),
    )


def _figures(visit: Visit, here: Business, measures: list[Measure]) -> dict[str, object]:
    """Complaints by theme, before and after each measure, and what came back; the sums are `insight`'s."""
    this_week = Week.of(visit.now, here.tz)
    today = visit.now.astimezone(here.tz).date()
    scored = visit.store.sums.scored(here.name, this_week.shift(1 - 2 * WEEKS), this_week)
    themes = sorted({measure.theme for measure in measures})
    complaints = visit.store.sums.complaints(here.name, themes, this_week.shift(-YEAR), this_week, zone=here.tz)
    recent = [one for one in scored if one.stored.week > this_week.shift(-WEEKS)]
    earlier = [one for one in scored if this_week.shift(-2 * WEEKS) < one.stored.week <= this_week.shift(-WEEKS)]
    lately = [one for one in complaints if one.stored.week > this_week.shift(-WEEKS)]
    return {
        "costs": insight.star_costs(recent, earlier)[:MOST_THEMES],
        "effects": [insight.effect(measure, complaints, today, here.tz) for measure in measures],
        "back": {one.measure.theme for one in insight.came_back(measures, lately, here.tz)},
    }


def _kept(visit: Visit) -> dict[str, str]:
    """What was typed, to show it again; at first the theme the review's page named."""
    names = ("theme", "what", "since", *(f"say_{lang}" for lang in LANGUAGES))
    return {name: visit.said(name) or visit.asked(name) for name in names}


def _concerned(visit: Visit, here: Business, theme: str) -> list[present.Card]:
    if theme not in present.FIXABLE:
        return []
    found: list[Flag] = visit.store.flags.list([here.name], OPEN_STATES, theme=theme, limit=MOST_SHOWN)
    return [present.card(flag, here, visit.w, visit.now) for flag in found]

"""One review: the text with the words that made the flag, and the three steps: fix it, answer in public, close it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from starlette.responses import Response

import replies
from config import Business
from inbox import marks, present, rights
from inbox.pages import acts
from inbox.visit import Visit
from model import CAUSES, OPEN_STATES, Flag, Measure, Remedy, Reply

Facts = dict[str, object]


def show(visit: Visit) -> Response:
    flag, business = visit.flag()
    return visit.show("review.html", {**_left(visit, flag, business), **_steps(visit, flag, business)})


def another_wording(visit: Visit) -> Response:
    """The reply alone, for htmx; without it the same link loads the whole page."""
    flag, business = visit.flag()
    return visit.show("_answer.html", _steps(visit, flag, business))


def lint(visit: Visit) -> Response:
    """What the check says of the text as typed so far; nothing is saved."""
    flag, business = visit.flag()
    text = visit.letter("text")
    return visit.show("_checks.html", _checks(visit, flag, business, text))


def _left(visit: Visit, flag: Flag, business: Business) -> Facts:
    review, w = flag.stored.review, visit.w
    remedies = {remedy.key: remedy.text for remedy in replies.remedies(flag, business)}
    return {
        "pieces": marks.pieces(review.full_text, flag.sentiment.reasons),
        "explain": lambda reasons: w.list(dict.fromkeys(present.reason_in_words(r, flag, w) for r in reasons)),
        "language": w.language_name(present.language_of(flag)),
        "lang": present.language_of(flag),
        "link": present.safe_link(review.url),
        "elsewhere": present.elsewhere(visit.store.reviews.elsewhere(flag.id)),
        "why": present.why(flag, w),
        "versions": visit.store.reviews.versions(flag.id),
        "events": present.history(visit.store.flags.history(flag.id), business, remedies, w),
        **_themes(visit, flag),
        "complaints": present.names([t for t in flag.sentiment.complaints() if t in present.FIXABLE], "theme", w),
    }


def _themes(visit: Visit, flag: Flag) -> Facts:
    """What it complains of, what staff have struck out, and what may stand there instead."""
    w, complaints = visit.w, flag.sentiment.complaints()
    wrong = visit.store.themes.wrong(flag.id)
    unreplaced = wrong[-1] if len(wrong) > len(visit.store.themes.told(flag.id)) else ""
    others = [theme for theme in present.FIXABLE if theme not in (*complaints, *wrong)]
    return {
        "themes": [(theme, w.name("theme", theme)) for theme in complaints],
        "wrong": [(theme, w.name("theme", theme)) for theme in wrong],
        "unreplaced": unreplaced,
        "others": present.names(others, "theme", w),
    }


def _steps(visit: Visit, flag: Flag, business: Business) -> Facts:
    wording = visit.number(visit.asked("wording"))
    saved = flag.draft if not wording else None
    reply = saved or draft(visit, flag, business, wording)
    remedies = replies.remedies(flag, business)
    return {
        "flag": flag,
        "tz": business.tz,
        "business": business,
        "clock": present.clock_of(flag, visit.now),
        "people": rights.who_may_take(business),
        "taker": present.name_of(business, flag.taken_by),
        "remedies": remedies,
        "asks": _who_agrees(remedies),
        "review": flag.stored.review,
        "site": present.site_of(flag.stored.review, business),
        "contact": present.contact_link(flag.stored.review),
        "private": flag.stored.review.kind in ("complaint", "feedback"),
        "reply": reply,
        "saved": saved is not None,
        "draft_key": acts.draft_key(flag),
        "wording": wording,
        "open": flag.state in OPEN_STATES,
        "causes": CAUSES,
        "guarded": rights.needs_owner(flag, business),
        "approves": rights.may_approve(business, visit.email),
        "publishes": rights.may_publish(business, visit.email, flag),
        "owners": visit.w.list(person.name for person in business.owners()),
        **_checks(visit, flag, business, reply.text),
    }


def _checks(visit: Visit, flag: Flag, business: Business, text: str) -> Facts:
    measures, recent = _known(visit, flag, business)
    today = visit.now.astimezone(business.tz).date()
    rule = replies.rule_of(flag.stored.review.source, business.playbook)
    return {
        "warnings": replies.lint(text, flag, business=business, measures=measures, recent=recent, today=today),
        "count": len(re.findall(r"\w+", text)),
        "length": len(text),
        "limit": rule.max_chars if rule else None,
    }


def draft(visit: Visit, flag: Flag, business: Business, wording: int) -> Reply:
    """The draft of that wording, made now and not saved."""
    measures, recent = _known(visit, flag, business)
    today = visit.now.astimezone(business.tz).date()
    return replies.prepare(
        flag, business=business, measures=measures, recent=recent, today=today, variant=min(wording, 50)
    )


def _known(visit: Visit, flag: Flag, business: Business) -> tuple[Sequence[Measure], Sequence[str]]:
    """What a reply may claim, and the replies it must not repeat."""
    return visit.store.measures.of(business.name), visit.store.flags.recent_replies(business.name, without=flag.id)


def _who_agrees(remedies: Sequence[Remedy]) -> str:
    """Who must agree, where it is the same for all of them: said once instead of on each line."""
    approvers = {remedy.approve for remedy in remedies}
    return approvers.pop() if len(approvers) == 1 else ""

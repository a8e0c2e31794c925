"""The weekly digest: one finished mail for one person. Facts first, then sentences, then two templates."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from config import Business, Config, Person
from digest import brief, cards, headlines, news, view
from digest.facts import Facts, Issue
from digest.gather import gather
from digest.render import html_of, text_of
from model import Mail, MailError, Scored, Week
from store import Store
from words import Words, speak

LIMIT = 90_000  # bytes of HTML; Gmail clips near 102 KB
SHOWN = 5
LATE_SHOWN = 3


def compose_weekly(
    store: Store,
    business: Business,
    person: Person,
    week: Week,
    *,
    config: Config,
    now: datetime,
    late: bool = False,
    first_look: bool = False,
) -> Mail:
    """The digest of `week` for `person`; composing twice gives the same key, so queueing twice sends once.

    `late`: it says that it comes late. `first_look`: sums over eight weeks, sent once after a first import. MailError
    where not even the shortest version fits into a mail.
    """
    return render_weekly(gather(store, Issue(business, person, week, now, late, first_look), config))


def render_weekly(facts: Facts) -> Mail:
    """Pure: facts to mail. Shows fewer reviews rather than a mail that is cut off by the mailbox."""
    w = speak(facts.issue.person.language, "digest")
    for shown in range(min(SHOWN, len(facts.to_answer)), -1, -1):
        context = _context(w, facts, shown)
        html = html_of("weekly", context)
        if len(html.encode()) < LIMIT:
            return _mail(w, facts, html, text_of("weekly", context))
    raise MailError(f"the digest of {facts.issue.business.name} is over {LIMIT} bytes even without reviews")


def _mail(w: Words, facts: Facts, html: str, text: str) -> Mail:
    issue = facts.issue
    return Mail(
        key=key_of(issue),
        kind="digest",
        to=issue.person.email,
        subject=headlines.subject(w, facts),
        text=text,
        html=html,
        headers=headers(w.language, facts.unsubscribe),
    )


def key_of(issue: Issue) -> str:
    what = "first-look" if issue.first_look else f"digest:{issue.week}"
    return f"{what}:{issue.business.slug}:{issue.person.email}"


def headers(language: str, unsubscribe: str) -> tuple[tuple[str, str], ...]:
    """What a digest says of itself beside `digest.message`'s own; one-click only where an https page can take it."""
    said = (("Content-Language", language),)
    if not unsubscribe:
        return said
    one_click = (("List-Unsubscribe", f"<{unsubscribe}>"), ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    return said + one_click


def _quoted(w: Words, facts: Facts, one: Scored, cap: int = 500) -> cards.Quoted:
    return cards.quoted(w, one.stored, one.sentiment, facts.issue.business, cap)


def _sheets(w: Words, facts: Facts) -> list[brief.Sheet]:
    """Every part that is a heading and lines; one without lines is left out."""
    first = [
        brief.Sheet(w("It came back"), news.came_back(w, facts), "↺"),
        brief.Sheet(w("Your plan for a low score"), list(facts.plan)),
        brief.Sheet(w("What you changed"), news.effects(w, facts)),
    ]
    return [*(sheet for sheet in first if sheet.lines), *brief.sheets(w, facts)]


def _context(w: Words, facts: Facts, shown: int) -> dict[str, Any]:
    """Everything both templates read; rows and sentences only."""
    return {
        "w": w,
        "f": facts,
        "lang": w.language,
        "place": facts.issue.business.name,
        "subject": headlines.subject(w, facts),
        "preheader": headlines.preheader(w, facts),
        "headline": headlines.headline(w, facts),
        "score": headlines.score(w, facts.this),
        "pill": view.change_pill(w, facts),
        "kpis": view.kpis(w, facts),
        "count_notes": view.count_notes(w, facts),
        "columns": view.columns(w, facts),
        "costs": view.costs(w, facts),
        "loves": view.loves(w, facts),
        "cards": cards.cards(w, facts.to_answer[:shown], facts.desk),
        "more": facts.waiting - shown,
        "mouth": news.mouth(w, facts),
        "better": news.better(w, facts),
        "late": [_quoted(w, facts, one, 120) for one in facts.found_late[:LATE_SHOWN]],
        "praise": _quoted(w, facts, facts.praise) if facts.praise else None,
        "problem": news.problem(w, facts),
        "brief": [] if facts.unknown else brief.brief(w, facts),
        "sheets": [] if facts.unknown else _sheets(w, facts),
        "looked": view.looked(w, facts),
        "unread": headlines.names(w, facts.unread) if facts.unread else "",
        "hushed": headlines.names(w, facts.hushed) if facts.hushed else "",
        "next": view.next_digest(w, facts),
        "interval": view.interval(w, facts),
        "planned": view.planned(w, facts),
    }

"""What happened beside the figures, in sentences: better, worse again, changed, told on. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from config import Assumptions
from digest.facts import Facts
from words import Words

FASTER = 0.8  # an answer time this much of the last one is worth a line
SOURCE_OF_RULE = Assumptions().source


def better(w: Words, facts: Facts) -> list[str]:
    lines = [
        w.n(
            "{topic}: {n} complaint in the week before, now {now}.",
            "{topic}: {n} complaints in the week before, now {now}.",
            one.before,
            topic=w.name("theme", one.theme),
            now=w.number(one.now),
        )
        for one in facts.better[:3]
    ]
    now, then = facts.this.typical, facts.before.typical
    if now is not None and then is not None and not facts.issue.first_look and now <= FASTER * then:
        lines.append(
            w("You answer faster. Typical time: {now}, before: {before}.", now=w.span(now), before=w.span(then))
        )
    return lines


def came_back(w: Words, facts: Facts) -> list[str]:
    return [
        w.n(
            "{topic}: fixed on {day} ({what}), and {n} complaint this week.",
            "{topic}: fixed on {day} ({what}), and {n} complaints this week.",
            len(one.reviews),
            topic=w.name("theme", one.measure.theme),
            day=w.day(one.measure.since),
            what=one.measure.what,
        )
        for one in facts.came_back
    ]


def effects(w: Words, facts: Facts) -> list[str]:
    """What was done lately, and what it did so far."""
    return [
        w.n(
            "{what} ({topic}, since {day}). Complaints: {before} in the {n} day before, {now} since.",
            "{what} ({topic}, since {day}). Complaints: {before} in the {n} days before, {now} since.",
            one.days,
            what=one.measure.what,
            topic=w.name("topic", one.measure.theme),
            day=w.day(one.measure.since),
            before=w.number(one.before),
            now=w.number(one.since),
        )
        for one in facts.effects[:3]
    ]


def problem(w: Words, facts: Facts) -> str:
    """The week's problem for the team, without a name and without blame; "" where none stands out."""
    head = facts.headline
    if not head.theme:
        return ""
    return w.n("{topic} ({n} review)", "{topic} ({n} reviews)", head.count, topic=w.name("theme", head.theme))


@dataclass(frozen=True, slots=True)
class Mouth:
    """The word-of-mouth ledger in sentences; `rule` says whose rule of thumb it is."""

    people: str
    lines: list[str]
    rule: str


def mouth(w: Words, facts: Facts) -> Mouth:
    """A range that is called a rule of thumb, with whose rule it is."""
    book, assume = facts.ledger, facts.assumptions
    lines = []
    if book.unhappy:
        lines.append(
            w.n(
                "may hear of this week’s {n} unhappy visit, if each customer tells {low} to {high} others.",
                "may hear of this week’s {n} unhappy visits, if each customer tells {low} to {high} others.",
                book.unhappy,
                low=w.number(assume.tells_low),
                high=w.number(assume.tells_high),
            )
        )
    elif facts.unread:
        lines.append(w("No unhappy customer in what we could read."))
    else:
        lines.append(w("No unhappy customer this week: nothing bad to pass on."))
    if book.open:
        lines.append(
            w.n(
                "Solve the {n} open one, and {low} to {high} people may hear a good story instead.",
                "Solve the {n} open ones, and {low} to {high} people may hear a good story instead.",
                book.open,
                low=w.number(book.solved_low),
                high=w.number(book.solved_high),
            )
        )
    if book.referrals:
        lines.append(
            w.n("{n} review speaks of a recommendation.", "{n} reviews speak of a recommendation.", book.referrals)
        )
    return Mouth(_people(w, book.low, book.high), lines, _rule(w, assume.source))


def _people(w: Words, low: int, high: int) -> str:
    return w("{low} to {high} people", low=w.number(low), high=w.number(high)) if high else ""


def _rule(w: Words, source: str) -> str:
    """Whose rule: ours in the reader's language, the operator's own as written."""
    if source == SOURCE_OF_RULE:
        return w("A rule of thumb (White House Office of Consumer Affairs, old and second-hand), not a count.")
    return w("A rule of thumb, not a count. Source: {source}", source=source)

"""The weekly digest as rows and sentences, ready to be laid out by either template. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from digest import says
from digest.facts import Facts, SourceLook
from insight import WeekFacts
from insight.headline import NOTICEABLE_COST
from words import Words

THEMES_SHOWN = 3
UNKNOWN = "?"
MARKS = 48  # of the busiest week in the text chart
BARS = 110  # pixels of the tallest bar


@dataclass(frozen=True, slots=True)
class Row:
    """A line with a figure; `bar` is its length in percent."""

    name: str
    note: str
    value: str
    bar: int = 0


@dataclass(frozen=True, slots=True)
class Column:
    """A week of the chart; heights in pixels, counted from zero."""

    name: str
    top: str
    positive: int
    neutral: int
    negative: int
    marks: str  # the same in a line of text
    facts: WeekFacts


def kpis(w: Words, facts: Facts) -> list[Row]:
    this, before = facts.this, facts.before
    if facts.unknown:
        return [Row(w("New reviews"), "", UNKNOWN), Row(w("Unhappy"), "", UNKNOWN)]
    told = facts.issue.first_look
    rows = [
        Row(w("New reviews"), count_note(w, facts), w.number(this.count)),
        Row(w("Unhappy"), "" if told else against(w, this.negative, before.negative), w.number(this.negative)),
    ]
    if this.flagged:
        rows.append(Row(w("Answered"), answer_note(w, facts), says.share(w, this.answered, this.flagged)))
    if this.complaints:
        rows.append(Row(w("Told to your team"), w("complaints noted by staff"), w.number(this.complaints)))
    return rows if this.enough else rows[1:]  # the number of reviews stands where the average would


def count_notes(w: Words, facts: Facts) -> list[str]:
    """What stands below the number of reviews in a week without an average."""
    few = w("too few for an average") if facts.this.count else ""
    return [note for note in (count_note(w, facts), few) if note]


def count_note(w: Words, facts: Facts) -> str:
    return "" if facts.issue.first_look else against(w, facts.this.count, facts.before.count)


def against(w: Words, now: int, before: int) -> str:
    if now == before:
        return w("as in the week before")
    return w("{change} on the week before", change=w.signed(now - before, 0))


def answer_note(w: Words, facts: Facts) -> str:
    now, before = facts.this.typical, facts.before.typical
    if now is None:
        return w("of those that need an answer")
    if before is None or facts.issue.first_look:
        return w("typical time: {now}", now=w.span(now))
    return w("typical time: {now}, before: {before}", now=w.span(now), before=w.span(before))


def change_pill(w: Words, facts: Facts) -> tuple[str, bool] | None:
    """`▼ 0.2` and whether it is good news; None where one of the two weeks has too few reviews."""
    change = None if facts.issue.first_look else facts.this.change(facts.before)
    if change is None:
        return None
    arrow = "" if abs(change) < 0.05 else "▲ " if change > 0 else "▼ "
    return arrow + w.number(abs(change), 1), change > -0.05


def columns(w: Words, facts: Facts) -> list[Column]:
    """The chart; empty where eight weeks brought nothing. One scale for above and below the line."""
    tallest = max(max(week.positive + week.neutral, week.negative) for week in facts.weeks)
    scale = min(BARS / tallest, 8.0) if tallest else 0.0

    most = max(week.positive + week.neutral + week.negative for week in facts.weeks)

    def height(count: int) -> int:
        return max(round(count * scale), 2) if count else 0

    return [
        Column(
            name=w("W{week}", week=week.week.number),
            top="" if week.average is None else w.number(week.average, 1),
            positive=height(week.positive),
            neutral=height(week.neutral),
            negative=height(week.negative),
            marks=_marks(week, min(MARKS / most, 1.0)),
            facts=week,
        )
        for week in facts.weeks
        if tallest
    ]


def _marks(week: WeekFacts, scale: float) -> str:
    """`++++.--`: a mark a review, or fewer where the busiest week would not fit a line."""
    kinds = (("+", week.positive), (".", week.neutral), ("-", week.negative))
    return "".join(mark * (max(round(count * scale), 1) if count else 0) for mark, count in kinds)


def costs(w: Words, facts: Facts) -> list[Row]:
    """By stars where there are enough reviews (what rounds to nothing is left out), else by count."""
    if facts.this.enough:
        priced = [(one, one.cost) for one in facts.costs if one.cost is not None and one.cost >= NOTICEABLE_COST]
        dearest = max((cost for _, cost in priced), default=0.0)
        return [
            Row(
                w.name("theme", one.theme),
                mentions(w, one.count, one.before, facts),
                w.signed(-cost, 1),
                bar(cost, dearest),
            )
            for one, cost in priced[:THEMES_SHOWN]
        ]
    most = max((one.count for one in facts.costs), default=0)
    return [
        Row(w.name("theme", one.theme), before_note(w, one.before, facts), w.number(one.count), bar(one.count, most))
        for one in facts.costs[:THEMES_SHOWN]
    ]


def loves(w: Words, facts: Facts) -> list[Row]:
    shown = facts.loves[:THEMES_SHOWN]
    most = max((one.count for one in shown), default=0)
    return [
        Row(
            w.name("theme", one.theme),
            before_note(w, one.before, facts),
            w.number(one.count),
            bar(one.count, most),
        )
        for one in shown
    ]


def mentions(w: Words, count: int, before: int, facts: Facts) -> str:
    said = w.n("{n} review", "{n} reviews", count)
    note = before_note(w, before, facts)
    return f"{said}, {note}" if note else said


def before_note(w: Words, before: int, facts: Facts) -> str:
    return w("week before: {n}", n=w.number(before)) if before and not facts.issue.first_look else ""


def bar(value: float, most: float) -> int:
    return max(round(100 * value / most), 2) if most > 0 and value > 0 else 0


def looked(w: Words, facts: Facts) -> list[tuple[bool, str]]:
    """Whether it was read, and what there is to say; sources that were read at the same hour share a line."""
    groups: dict[str, list[SourceLook]] = {}
    for source in facts.sources:
        key = _when(w, source.last_good, facts) if source.read else source.name
        groups.setdefault(f"{source.read} {key}", []).append(source)
    lines = [(group[0].read, _looked(w, facts, group)) for group in groups.values()]
    return [*lines, (True, _twice(w, facts.copies))] if lines and facts.copies else lines


def _twice(w: Words, copies: int) -> str:
    return w.n(
        "{n} of these is a review we also found elsewhere; it counts once.",
        "{n} of these are reviews we also found elsewhere; they count once.",
        copies,
    )


def _looked(w: Words, facts: Facts, group: list[SourceLook]) -> str:
    if len(group) == 1:
        return source_line(w, facts, group[0])
    names = ", ".join(f"{source.name} ({w.number(source.count)})" for source in group)
    when = _when(w, group[0].last_good, facts)
    return w("{names}: last read {when}", names=names, when=when) if when else names


def source_line(w: Words, facts: Facts, source: SourceLook) -> str:
    """What we know of one source: how many reviews, when it was last read, and why not."""
    when = _when(w, source.last_good, facts)
    if source.read:
        count = w.n("{n} review", "{n} reviews", source.count)
        return (
            w("{name}: {count}, last read {when}", name=source.name, count=count, when=when)
            if when
            else f"{source.name}: {count}"
        )
    why = w.name("verdict", source.verdict) if source.verdict else w("not read yet")
    if not when:
        return w("{name}: {why}. Never read so far.", name=source.name, why=why)
    return w("{name}: {why}. Last read {when}; newer reviews are missing here.", name=source.name, why=why, when=when)


def _when(w: Words, at: datetime | None, facts: Facts) -> str:
    return w.moment(at, facts.issue.business.tz) if at else ""


def next_digest(w: Words, facts: Facts) -> str:
    """When the next one comes, from the digest time of the business."""
    time = facts.issue.business.digest
    day = facts.issue.week.sunday + timedelta(days=8 + time.day)
    return f"{w.day(day, 'weekday')}, {w.clock(time.at)}"


def planned(w: Words, facts: Facts) -> str:
    """When this one should have come."""
    time = facts.issue.business.digest
    day = facts.issue.week.sunday + timedelta(days=1 + time.day)
    return f"{w.day(day, 'weekday')}, {w.clock(time.at)}"


def interval(w: Words, facts: Facts) -> str:
    """From day to day; a first look names the eight weeks."""
    week = facts.issue.week
    first = facts.weeks[0].week.monday if facts.issue.first_look else week.monday
    return w("{first} to {last}", first=w.day(first, "d MMMM"), last=w.day(week.sunday))

"""Beside the week: what is one line, and what is a sheet once a month. Pure; plain text out, never HTML."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from digest import says
from digest.facts import Facts
from digest.more import More, Task
from digest.view import THEMES_SHOWN
from insight import ENOUGH, Figure, Mirrored, PlaceFacts
from words import Words

SAID_ANYWAY = ("rating", "complaints", "answered", "answer_time", "referrals", "came_back", "goodwill")  # every week
MONEY = ("goodwill",)
CHANGED = 3.0  # reviews of a hundred: less is no change of effort
AT_LEAST = 2.0  # reviews more or fewer than would be usual: a single one is chance


@dataclass(frozen=True, slots=True)
class Sheet:
    """A part with a heading; `mark` stands before each line, `link` with its `label` below them."""

    title: str
    lines: list[str]
    mark: str = "→"
    link: str = ""
    label: str = ""


def brief(w: Words, facts: Facts) -> list[str]:
    """One line each, and only what has news."""
    more = facts.more
    lines = [_surge_lines(w, facts), _came_round(w, more), [_task(w, more.task)] if more.task else []]
    lines.append(_effort(w, facts))
    if not more.full:
        lines += [_card_line(w, facts), _standards_line(w, more)]
    return [line for part in (*lines, _goodwill(w, facts), _causes(w, more)) for line in part]


def sheets(w: Words, facts: Facts) -> list[Sheet]:
    """What is shown whole: places every week, the rest in the first digest of a month."""
    more = facts.more
    found = [Sheet(w("Your locations"), [_place(w, place) for place in more.places], "·")]
    if more.full:
        found += [
            Sheet(w("Scorecard: four weeks"), [_figure_line(w, facts, one) for one in more.card], "·"),
            Sheet(w("Your standards: four weeks"), _standards(w, more), "·"),
            Sheet(w("Mirror: what you believe, what they say"), [_mirror(w, one) for one in more.mirror], "·"),
            _asked(w, facts),
        ]
    return [sheet for sheet in found if sheet.lines]


def _surge_lines(w: Words, facts: Facts) -> list[str]:
    return [
        w(
            "Suddenly more complaints: {topic} ({n}, usually {usual} a week).",
            topic=w.name("topic", one.theme),
            n=w.number(one.count),
            usual=w.number(one.usual, 1),
        )
        for one in facts.more.surges[:2]
    ]


def _came_round(w: Words, more: More) -> list[str]:
    if not more.came_round:
        return []
    return [
        w.n(
            "{n} customer gave you more stars after your answer.",
            "{n} customers gave you more stars after your answer.",
            more.came_round,
        )
    ]


def _task(w: Words, task: Task) -> str:
    topic = w.name("topic", task.theme)
    if not task.done:
        return w("Last week’s task, {topic}: no change is recorded yet.", topic=topic)
    done = task.done[-1]
    return w(
        "Last week’s task, {topic}: done. {what} ({day}).", topic=topic, what=done.what, day=w.day(done.since, "d MMM")
    )


def _effort(w: Words, facts: Facts) -> list[str]:
    """Where it changed, and does not stand among what cost stars anyway."""
    now, then = facts.more.effort, facts.more.effort_before
    if "effort" in {one.theme for one in facts.costs[:THEMES_SHOWN]}:
        return []
    if now is None or then is None or now.per_100 is None or then.per_100 is None:
        return []
    if abs(now.per_100 - then.per_100) < CHANGED or abs(now.count - now.reviews * then.per_100 / 100) < AT_LEAST:
        return []
    rates = {"now": w.number(now.per_100), "before": w.number(then.per_100)}
    return [w("Effort: {now} of 100 reviews tell of it, before {before}.", **rates)]


def _card_line(w: Words, facts: Facts) -> list[str]:
    """The criteria that have news and no place of their own in the mail."""
    shown = [one for one in facts.more.card if one.criterion not in SAID_ANYWAY and one.now not in (None, 0.0)]
    said = [f"{w(f'criterion:{one.criterion}')} {value}" for one in shown if (value := _value(w, facts, one.now, one))]
    return [w("{label}: {text}", label=w("Scorecard"), text=" · ".join(said))] if said else []


def _figure_line(w: Words, facts: Facts, figure: Figure) -> str:
    now = _value(w, facts, figure.now, figure) or w("too little to say")
    before = _value(w, facts, figure.before, figure)
    text = w("{now}, before: {before}", now=now, before=before) if before else now
    return w("{label}: {text}", label=says.capital(w(f"criterion:{figure.criterion}")), text=text)


def _value(w: Words, facts: Facts, value: object, figure: Figure) -> str:
    """ "" for what cannot be said."""
    if isinstance(value, timedelta):
        return w.span(value)
    if isinstance(value, tuple):
        return says.share(w, *value) if value[1] else ""
    if not isinstance(value, float):
        return ""
    if figure.criterion in MONEY:
        return _money(w, facts, value)
    return w.number(value, 1 if figure.criterion == "rating" else 0)


def _money(w: Words, facts: Facts, amount: float) -> str:
    return f"{w.number(amount)}\u00a0{facts.issue.business.budget.currency}"


def _standards_line(w: Words, more: More) -> list[str]:
    if not more.standings:
        return []
    said = [one.verdict for one in more.standings]
    counts = {verdict: w.number(said.count(verdict)) for verdict in ("kept", "broken")}
    silent = w.number(said.count("unmentioned"))
    return [w("Standards: {kept} kept, {broken} broken, {silent} not mentioned.", silent=silent, **counts)]


def _standards(w: Words, more: More) -> list[str]:
    return [
        w(
            "{standard} Kept: {kept}, broken: {broken}.",
            standard=one.text,
            kept=w.number(one.kept),
            broken=w.number(one.broken),
        )
        if one.verdict != "unmentioned"
        else w("{standard} Not mentioned.", standard=one.text)
        for one in more.standings
    ]


def _mirror(w: Words, one: Mirrored) -> str:
    """With the interval from ten voices on; below, counts."""
    kept, said = one.standing.kept, one.said
    places = {"standard": one.standing.text, "guess": w.percent(one.estimate)}
    if said < ENOUGH:
        share = says.share(w, kept, said)
        return w("{standard} You: {guess}. Those who mention it: {share}.", share=share, **places)
    return w(
        "{standard} You: {guess}. Those who mention it: {share} (95% sure: {low} to {high}).",
        share=w.percent(kept / said),
        low=w.percent(one.low),
        high=w.percent(one.high),
        **places,
    )


def _asked(w: Words, facts: Facts) -> Sheet:
    """At most two standards, what is asked about them, and where to answer: the inbox, else a slip of paper."""
    title, page = w("Before you look: what do you think?"), facts.links.mirror(facts.issue.business.slug)
    if not facts.more.questions:
        return Sheet(title, [])
    if page:
        ask = w("Of 100 customers, how many would say that you keep this?")
    else:
        ask = w("Of 100 customers, how many would say that you keep this? Note your guess before the next sheet.")
    return Sheet(title, [*facts.more.questions[:2], ask], "?", page, w("Give your guess, then see what they say"))


def _goodwill(w: Words, facts: Facts) -> list[str]:
    spent, budget = facts.more.goodwill, facts.issue.business.budget.monthly
    if not spent:
        return []
    if budget is None:
        said = w("Goodwill this month: {spent}.", spent=_money(w, facts, spent))
    else:
        most = _money(w, facts, budget)
        said = w("Goodwill this month: {spent} of {budget}.", spent=_money(w, facts, spent), budget=most)
    return [said[:-1] if said.endswith("..") else said]  # after “kr.” no second full stop


def _causes(w: Words, more: More) -> list[str]:
    if not more.causes:
        return []
    said = ", ".join(f"{w.name('cause', cause)} {w.number(count)}" for cause, count in more.causes)
    return [w("Causes your team named: {causes}.", causes=said)]


def _place(w: Words, place: PlaceFacts) -> str:
    facts = place.facts
    count = w.n("{n} review", "{n} reviews", facts.count)
    said = [says.stars(w, facts.average)] if facts.average is not None else []
    said.append(count)
    if facts.count:
        said.append(w.n("{n} unhappy", "{n} unhappy ones", facts.negative))
    if place.theme:
        said.append(w("most about {topic}", topic=w.name("topic", place.theme)))
    return w("{label}: {text}", label=place.name, text=", ".join(said))

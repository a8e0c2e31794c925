"""Fills the facts of a weekly digest: reads the store, sums with `insight`. Writes nothing, words nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from config import Business, Config
from digest.facts import Facts, Issue, SourceLook
from digest.links import Links, unsubscribe_link
from digest.more import More, gather_more
from digest.queue import queue_of
from insight import (
    Effect,
    came_back,
    effect,
    eight_weeks,
    headline,
    improved,
    ledger,
    praised,
    read_aloud,
    star_costs,
    sum_up,
)
from insight.trend import WEEKS
from model import Measure, Scored, State, Verdict, Week
from store import Store

RECENT = timedelta(days=14)  # a measure this young is last week's action
WAITING = (State.TO_ANSWER, State.IN_HAND, State.BACKLOG)
WELL = (Verdict.OK, Verdict.WAITING, Verdict.SILENT)


def gather(store: Store, issue: Issue, config: Config) -> Facts:
    """All facts of one issue. A first look sums over eight weeks, any other digest over its week."""
    business, week = issue.business, issue.week
    scored = store.reviews.scored(business.name, week.shift(1 - WEEKS), week)
    this_week, week_before = _in(week, scored), _in(week.shift(-1), scored)
    pool, before = (scored, []) if issue.first_look else (this_week, week_before)
    costs, loves = star_costs(pool, before), praised(pool, before)
    this = sum_up(week, pool)
    copies = store.sums.copies(business.name, week.shift(1 - WEEKS) if issue.first_look else week, week)
    sources = look_at_sources(store, issue, [*pool, *copies])
    unread = any(not source.read for source in sources)
    measures = store.measures.of(business.name)
    queue = queue_of(store, issue, pool)
    head = headline(this, costs, loves, unread=unread, safety=_safety(pool), scored=pool)
    comparable = _comparable(sources, issue)
    return Facts(
        issue=issue,
        links=Links(config.inbox.url or ""),
        unsubscribe=_unsubscribe(store, issue, config),
        assumptions=config.assumptions,
        weeks=eight_weeks(scored, week),
        this=this,
        headline=head,
        costs=costs,
        loves=loves,
        ledger=ledger(this_week, config.assumptions),
        better=improved(pool, before) if comparable else (),
        came_back=came_back(measures, this_week, business.tz),
        effects=_effects(measures, scored, issue) if comparable else (),
        to_answer=queue.to_answer,
        waiting=queue.waiting,
        in_hand=queue.in_hand,
        backlog=queue.backlog,
        found_late=tuple(found_late(store, business, week)),
        praise=read_aloud(pool),
        standard=_standard(business, week, head.theme),
        plan=_plan(business, this.average),
        sources=sources,
        copies=len(copies),
        more=More() if issue.first_look else gather_more(store, business, week, scored),
    )


def found_late(store: Store, business: Business, week: Week) -> list[Scored]:
    """Reviews of earlier weeks that were found after the last digest before this one; a first import is not late."""
    queued = [one for one in store.digests.list(business.name) if one.week < week]
    if not queued:
        return []
    last = max(one.week for one in queued)
    after = max(one.queued for one in queued if one.week == last)
    return [one for one in store.reviews.found_late(business.name, last, after) if not one.stored.initial]


def look_at_sources(store: Store, issue: Issue, pool: Sequence[Scored]) -> tuple[SourceLook, ...]:
    """How each source of the business that is switched on was read for the week; `pool`: what was found anywhere."""
    counts = Counter(one.stored.review.source for one in pool)
    states = {state.name: state for state in store.sources.all() if state.business == issue.business.name}
    looks = []
    for source in issue.business.sources:
        state = states.get(source.name)
        if source.enabled and (source.fetched or counts[source.name]):
            verdict, good = (str(state.verdict or ""), state.last_good) if state else ("", None)
            read = not source.fetched or was_read(verdict, good, issue)
            looks.append(SourceLook(source.name, verdict, good, read, counts[source.name]))
    return tuple(looks)


def was_read(verdict: str, last_good: datetime | None, issue: Issue) -> bool:
    """Healthy now, or read at least once since the week ended: only then is "no reviews" a fact."""
    if last_good is None:
        return False
    return verdict in WELL or last_good >= issue.week.end(issue.business.tz)


def _comparable(sources: Sequence[SourceLook], issue: Issue) -> bool:
    """Whether this week may be held against the last: no source was read then and is not, or is suspect, now."""
    before = issue.week.shift(-1).start(issue.business.tz)
    doubted = [one for one in sources if one.hushed or not one.read]
    return not any(one.last_good is not None and one.last_good >= before for one in doubted)


def _effects(measures: Sequence[Measure], scored: Sequence[Scored], issue: Issue) -> tuple[Effect, ...]:
    """What the measures of the last two weeks have done so far."""
    last, zone = issue.week.sunday, issue.business.tz
    return tuple(effect(one, scored, last, zone) for one in measures if last - RECENT < one.since <= last)


def _in(week: Week, scored: Sequence[Scored]) -> list[Scored]:
    return [one for one in scored if one.stored.week == week]


def _safety(pool: Sequence[Scored]) -> int:
    """Reviews of the week that speak of safety and wait for somebody: an older one is in the list below anyway."""
    return sum(one.sentiment.safety and one.state in WAITING and one.stored.review.reply is None for one in pool)


def _standard(business: Business, week: Week, theme: str | None) -> str:
    """One sentence for everyone: the standard that the week's problem breaks, else they take turns, a week each."""
    fitting = [one.text for one in business.playbook.promises if theme and one.theme == theme]
    standards = fitting or business.playbook.standards
    return standards[week.monday.toordinal() // 7 % len(standards)] if standards else ""


def _plan(business: Business, average: float | None) -> tuple[str, ...]:
    plan = business.playbook.plan
    return plan.steps if plan and average is not None and average < plan.below else ()


def _unsubscribe(store: Store, issue: Issue, config: Config) -> str:
    base = config.inbox.url or ""
    return unsubscribe_link(base, store.meta.secret(), issue.business.name, issue.person.email)

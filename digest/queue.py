"""Which reviews a digest asks the owner to answer, each with its draft and what may be done in private.

Reads the store; writes nothing: a draft made here for a review out of the backlog is made again when it is taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from digest.cards import ToAnswer
from digest.facts import Issue
from model import Flag, Scored, State, Week
from replies import prepare, remedies
from store import Store

LISTED = 50  # flags read for the digest; it shows five and counts the rest
DRAFTED = 5  # as many as are shown


@dataclass(frozen=True, slots=True)
class Queue:
    """Reviews to answer, those to show first in front; `waiting` counts all of them, shown or not."""

    to_answer: tuple[ToAnswer, ...]
    waiting: int
    in_hand: int
    backlog: int


def queue_of(store: Store, issue: Issue, pool: Sequence[Scored]) -> Queue:
    """Open flags, and unanswered reviews of `pool` that wait in the backlog of a first import.

    Safety first, then the angry before the grumbling, then the oldest. A digest of a week long past is about its own
    reviews: what came later has a digest of its own.
    """
    behind = left_behind(pool)
    if is_past(issue):
        own = [one for one in pool if one.state is State.TO_ANSWER]
        flags, waiting = [store.flags.get(one.stored.id) for one in own[:LISTED]], len(own) + len(behind)
        in_hand, backlog = sum(one.state is State.IN_HAND for one in pool), 0
    else:
        counts = store.flags.counts([issue.business.name])
        flags, waiting = store.flags.list([issue.business.name], [State.TO_ANSWER], limit=LISTED), len(behind)
        waiting += counts.get(State.TO_ANSWER, 0)
        in_hand, backlog = counts.get(State.IN_HAND, 0), counts.get(State.BACKLOG, 0) - len(behind)
    flags += [store.flags.get(one.stored.id) for one in behind[:LISTED]]
    flags.sort(key=lambda flag: (not flag.sentiment.safety, flag.sentiment.level == "watch"))
    shown = tuple(_with_draft(store, issue, flag, place) for place, flag in enumerate(flags))
    return Queue(shown, waiting, in_hand, backlog)


def left_behind(pool: Sequence[Scored]) -> list[Scored]:
    """Reviews nobody answered that came with a first import; safety first, then the angriest."""
    waiting = [one for one in pool if one.state is State.BACKLOG and one.stored.review.reply is None]
    return sorted(waiting, key=lambda one: (not one.sentiment.safety, -one.sentiment.severity))


def is_past(issue: Issue) -> bool:
    """Asked for with `--week`: not the week that has just ended."""
    return not issue.first_look and issue.week.shift(1) < Week.of(issue.now, issue.business.tz)


def _with_draft(store: Store, issue: Issue, flag: Flag, place: int) -> ToAnswer:
    business = issue.business
    if flag.draft is not None or place >= DRAFTED:
        return ToAnswer(flag, remedies(flag, business))
    draft = prepare(
        flag,
        business=business,
        measures=store.measures.of(business.name),
        recent=store.flags.recent_replies(business.name, without=flag.id),
        today=issue.now.astimezone(business.tz).date(),
    )
    return ToAnswer(flag, remedies(flag, business), draft)

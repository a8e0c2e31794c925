"""Which reviews a digest asks the owner to answer, each with its draft and what may be done in private.

Reads the store; writes nothing: a draft made here for a review out of the backlog is made again when it is taken.
"""

from __future__ import annotations

from collections.abc import Sequence

from digest.cards import ToAnswer
from digest.facts import Issue
from model import Flag, Scored, State, Week
from replies import prepare, remedies
from store import Store

LISTED = 50  # flags read for the digest; it shows five and counts the rest
DRAFTED = 5  # as many as are shown


def to_answer(store: Store, issue: Issue, pool: Sequence[Scored]) -> tuple[ToAnswer, ...]:
    """Open flags, and unanswered ones of the digest's own reviews that wait in the backlog of a first import.

    Safety first, then the angry before the grumbling, then the oldest; a digest of a week long past begins with its
    own reviews.
    """
    flags = store.flags.list([issue.business.name], [State.TO_ANSWER], limit=LISTED)
    flags += [store.flags.get(one.stored.id) for one in left_behind(pool)]
    own = {one.stored.id for one in pool} if is_past(issue) else set()
    flags.sort(key=lambda flag: (not flag.sentiment.safety, flag.sentiment.level == "watch", flag.id not in own))
    return tuple(_with_draft(store, issue, flag, place) for place, flag in enumerate(flags))


def left_behind(pool: Sequence[Scored]) -> list[Scored]:
    """Reviews nobody answered that came with a first import; safety, then the angry, for no more than are listed."""
    waiting = [one for one in pool if one.state is State.BACKLOG and one.stored.review.reply is None]
    waiting.sort(key=lambda one: (not one.sentiment.safety, -one.sentiment.severity))
    return waiting[:LISTED]


def count_left_behind(pool: Sequence[Scored]) -> int:
    return sum(one.state is State.BACKLOG and one.stored.review.reply is None for one in pool)


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

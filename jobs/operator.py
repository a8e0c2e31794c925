"""Tells the operator when a source stops being readable, and once when it is back."""

from __future__ import annotations

from datetime import datetime

from config import Business, Config
from digest.operator import compose_operator
from model import Verdict
from store import SourceState, Store

RED = frozenset({Verdict.BLOCKED, Verdict.UNREACHABLE, Verdict.ROBOTS, Verdict.CHANGED, Verdict.CRASHED})
PATIENT = frozenset({Verdict.UNREACHABLE})  # a site that is down for a minute is not worth a mail
PATIENCE = 3  # failed crawls in a row before it is


def turned(before: SourceState, after: SourceState) -> str | None:
    """`red`, `recovered`, or None where the operator need not be told."""
    if after.verdict is Verdict.OK:
        return "recovered" if before.verdict in RED and _was_told(before) else None
    if after.verdict not in RED or not _was_told(after):
        return None
    return None if before.verdict == after.verdict and _was_told(before) else "red"


def _was_told(state: SourceState) -> bool:
    return state.verdict in RED and (state.verdict not in PATIENT or state.fails >= PATIENCE)


def queue_source_mail(
    store: Store, config: Config, business: Business, before: SourceState, after: SourceState, now: datetime
) -> None:
    """One mail to each operator (to the owners where nobody is the operator)."""
    what = turned(before, after)
    if what is None:
        return
    for person in business.operators() or business.owners():
        store.outbox.queue(compose_operator(after, what, person, business=business, config=config, now=now), now)

"""Which flags of a first import wait in the backlog. Pure: the clock is an argument."""

from __future__ import annotations

from datetime import datetime, timedelta

from model import State, StoredReview

FRESH = timedelta(days=14)
"""What is older when it is first read is history: nobody answers last year's complaint before today's."""


def opening_state(stored: StoredReview, now: datetime) -> State:
    """To answer, or the backlog for what was old when its source was first read."""
    return State.BACKLOG if stored.initial and now - stored.belongs > FRESH else State.TO_ANSWER

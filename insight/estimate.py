"""What an owner believes of a standard before they look: how the guess is kept, and how long it counts. Pure."""

from __future__ import annotations

import json
from datetime import date


def mirror_key(business: str, standard: str) -> str:
    """The `store.meta` key of the owner's estimate: `{"share": 0.75, "on": "2026-10-05"}`."""
    return f"mirror:{business}:{standard}"


def kept_estimate(share: float, on: date) -> str:
    """What is kept under `mirror_key`; `share` from 0 to 1."""
    return json.dumps({"share": share, "on": on.isoformat()})


def estimate_of(said: str | None) -> tuple[float, date] | None:
    """The share and the day of an estimate as kept; None for none, or one that cannot be read."""
    try:
        found = json.loads(said or "null")
        share, on = float(found["share"]), date.fromisoformat(found["on"])
    except (TypeError, ValueError, KeyError):
        return None
    return (share, on) if 0 <= share <= 1 else None


def quarter_of(day: date) -> date:
    """The first day of the quarter of `day`: an estimate from before it is asked for anew."""
    return day.replace(month=3 * ((day.month - 1) // 3) + 1, day=1)


def next_quarter(day: date) -> date:
    """The first day of the quarter after that of `day`."""
    first = quarter_of(day)
    if first.month == 10:
        return date(first.year + 1, 1, 1)
    return first.replace(month=first.month + 3)

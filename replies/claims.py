"""The fix-first gate: a reply may say that something has changed only where the change is recorded and in force.

Drafts take their sentence from here, and the lint forgives no other.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from model import Measure


def sayable(measures: Sequence[Measure], *, business: str, theme: str, language: str, today: date) -> list[str]:
    """Sentences a draft may say: of this business and theme, in force today, in this language; the newest first."""
    mine = [measure for measure in in_force(measures, business=business, today=today) if measure.theme == theme]
    mine.sort(key=lambda measure: measure.since, reverse=True)
    return [said for measure in mine if (said := dict(measure.say).get(language, "").strip())]


def proven(measures: Sequence[Measure], *, business: str, today: date) -> list[str]:
    """Every sentence a person may leave in a reply: of any theme, in any language."""
    return [said for m in in_force(measures, business=business, today=today) for _, said in m.say if said.strip()]


def in_force(measures: Sequence[Measure], *, business: str, today: date) -> list[Measure]:
    """What this business has changed and still does."""
    return [measure for measure in measures if measure.business == business and measure.in_force(today)]

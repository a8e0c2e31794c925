"""Where the parts of a chart stand, in SVG units. Pure; colours are the style sheet's, words the template's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from insight import WeekFacts

WIDTH, HEIGHT = 640, 240
TOP, BOTTOM = 34, 26  # room for the averages above and the weeks below
GAP = 0.34  # share of a column left free


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of one `kind` (pos | neu | neg) with the number it stands for."""

    kind: str
    x: float
    y: float
    width: float
    height: float
    count: int


@dataclass(frozen=True, slots=True)
class Column:
    """One week: its boxes, its middle, and how high its top reaches."""

    facts: WeekFacts
    boxes: tuple[Box, ...]
    middle: float
    top: float


@dataclass(frozen=True, slots=True)
class WeeksChart:
    """Positive and neutral reviews up from the common `line`, negative ones down; from zero, in one scale."""

    columns: tuple[Column, ...]
    line: float
    width: int = WIDTH
    height: int = HEIGHT


def weeks_chart(weeks: Sequence[WeekFacts]) -> WeeksChart:
    """Counts to places. An empty span of weeks is a bare line, never a division by zero."""
    up = max((week.positive + week.neutral for week in weeks), default=0)
    down = max((week.negative for week in weeks), default=0)
    unit = (HEIGHT - TOP - BOTTOM) / max(up + down, 1)
    line = TOP + up * unit
    step = WIDTH / max(len(weeks), 1)
    return WeeksChart(tuple(_column(week, place * step, step, unit, line) for place, week in enumerate(weeks)), line)


def _column(week: WeekFacts, x: float, step: float, unit: float, line: float) -> Column:
    left, width = x + step * GAP / 2, step * (1 - GAP)
    good, fair, bad = week.positive * unit, week.neutral * unit, week.negative * unit
    boxes = (
        Box("pos", left, line - good, width, good, week.positive),
        Box("neu", left, line - good - fair, width, fair, week.neutral),
        Box("neg", left, line, width, bad, week.negative),
    )
    return Column(week, tuple(box for box in boxes if box.count), x + step / 2, line - good - fair)

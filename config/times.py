"""Spans, times of day, weekdays and opening hours as people write them: "6 hours", "07:00", "mon-fri".

Pure. Refuses to guess: what is not clearly a time is an error that shows how to write it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from difflib import get_close_matches
from typing import Annotated

from pydantic import BeforeValidator, PlainSerializer

UNITS = {"min": 60, "minute": 60, "hour": 3600, "day": 86_400, "week": 604_800, "year": 31_536_000}
_SHORT = {"m": "min", "mins": "min", "h": "hour", "hr": "hour", "hrs": "hour", "d": "day", "w": "week", "y": "year"}
_ADVERBS = {"hourly": "1 hour", "daily": "1 day", "weekly": "1 week"}
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY_KEYS = {name: number for number, day in enumerate(DAYS) for name in (day, day[:3])}


def parse_span(value: object) -> timedelta:
    """`6 hours`, `1 day`, `30 min`: a whole number, a blank, a unit. A year is 365 days."""
    if isinstance(value, timedelta):
        return value
    match = re.fullmatch(r"(\d{1,6})\s*([a-z]*)", str(value).strip().lower())
    unit = match[2] if match else ""
    singular = unit if unit in UNITS else unit.removesuffix("s")
    if match and singular in UNITS and " " in str(value).strip():
        return timedelta(seconds=int(match[1]) * UNITS[singular])
    raise ValueError(f'"{value}" is not a length of time{_span_hint(str(value), match and match[1], unit)}')


def _span_hint(value: str, number: str | None, unit: str) -> str:
    if value.strip().lower() in _ADVERBS:
        return f' — write "{_ADVERBS[value.strip().lower()]}"'
    if number and unit.startswith("mon"):
        return f' — months differ: write "{int(number) * 30} days"'
    guess = _SHORT.get(unit) or next(iter(get_close_matches(unit.removesuffix("s"), UNITS, 1, 0.5)), "")
    if unit in UNITS or unit.removesuffix("s") in UNITS:
        guess = unit.removesuffix("s")
    if number and guess:
        plural = "" if guess == "min" or number == "1" else "s"
        return f' — did you mean "{number} {guess}{plural}"?'
    return ' — write it like "6 hours", "1 day" or "30 min"'


def say_span(length: timedelta) -> str:
    """The way back: 6 hours, 1 day, 90 min. The largest unit that divides it."""
    seconds = int(length.total_seconds())
    for unit in ("week", "day", "hour"):
        count, rest = divmod(seconds, UNITS[unit])
        if count and not rest:
            return f"{count} {unit}" + ("s" if count != 1 else "")
    return f"{seconds // 60} min"


def parse_clock(value: object) -> time:
    """`07:00`, always two digits each."""
    if isinstance(value, time):
        return value
    text = str(value).strip()
    match = re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d)", text)
    if match:
        return time(int(match[1]), int(match[2]))
    loose = re.fullmatch(r"(\d{1,2})(?:[:.h ]?([0-5]\d))?\s*(am|pm|h|uhr)?", text.lower())
    if loose and (hour := _hour(int(loose[1]), loose[3] or "")) is not None:
        raise ValueError(f'"{text}" is not a time of day — did you mean "{hour:02}:{loose[2] or "00"}"?')
    raise ValueError(f'"{text}" is not a time of day — write it like "07:00" or "18:30"')


def _hour(hour: int, half: str) -> int | None:
    if half in ("am", "pm"):
        hour = hour % 12 + (12 if half == "pm" else 0)
    return hour if hour < 24 else None


def parse_day(value: object) -> int:
    """`monday` or `mon` to 0, `sunday` to 6."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 6:
        return value
    text = str(value).strip().lower()
    if text in _DAY_KEYS:
        return _DAY_KEYS[text]
    near = get_close_matches(text, DAYS, 1)
    raise ValueError(f'"{value}" is not a day of the week' + (f' — did you mean "{near[0]}"?' if near else ""))


Span = Annotated[timedelta, BeforeValidator(parse_span), PlainSerializer(say_span)]
Clock = Annotated[time, BeforeValidator(parse_clock), PlainSerializer(lambda at: f"{at:%H:%M}")]
Weekday = Annotated[int, BeforeValidator(parse_day), PlainSerializer(lambda day: DAYS[day])]


@dataclass(frozen=True, slots=True)
class Hours:
    """When a business is open: seven `days` from Monday, each a tuple of (opens, closes) in its zone.

    A closing time at or before the opening one belongs to the next day (18:00-02:00).
    """

    days: tuple[tuple[tuple[time, time], ...], ...]

    def is_open(self, moment: datetime, zone: tzinfo) -> bool:
        local = moment.astimezone(zone)
        clock, today, before = local.time(), local.weekday(), (local.weekday() - 1) % 7
        same = any(o <= clock and (clock < c or c <= o) for o, c in self.days[today])
        return same or any(c <= o and clock < c for o, c in self.days[before])

    def next_open(self, moment: datetime, zone: tzinfo) -> datetime:
        """`moment` where it is open then, else the next opening; aware UTC. Never open: `moment`."""
        if self.is_open(moment, zone):
            return moment
        local = moment.astimezone(zone)
        for ahead in range(8):
            day = local.date() + timedelta(days=ahead)
            for opens, _ in sorted(self.days[day.weekday()]):
                at = datetime.combine(day, opens, zone).astimezone(UTC)
                if at > moment:
                    return at
        return moment


def parse_hours(value: object) -> Hours:
    """`{mon-fri: "07:00-18:00", sat: "11:00-14:00, 17:00-22:00", sun: closed}`; days left out are closed."""
    if isinstance(value, Hours):
        return value
    if not isinstance(value, dict):
        raise ValueError('write the opening hours as days, like  mon-fri: "07:00-18:00"')
    week: list[tuple[tuple[time, time], ...]] = [()] * 7
    for days, spans in value.items():
        for day in _day_range(str(days)):
            week[day] = _day_spans(str(spans))
    return Hours(tuple(week))


def _day_range(text: str) -> list[int]:
    first, _, last = text.partition("-")
    start = parse_day(first)
    end = parse_day(last) if last else start
    return [(start + n) % 7 for n in range((end - start) % 7 + 1)]


def _day_spans(text: str) -> tuple[tuple[time, time], ...]:
    if text.strip().lower() == "closed":
        return ()
    spans = []
    for part in text.split(","):
        opens, dash, closes = part.replace("–", "-").partition("-")
        if not dash:
            raise ValueError(f'"{part.strip()}" is not a span of hours — write it like "07:00-18:00", or closed')
        spans.append((parse_clock(opens), parse_clock("00:00" if closes.strip() == "24:00" else closes)))
    return tuple(spans)

"""The ISO week, the unit of everything the owner reads."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from model.errors import InputError


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """An ISO week, e.g. `2026-W53`, which runs to 3 January 2027."""

    year: int
    number: int

    @classmethod
    def of(cls, moment: datetime, zone: tzinfo) -> Week:
        year, number, _ = moment.astimezone(zone).isocalendar()
        return cls(year, number)

    @classmethod
    def parse(cls, text: str) -> Week:
        match = re.fullmatch(r"(\d{4})-W(\d{2})", text)
        try:
            if match:
                week = cls(int(match[1]), int(match[2]))
                date.fromisocalendar(week.year, week.number, 1)
                return week
        except ValueError:
            pass
        raise InputError(f"“{text}” is not a week: write it like 2026-W46")

    @property
    def monday(self) -> date:
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    def start(self, zone: tzinfo) -> datetime:
        """Monday 00:00 local, in UTC; the week ends where the next one starts (167 or 169 hours when clocks change)."""
        return datetime.combine(self.monday, datetime.min.time(), zone).astimezone(UTC)

    def end(self, zone: tzinfo) -> datetime:
        return self.shift(1).start(zone)

    def shift(self, weeks: int) -> Week:
        year, number, _ = (self.monday + timedelta(weeks=weeks)).isocalendar()
        return Week(year, number)

    def until(self, last: Week) -> list[Week]:
        """This week and those after it, up to `last`; none where that is earlier."""
        weeks = (last.monday - self.monday).days // 7
        return [self.shift(number) for number in range(weeks + 1)]

    def __str__(self) -> str:
        return f"{self.year}-W{self.number:02}"

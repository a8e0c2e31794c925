"""What has really changed, since when: the only thing a reply may claim."""

from __future__ import annotations

import json
from datetime import date

from model import Measure, clean, clean_line
from store.connect import Link, Row
from store.values import packed

ADD = """insert into measure(business, theme, what, since, until, by, say)
values(:business, :theme, :what, :since, :until, :by, :say)
on conflict(business, theme, what, since) do update set until = excluded.until, by = excluded.by, say = excluded.say"""
OF = """select * from measure where business = :business and (:theme is null or theme = :theme) order by since, id"""


class Measures:
    def __init__(self, link: Link) -> None:
        self._link = link

    def add(self, measure: Measure) -> None:
        """Record it; the same words and day again replace how it is said and when it ends."""
        self._link.run(
            ADD,
            business=measure.business,
            theme=measure.theme,
            what=clean_line(measure.what),
            since=measure.since.isoformat(),
            until=measure.until and measure.until.isoformat(),
            by=clean_line(measure.by),
            say=packed([[lang, clean(said, 2000)] for lang, said in measure.say]),
        )

    def of(self, business: str, theme: str | None = None) -> list[Measure]:
        """Oldest first, ended ones too: ask each `in_force`."""
        return [_measure(row) for row in self._link.rows(OF, business=business, theme=theme)]


def _measure(row: Row) -> Measure:
    return Measure(
        business=row["business"],
        theme=row["theme"],
        what=row["what"],
        since=date.fromisoformat(row["since"]),
        by=row["by"],
        until=row["until"] and date.fromisoformat(row["until"]),
        say=tuple((lang, said) for lang, said in json.loads(row["say"])),
    )

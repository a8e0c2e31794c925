"""What a week's reviews sum up to, kept until one of them changes: pages over many weeks read sums, not reviews.

A trigger counts every change to a review or flag that a sum could show (`changed`); a kept sum is true while it carries
the count its week has now. So nothing has to remember to throw a sum away, and a sum made while somebody writes is
merely made again. It refuses to know what the figures are for.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import Any, NamedTuple

from model import Week
from store.connect import Link, Row
from store.linking import COUNTED
from store.values import moment, packed

HITS = "(select group_concat(t.theme || ':' || t.polarity) from theme t where t.review_id = r.id) as hits"
THESE = f"r.business = :business and r.week in (select value from json_each(:weeks)) and {COUNTED}"  # noqa: S608
CALM = f"""select r.week, r.source, r.location, r.kind, r.rating, r.label, {HITS}, count(*) as n
from review r where {THESE} and r.flagged = 0
group by r.week, r.source, r.location, r.kind, r.rating, r.label, hits"""  # noqa: S608 - constants
FLAGGED = f"""select r.week, r.source, r.location, r.kind, r.rating, r.label, {HITS}, f.state,
 coalesce(r.published, r.seen) as belongs, r.reply is not null as answered, r.replied, f.handled
from review r left join flag f on f.review_id = r.id where {THESE} and r.flagged = 1"""  # noqa: S608 - constants
TOLD = f"""select r.week, t.theme, substr(coalesce(r.published, r.seen), 1, 16) as minute, count(*) as n
from review r join theme t on t.review_id = r.id where {THESE} and t.polarity = 'neg'
group by r.week, t.theme, minute"""  # noqa: S608 - constants
KEPT = """select s.week, s.sums, s.told from summed s left join changed c on c.business = s.business and c.week = s.week
where s.business = :business and s.week in (select value from json_each(:weeks)) and s.n = coalesce(c.n, 0)"""
CHANGES = "select week, n from changed where business = :business and week in (select value from json_each(:weeks))"
HELD = "select week, n from summed where business = :business and week in (select value from json_each(:weeks))"
KEEP = """insert or replace into summed(business, week, n, sums, told)
select :business, value->>0, value->>1, value->>2, value->>3 from json_each(:rows)"""


class Alike(NamedTuple):
    """`n` reviews of a week that no figure tells apart. The times are those of a flagged one that is done."""

    source: str
    location: str
    kind: str
    rating: float | None
    label: str | None
    hits: str | None  # theme:polarity, with commas between
    flagged: bool = False
    state: str | None = None
    answered: bool = False
    belongs: str | None = None
    handled: str | None = None
    replied: str | None = None
    n: int = 1


class Told(NamedTuple):
    """`n` complaints of a theme on one day, an ISO day in the business's zone."""

    theme: str
    day: str
    n: int


@dataclass(frozen=True, slots=True)
class WeekSums:
    alike: tuple[Alike, ...] = ()
    told: tuple[Told, ...] = ()


def sums_of(link: Link, business: str, weeks: Sequence[Week], zone: tzinfo = UTC) -> dict[Week, WeekSums]:
    """Of each of `weeks`; what is not kept is summed up on the spot, and not kept: a page only reads."""
    found = _kept(link, business, weeks)
    return found | _summed(link, business, [week for week in weeks if week not in found], zone)


def keep(link: Link, business: str, weeks: Sequence[Week], zone: tzinfo) -> int:
    """Sum up what changed since it was last summed up; how many weeks that were."""
    names = packed([str(week) for week in weeks])
    counts = {row["week"]: row["n"] for row in link.rows(CHANGES, business=business, weeks=names)}  # before it is read
    held = {row["week"]: row["n"] for row in link.rows(HELD, business=business, weeks=names)}
    stale = [week for week in weeks if held.get(str(week)) != counts.get(str(week), 0)]
    if not stale:
        return 0
    rows = [
        [str(week), counts.get(str(week), 0), packed(list(sums.alike)), packed(list(sums.told))]
        for week, sums in _summed(link, business, stale, zone).items()
    ]
    link.run(KEEP, business=business, rows=packed(rows))
    return len(stale)


def _kept(link: Link, business: str, weeks: Sequence[Week]) -> dict[Week, WeekSums]:
    rows = link.rows(KEPT, business=business, weeks=packed([str(week) for week in weeks]))
    return {Week.parse(row["week"]): WeekSums(_all(Alike, row["sums"]), _all(Told, row["told"])) for row in rows}


def _all(kind: Any, text: str) -> tuple[Any, ...]:
    return tuple(kind(*values) for values in json.loads(text))


def _summed(link: Link, business: str, weeks: Sequence[Week], zone: tzinfo) -> dict[Week, WeekSums]:
    if not weeks:
        return {}
    where = {"business": business, "weeks": packed([str(week) for week in weeks])}
    alike: dict[str, list[Alike]] = defaultdict(list)
    told: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for row in link.rows(CALM, **where):
        alike[row["week"]].append(Alike(**_shared(row), n=row["n"]))
    for name, found in _flagged(link.rows(FLAGGED, **where)).items():
        alike[name] += found
    for row in link.rows(TOLD, **where):
        day = moment(f"{row['minute']}:00+00:00").astimezone(zone).date().isoformat()
        told[row["week"]][row["theme"], day] += row["n"]
    days = {name: tuple(Told(*key, n) for key, n in sorted(counts.items())) for name, counts in told.items()}
    return {week: WeekSums(tuple(alike[str(week)]), days.get(str(week), ())) for week in weeks}


def _shared(row: Row) -> dict[str, Any]:
    return {name: row[name] for name in ("source", "location", "kind", "rating", "label", "hits")}


def _flagged(rows: Iterable[Row]) -> dict[str, list[Alike]]:
    counts: dict[str, Counter[Alike]] = defaultdict(Counter)
    for row in rows:
        one = Alike(**_shared(row), flagged=True, state=row["state"], answered=bool(row["answered"]))
        if row["handled"] or row["replied"]:
            one = one._replace(belongs=row["belongs"], handled=row["handled"], replied=row["replied"])
        counts[row["week"]][one] += 1
    return {week: [one._replace(n=n) for one, n in found.items()] for week, found in counts.items()}

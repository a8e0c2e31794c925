"""What a worker is asked to do, as plain data: one job per source, planned from what the store remembers.

Pure but for the JSON in and out; imports no engine, so the serving process may use it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from zoneinfo import ZoneInfo

from config import Source
from crawler.report_run import RunReport
from model import Review, digest_of

VERSION = "0.1"
DEEP_EVERY = timedelta(days=30)  # a crawl to the end finds edits and replies further down
UNCHANGED_MOST = 7  # times in a row that a 304 is believed: some servers answer it to anything
ROBOTS_AGE = timedelta(hours=24)
REST = 10.0  # seconds a dropped file must have lain untouched, for nobody to write to it any more
LOCAL = ("files", "mail")  # read without the engine; each file, each mail once
_RECIPE = {
    *("kind", "where", "reviews", "fields", "next_page", "start", "total"),
    *("rating_out_of", "language", "location", "timezone", "mentions"),
}
_COLUMNS = tuple(column.name for column in fields(Review))
_RUNNABLE = ("url", "css", "json", "feed", *LOCAL)


@dataclass(frozen=True, slots=True)
class CrawlRules:
    """Manners and limits of all crawls of a batch. Times in seconds."""

    contact: str = ""
    allow: tuple[str, ...] = ()  # host:port of private hosts that may be read
    delay: float = 1.0  # between two requests to one site
    timeout: float = 30.0  # for one page
    longest: float = 900.0  # for one source
    at_once: int = 4  # sources crawled side by side, never two of one site
    beat: float = 2.0  # how often a worker says that it is alive
    folder: str = "."  # what relative file globs start from
    rest: float = 0.0  # seconds that a dropped file must have lain untouched

    @property
    def agent(self) -> str:
        return f"Grapevine/{VERSION} (+{self.contact or 'no contact given'})"


@dataclass(frozen=True, slots=True)
class Memory:
    """What the store remembers of a source. `known`: content hash by external id; `history`: facts, newest first."""

    known: Mapping[str, str] = field(default_factory=dict)
    history: Sequence[Mapping[str, Any]] = ()
    etag: str | None = None
    last_modified: str | None = None
    robots: tuple[str, datetime] | None = None
    daily: Sequence[int] | None = None  # new reviews per day up to today, oldest first, if the caller can count them
    taken: Collection[str] = ()  # marks of files and mails that have been read


@dataclass(frozen=True, slots=True)
class CrawlJob:
    """One source to crawl. `robots`: bodies of robots.txt still fresh, by site; `zone`: the business's time zone.

    `recipe`: a digest of how the source is read; what a crawl by another one remembers of the site is no use to this.
    """

    source: Source
    zone: str
    known: Mapping[str, str] = field(default_factory=dict)
    etag: str | None = None
    last_modified: str | None = None
    deep: bool = True
    deep_at: datetime | None = None
    unchanged: int = 0
    robots: Mapping[str, str] = field(default_factory=dict)
    recipe: str = ""
    history: tuple[RunReport, ...] = ()  # newest first; this and `daily` stay with the supervisor
    daily: tuple[int, ...] | None = None
    taken: frozenset[str] = frozenset()

    @property
    def key(self) -> str:
        return f"{self.source.business}/{self.source.name}"

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.source.timezone or self.zone)

    @property
    def shown_url(self) -> str:
        """The address without user and password: safe to show."""
        parts = urlsplit(self.source.where)
        return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))

    @property
    def obeys(self) -> bool:
        """Presets read documented interfaces: the documentation is the permission."""
        return self.source.obey_robots and self.source.kind != "preset"

    @property
    def runnable(self) -> bool:
        return self.source.kind in _RUNNABLE

    def to_data(self) -> dict[str, Any]:
        """JSON-ready, secrets revealed: write it only where nobody else can read."""
        return {
            "source": self.source.to_job(),
            "zone": self.zone,
            "known": dict(self.known),
            "etag": self.etag,
            "last_modified": self.last_modified,
            "deep": self.deep,
            "deep_at": self.deep_at and self.deep_at.isoformat(),
            "unchanged": self.unchanged,
            "recipe": self.recipe,
            "robots": dict(self.robots),
            "taken": sorted(self.taken),
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> CrawlJob:
        deep_at = data["deep_at"] and datetime.fromisoformat(data["deep_at"])
        read = {"source": Source.from_job(data["source"]), "deep_at": deep_at, "taken": frozenset(data["taken"])}
        return cls(**{**data, **read})


def recipe_of(source: Source) -> str:
    """Empty for files and mails, which are remembered one by one."""
    return "" if source.kind in LOCAL else digest_of(source.model_dump_json(include=_RECIPE))[:12]


def plan(source: Source, memory: Memory, *, zone: str, now: datetime) -> CrawlJob:
    """How to crawl `source` now: deep when due or when the last crawl broke off, conditionally when that is safe.

    An entry that was changed in config.yaml is read from the start: a 304 would keep its new fields from us for days.
    """
    recipe = recipe_of(source)
    history = tuple(RunReport.from_facts(facts) for facts in memory.history if "at" in facts)
    deep_at = history[0].deep_at if history else None
    unchanged = history[0].unchanged if history else 0
    same = recipe == next((past.recipe for past in history if past.recipe), recipe)
    deep = not memory.known or deep_at is None or now - deep_at >= DEEP_EVERY or not same
    ask = not deep and unchanged < UNCHANGED_MOST
    fresh = memory.robots if memory.robots and now - memory.robots[1] < ROBOTS_AGE else None
    return CrawlJob(
        source=source,
        zone=zone,
        known=memory.known,
        etag=memory.etag if ask else None,
        last_modified=memory.last_modified if ask else None,
        deep=deep,
        deep_at=deep_at,
        unchanged=unchanged,
        recipe=recipe,
        robots={source.site: fresh[0]} if fresh else {},
        history=history,
        daily=None if memory.daily is None else tuple(memory.daily),
        taken=frozenset(memory.taken),
    )


def review_to_row(review: Review) -> dict[str, Any]:
    """JSON-ready; times as ISO strings."""
    row = {name: getattr(review, name) for name in _COLUMNS}
    return row | {name: row[name] and row[name].isoformat() for name in ("published", "replied")}


def review_from_row(row: Mapping[str, Any]) -> Review:
    times = {name: row[name] and datetime.fromisoformat(row[name]) for name in ("published", "replied")}
    return Review(**{**row, **times})

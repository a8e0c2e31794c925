"""The health record of one crawl: what happened, in numbers and codes. Kept as a run's `facts` in the store.

Knows no verdict: `health` judges it, with the records of earlier runs beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from typing import Any

WHOLE = ("end", "known", "not_modified", "pages", "loop")
"""Ways a crawl may finish and be whole: nothing was missed that the next one would not see."""

FAILURES = {
    "waiting": "asked to wait (Retry-After)",
    "status": "an HTTP status that is no page",
    "left_site": "redirected to another site",
    "login": "a sign-in page in place of the reviews",
    "challenge": "a robot check in place of the reviews",
    "address": "an address we do not read",
    "dns": "unknown host",
    "tls": "certificate or encryption",
    "timeout": "too slow",
    "connection": "refused or broken",
    "redirects": "redirects in circles",
    "robots": "forbidden by robots.txt",
    "robots_down": "robots.txt could not be read",
    "too_large": "larger than we read",
    "shape": "an answer without what we need of it",
    "token": "no access token to be had",
    "no_reviews": "nothing on the page that we can read as reviews",
    "files": "a file that cannot be read",
    "mailbox": "a mailbox that does not let us in",
    "unsupported": "a kind of source no crawler reads",
    "bug": "a fault in Grapevine itself",
    "memory": "more memory than a crawl may have",
    "crash": "the worker process died",
}
KILLERS = ("memory", "crash")
"""Failures of a source that takes others down with it: it is left alone for a while, then crawled by itself."""

SURE = 0.95  # of the reviews a site claims, seen in one crawl, prove that the others are gone
_TIMES = ("at", "not_before", "deep_at")


@dataclass(frozen=True, slots=True)
class RunReport:
    """One crawl of one source.

    `finish`: one of WHOLE, or "failed" with a `failure` of FAILURES, or "timeout". `statuses` counts answers by HTTP
    status, robots.txt included; `bytes` as sent over the wire. `seen` counts reviews parsed, known or not; `new` and
    `changed` those of them that were not known so. `coverage`: share of reviews, 0 to 1, that have each field.
    `repaired`: share whose JSON had to be mended.
    """

    at: datetime
    finish: str = "failed"
    failure: str = ""
    said: str = ""
    status: int = 0  # of the last page asked for
    statuses: Mapping[str, int] = field(default_factory=dict)
    requests: int = 0
    bytes: int = 0
    pages: int = 0
    empty: int = 0  # of the pages, those without reviews
    holes: int = 0  # of the empty ones, those with reviews behind them
    seen: int = 0
    new: int = 0
    changed: int = 0
    skipped: int = 0  # rows of files that could not be read
    passed: int = 0  # mails that told of no review
    coverage: Mapping[str, float] = field(default_factory=dict)
    repaired: float = 0.0
    claimed_total: int | None = None
    claimed_average: float | None = None
    fingerprint: str = ""
    via: str = ""
    newest_first: bool | None = None
    url: str = ""
    final_url: str = ""
    moved: bool = False  # redirected to another path of its site
    title: str = ""
    deep: bool = False
    first: bool = False  # nothing was known before: its reviews are an import, not news
    recipe: str = ""  # how it was read, see `crawler.jobs`
    doubtful: bool = False  # its reviews look wrong beside those of earlier crawls: no measure for later ones
    deep_at: datetime | None = None  # the last deep crawl that was whole; None makes the next one deep
    unchanged: int = 0  # 304 answers in a row, this one included
    not_before: datetime | None = None

    @property
    def whole(self) -> bool:
        return self.finish in WHOLE

    @property
    def complete(self) -> bool:
        """It saw all that the site says it has: what it did not see is not there (docs/decisions.md)."""
        return bool(
            self.deep and self.finish == "end" and self.claimed_total and self.seen >= SURE * self.claimed_total
        )

    @property
    def per_page(self) -> float:
        return self.seen / self.pages if self.pages else 0.0

    def to_facts(self) -> dict[str, Any]:
        """JSON-ready; times as ISO strings."""
        facts = asdict(self)
        return facts | {name: facts[name] and facts[name].isoformat() for name in _TIMES}

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any]) -> RunReport:
        """The record again; keys this version does not know are left out, so that old rows stay readable."""
        known = {f.name for f in fields(cls)}
        data = {name: value for name, value in facts.items() if name in known}
        for name in _TIMES:
            if data.get(name):
                data[name] = datetime.fromisoformat(data[name])
        return cls(**data)

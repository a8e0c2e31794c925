"""A first look at an address: which entries for config.yaml would bring reviews, with a preview of each.

Reads through the same worker, guard and robots.txt as every crawl, and stores nothing. It promises only what it has
read: a page that needs hand-written selectors, or a browser, gets a note and no candidate.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urljoin, urlsplit

from config import Source
from crawler.guess import guess_lists
from crawler.jobs import CrawlJob, CrawlRules
from crawler.pagestore import kept_page
from crawler.site import same_site
from crawler.supervisor import CrawlResult, crawl_batch
from model import InputError, Review, Verdict

MOST_FEEDS = 2
_LINK = re.compile(r"(?is)<link\b[^>]{0,600}>")
_HREF = re.compile(r"""(?i)\bhref\s*=\s*["']?([^"'\s>]+)""")
_TAGS = re.compile(r"(?is)<(script|style)\b.*?</\1>|<[^>]*>")
_WIDGETS = ("yotpo.com", "judge.me", "loox.io", "okendo.io", "stamped.io", "trustedshops", "provenexpert", "feefo.com")
_WAYS = {
    "json_ld": "schema.org data in the page",
    "microdata": "schema.org data in the page",
    "feed": "a feed",
    "json": "a JSON interface",
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """One way to watch the address. `entry` goes into config.yaml as it is."""

    entry: dict[str, Any]
    via: str
    count: int  # reviews on the first page
    claimed_total: int | None
    oldest: datetime | None  # in the business's zone
    newest: datetime | None
    samples: tuple[str, ...]

    @property
    def summary(self) -> str:
        """One line for the operator."""
        said = f"{_WAYS.get(self.via, self.via)}: {self.count} reviews on the first page"
        if self.claimed_total is not None and self.claimed_total > self.count:
            said += f", the site counts {self.claimed_total}"
        if self.oldest and self.newest:
            said += f", {self.oldest:%Y-%m-%d} to {self.newest:%Y-%m-%d}"
        return said


@dataclass(frozen=True, slots=True)
class Probed:
    """`candidates`, the best first; `notes` say what else was seen, what robots.txt says, or why nothing was found."""

    candidates: tuple[Candidate, ...]
    notes: tuple[str, ...]


def probe(url: str, *, var: Path, settings: CrawlRules, now: datetime, zone: str) -> Probed:
    """Read one page at `url` and, where it names feeds, those. Raises InputError for what is no web address."""
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
        raise InputError(f"“{url}” is no web address: copy it from the browser, https:// and all")
    var.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=var, prefix="probe-") as folder:
        look = _Look(Path(folder), settings, now, zone)
        first = look.read({"url": url})
        body = look.body(first)
        results = [first]
        if first.report.failure == "no_reviews":
            results += look.all_of(_json_entries(url, body), first.robots)
        feeds = feed_links(body, first.report.final_url or url)
        results += look.all_of([{"feed": address} for address in feeds], first.robots)
    candidates = sorted((_candidate(result) for result in results if result.reviews), key=_rank)
    return Probed(tuple(candidates), tuple(_notes(first, body, bool(candidates))))


@dataclass(frozen=True, slots=True)
class _Look:
    folder: Path
    rules: CrawlRules
    now: datetime
    zone: str

    def read(self, entry: dict[str, Any]) -> CrawlResult:
        return self.all_of([entry], {})[0]

    def all_of(self, entries: Sequence[dict[str, Any]], robots: Mapping[str, str]) -> list[CrawlResult]:
        """One result for each entry; `robots` was fetched a moment ago and need not be asked for again."""
        jobs = [CrawlJob(_source(entry, number), self.zone, robots=robots) for number, entry in enumerate(entries)]
        return crawl_batch(jobs, var=self.folder, settings=self.rules, now=self.now)

    def body(self, result: CrawlResult) -> str:
        pages = self.folder / "pages"
        raw = kept_page(pages, result.job.key, good=True) or kept_page(pages, result.job.key, good=False) or b""
        return raw.decode("utf-8", "replace")


def _source(entry: dict[str, Any], number: int) -> Source:
    kind = next(kind for kind in ("json", "feed", "url") if kind in entry)
    more = {name: entry[name] for name in ("reviews", "fields") if name in entry}
    # the number keeps keys apart and sites together
    return Source(name=f"probe {number} {kind}", kind=kind, where=entry[kind], pages=1, **more)


def _json_entries(url: str, body: str) -> list[dict[str, Any]]:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return []
    guesses = guess_lists(data)[:1]
    return [{"json": url, "reviews": guess.reviews, "fields": dict(guess.fields)} for guess in guesses]


def feed_links(body: str, url: str) -> list[str]:
    """Addresses of feeds that a page names in its head, on its own site only."""
    links = [tag for tag in _LINK.findall(body) if re.search(r"(?i)application/(rss|atom)\+xml", tag)]
    found = [urljoin(url, unescape(href[1])) for tag in links if (href := _HREF.search(tag))]
    return [address for address in dict.fromkeys(found) if same_site(url, address)][:MOST_FEEDS]


def _candidate(result: CrawlResult) -> Candidate:
    zone = result.job.tz
    times = [review.published.astimezone(zone) for review in result.reviews if review.published]
    report = result.report
    return Candidate(
        entry=_entry(result),
        via=report.via,
        count=report.seen,
        claimed_total=report.claimed_total,
        oldest=min(times, default=None),
        newest=max(times, default=None),
        samples=tuple(_sample(review, zone) for review in result.reviews[:5]),
    )


def _entry(result: CrawlResult) -> dict[str, Any]:
    """As an operator would write it: the name is the host's, the key says which kind."""
    source = result.job.source
    kind = result.report.via if source.kind == "url" and result.report.via in ("feed", "json") else source.kind
    host = (urlsplit(source.where).hostname or source.where).removeprefix("www.")
    entry: dict[str, Any] = {"name": f"{host} feed" if kind == "feed" else host, kind: source.where}
    if source.reviews:
        entry |= {"reviews": source.reviews, "fields": dict(source.fields)}
    return entry


def _sample(review: Review, zone: tzinfo) -> str:
    stars = f"{review.rating:g}★" if review.rating is not None else "no stars"
    day = f", {review.published.astimezone(zone):%Y-%m-%d}" if review.published else ""
    return f"{stars} {review.author or 'unnamed'}{day}: {' '.join(review.full_text.split())[:80]}"


def _rank(candidate: Candidate) -> tuple[int, int]:
    """Feeds last: they seldom have stars. Then the fuller ones first."""
    return (candidate.via == "feed", -candidate.count)


def _notes(first: CrawlResult, body: str, found: bool) -> list[str]:
    notes = []
    if first.verdict is Verdict.OK:
        notes.append("robots.txt allows reading this page. Whether the site's terms do, only you can tell")
    elif not (found and first.report.failure == "no_reviews"):
        notes.append(first.said)
    if not found and "<script" in body.lower() and len(_TAGS.sub(" ", body).split()) < 40:
        notes.append("The page is empty without JavaScript: look for the JSON address it loads its reviews from")
    widget = next((name for name in _WIDGETS if name in body.lower()), None)
    if not found and widget:
        notes.append(f"Its reviews seem to come from {widget}: use that service's interface or an export")
    return notes

"""A first look at an address: which entries for config.yaml would bring reviews, with a preview of each.

Fetches through the same worker, guard and robots.txt as every crawl, each page once, and stores nothing. It promises
only what it has read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

from config import Defaults, Source
from config.entry_file import entry_source
from config.preset import Preset, missing_in, presets_on
from crawler.candidates import Candidate, Seen, candidate, entries_on, ranked
from crawler.jobs import CrawlJob, CrawlRules
from crawler.pagestore import kept_page
from crawler.probe_words import empty_page, needs, notes_on, problem_of, tried, widget_notes
from crawler.site import same_site
from crawler.supervisor import CrawlResult, crawl_batch
from model import ConfigError, ExtractError, InputError

MOST_FEEDS = 2
_LINK = re.compile(r"(?is)<link\b[^>]{0,600}>")
_HREF = re.compile(r"""(?i)\bhref\s*=\s*["']?([^"'\s>]+)""")
_READ = ("", "no_reviews", "login", "challenge", "shape")  # failures that leave us with a page


@dataclass(frozen=True, slots=True)
class Around:
    """What is known before the look. `languages`: of the business's customers; `env`: where secrets are."""

    var: Path
    rules: CrawlRules
    now: datetime
    zone: str
    presets: Mapping[str, Preset] = field(default_factory=dict)
    env: Mapping[str, str] = field(default_factory=dict, repr=False)
    defaults: Defaults = field(default_factory=Defaults)
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Probed:
    """`candidates`, the best first; `notes` say what else was seen; `problem` says why there is nothing to offer."""

    candidates: tuple[Candidate, ...]
    notes: tuple[str, ...]
    problem: str = ""


def probe(url: str, around: Around) -> Probed:
    """Read one page at `url` and what it leads to: feeds it names, platforms whose reviews it shows.

    Raises InputError for what is no web address, ConfigError for one that config.yaml could not hold: with a password.
    """
    check_address(url)
    with _looking(around) as look:
        look.named({"url": url})
        first = look.all_of([{"url": url}], {})[0]
        seen = look.seen(first)
        if seen is None:
            return Probed((), (), problem_of(first.report, first.said))
        found = [look.offer(entry, seen) for entry in _on_page(seen, around)]
        text = seen.body.decode("utf-8", "replace")
        starts = [start for start in presets_on(seen.final, text, around.presets) if _at_home(start, url)]
        lacking = {start["preset"]: said for start in starts if (said := look.lacks(start))}
        ready = [start for start in starts if start["preset"] not in lacking]
        feeds = [{"feed": address} for address in feed_links(text, seen.final)]
        further, failed = look.further([*ready, *feeds], first.robots)
        offers = ranked([*found, *further])
        known = [start["preset"] for start in starts]
        notes = (*notes_on(first.robots, seen, text), *lacking.values(), *failed, *widget_notes(text, known))
        return Probed(offers, notes, "" if offers else empty_page(first.report, first.said, text))


def probe_preset(start: Mapping[str, Any], around: Around) -> Probed:
    """Read the first page of a platform that the address itself tells. ConfigError where a secret is missing."""
    with _looking(around) as look:
        result = look.all_of([start], {})[0]
        seen = look.seen(result)
        offer = look.offer(dict(start), seen) if seen and result.reviews else None
        return Probed(ranked([offer]), (), "" if offer else problem_of(result.report, result.said))


def check_address(url: str) -> None:
    """InputError for what is no web address."""
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        good = False
    if not good:
        raise InputError(f"“{url}” is no web address: copy it from the browser, https:// and all")


@contextmanager
def _looking(around: Around) -> Iterator[_Look]:
    around.var.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=around.var, prefix="probe-") as folder:
        yield _Look(Path(folder), around)


@dataclass(frozen=True, slots=True)
class _Look:
    folder: Path
    around: Around

    def all_of(self, entries: Sequence[Mapping[str, Any]], robots: Mapping[str, str]) -> list[CrawlResult]:
        """One result for each entry; `robots` was fetched a moment ago and need not be asked for again."""
        # the number keeps keys apart and sites together
        sources = [self.source({"name": f"probe {n}", "pages": 1, **entry}) for n, entry in enumerate(entries)]
        jobs = [CrawlJob(source, self.around.zone, robots=robots) for source in sources]
        return crawl_batch(jobs, var=self.folder, settings=self.around.rules, now=self.around.now)

    def source(self, entry: Mapping[str, Any]) -> Source:
        """ConfigError for an entry that config.yaml could not hold."""
        around = self.around
        return entry_source(entry, around.env, around.presets, around.defaults)

    def named(self, entry: Mapping[str, Any]) -> tuple[dict[str, Any], Source]:
        """The entry with a name, and the source it makes."""
        named = {"name": name_of(entry, self.around.presets), **entry}
        return named, self.source(named)

    def seen(self, result: CrawlResult) -> Seen | None:
        """The page that was fetched; None where there is none to read."""
        pages, report = self.folder / "pages", result.report
        body = kept_page(pages, result.job.key, good=True) or kept_page(pages, result.job.key, good=False)
        if body is None or report.failure not in _READ:
            return None
        return Seen(report.url, report.final_url or report.url, body, report.bytes, self.around.now)

    def offer(self, entry: Mapping[str, Any], seen: Seen) -> Candidate | None:
        named, source = self.named(entry)
        return candidate(named, source, seen, ZoneInfo(self.around.zone))

    def further(
        self, entries: Sequence[Mapping[str, Any]], robots: Mapping[str, str]
    ) -> tuple[list[Candidate], list[str]]:
        """Offers of what the page leads to, and what to say of platforms that gave none."""
        offers, failed = [], []
        for entry, result in zip(entries, self.all_of(entries, robots) if entries else [], strict=True):
            seen = self.seen(result)
            offer = self.offer(entry, seen) if seen else None
            if offer:
                offers.append(offer)
            elif "preset" in entry:
                failed.append(
                    tried(entry, self.around.presets[entry["preset"]], problem_of(result.report, result.said))
                )
        return offers, failed

    def lacks(self, start: Mapping[str, Any]) -> str:
        """What an entry for a platform still needs, "" for nothing."""
        preset = self.around.presets[start["preset"]]
        if missing_in(start, preset):
            return needs(start, preset)
        try:
            self.named(start)
        except ConfigError as error:
            return needs(start, preset, error.problems[0])
        return ""


def _on_page(seen: Seen, around: Around) -> list[dict[str, Any]]:
    try:
        return list(entries_on(seen, around.languages))
    except ExtractError:
        return []  # neither a page, a feed nor JSON: the crawl has said so


def _at_home(start: Mapping[str, str], url: str) -> bool:
    """Whether the addresses in it are of the site that was asked about: a page may name any other."""
    return all(same_site(value, url) for value in start.values() if "://" in value)


def name_of(entry: Mapping[str, Any], presets: Mapping[str, Preset]) -> str:
    """A name for the source as an operator would give it: the platform's, or the site's."""
    if "preset" in entry:
        return presets[entry["preset"]].about.partition(":")[0]
    kind = next(kind for kind in ("url", "json", "feed") if kind in entry)
    host = (urlsplit(entry[kind]).hostname or entry[kind]).removeprefix("www.")
    return f"{host} feed" if kind == "feed" else host


def feed_links(body: str, url: str) -> list[str]:
    """Addresses of feeds that a page names in its head, on its own site only."""
    links = [tag for tag in _LINK.findall(body) if re.search(r"(?i)application/(rss|atom)\+xml", tag)]
    found = [urljoin(url, unescape(href[1])) for tag in links if (href := _HREF.search(tag))]
    return [address for address in dict.fromkeys(found) if same_site(url, address)][:MOST_FEEDS]

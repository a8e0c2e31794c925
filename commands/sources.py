"""`sources list | test | health`: where reviews come from, and whether they still do. Adding one: `source_add`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, tzinfo
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from rich.markup import escape
from rich.table import Table

from commands.console import err, out, print_json, progress
from config import Source
from config.explain import KINDS
from config.times import say_span
from crawler.candidates import sample_line
from crawler.jobs import CrawlJob
from crawler.supervisor import CrawlResult, crawl_batch
from jobs.crawl import rules_of
from jobs.tick import sync
from jobs.workplace import Workplace
from model import InputError, Verdict
from store import SourceState

MARK = {Verdict.OK: "green", Verdict.WAITING: "yellow", Verdict.SHORT: "yellow", Verdict.SILENT: "yellow", None: "dim"}
_SHOWN = 5  # reviews of a source that is tried
_ADDRESSES = ("url", "css", "json", "feed")


def list_(place: Workplace, *, as_json: bool) -> int:
    """What is configured; 1 where an entry cannot run."""
    sources = place.config.sources()
    if as_json:
        print_json([_described(source) for source in sources])
    else:
        rows = [(source.business, (source.name, _kind(source), escape(source.where))) for source in sources]
        _print(("source", "read as", "where"), rows)
        for broken in place.config.broken:
            err.print(f"“{broken.name}” of {broken.business} cannot run: {'; '.join(broken.problems)}", markup=False)
    return 1 if place.config.broken else 0


def _kind(source: Source) -> str:
    kind = source.preset or KINDS[source.kind]
    return f"{escape(kind)}, {f'every {say_span(source.every)}' if source.enabled else '[yellow]switched off[/]'}"


def _described(source: Source) -> dict[str, Any]:
    return {
        "business": source.business,
        "source": source.name,
        "kind": source.kind,
        "every": say_span(source.every),
        "where": source.where,
        "enabled": source.enabled,
    }


def _print(columns: Sequence[str], rows: Iterable[tuple[str, Sequence[str]]]) -> None:
    """A table for each business that fits any width: the last column is folded, never cut off."""
    for business, group in groupby(rows, lambda row: row[0]):
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), title=escape(business), title_justify="left")
        for column in columns[:-1]:
            table.add_column(column, overflow="fold", max_width=24, header_style="dim")
        table.add_column(columns[-1], overflow="fold", header_style="dim")
        for _, (name, *cells) in group:
            table.add_row(escape(name), *cells)
        out.print(table)
        out.print()


def health(place: Workplace, *, as_json: bool) -> int:
    """How each source fares: 1 where one is red."""
    with place.open() as store:
        sync(store, place, place.clock())
        states = store.sources.all()
    if as_json:
        print_json([_health(state) for state in states])
    else:
        zones = {business.name: ZoneInfo(business.zone) for business in place.config.businesses}
        rows = [(state.business, _cells(state, zones.get(state.business, UTC))) for state in states]
        _print(("source", "health", "what it says"), rows)
    bad = [state for state in states if MARK.get(state.verdict, "red") == "red"]
    return 1 if bad else 0


def _health(state: SourceState) -> dict[str, Any]:
    """One row: docs/formats.md."""
    return {
        "business": state.business,
        "source": state.name,
        "verdict": state.verdict,
        "since": state.since,
        "last_good": state.last_good,
        "seen": state.seen,
        "new": state.new,
        "said": state.said,
    }


def _cells(state: SourceState, zone: tzinfo) -> tuple[str, ...]:
    colour = MARK.get(state.verdict, "red")
    verdict = f"[{colour}]{state.verdict or 'not read yet'}[/]"
    good = _at(state.last_good, zone)
    if state.verdict in (None, Verdict.OK):
        when = f" Read {good}" if state.last_good else ""
    else:
        when = f" So since {_at(state.since, zone)}; last read well: {good}"
    said = escape(state.said.rstrip(".")) + "." if state.said else ""
    return state.name, verdict, f"{said}[dim]{when}[/]".strip()


def _at(moment: datetime | None, zone: tzinfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" if moment else "never"


def test(place: Workplace, name: str, *, as_json: bool) -> int:
    """Reads one source now and shows what it gives; its reviews are not stored."""
    source = _found(place, name)
    job = CrawlJob(source, zone=place.config.business(source.business).zone)
    if not job.runnable:
        raise InputError(f"sources of the kind “{source.kind}” cannot be read yet")
    with progress(f"Reading {source.name}", None):
        result = crawl_batch([job], var=place.var, settings=rules_of(place), now=place.clock())[0]
    if as_json:
        print_json({"source": source.name, "verdict": result.verdict, "said": result.said, "facts": result.facts})
    else:
        _tell(result)
    return 0 if result.verdict is Verdict.OK else 1


def _found(place: Workplace, name: str) -> Source:
    sources = place.config.sources()
    found = [source for source in sources if name.casefold() in (source.name.casefold(), source.slug)]
    if not found:
        names = ", ".join(source.name for source in sources) or "none yet"
        raise InputError(f"there is no source “{name}”. Configured: {names}")
    return found[0]


def _tell(result: CrawlResult) -> None:
    source, report = result.job.source, result.report
    out.print(f"{source.name}: {result.verdict}. {result.said}", markup=False)
    for review in result.reviews[:_SHOWN]:
        out.print(f"  {sample_line(review, result.job.tz)}", markup=False)
    lacking = [name for name in ("rating", "date", "author") if report.seen and report.coverage.get(name, 0) < 0.5]
    if lacking:
        out.print(f"Most of them have no {', no '.join(lacking)}.", markup=False)
    if result.verdict is Verdict.CHANGED and source.kind in _ADDRESSES and not source.preset:
        out.print(f'What can be read there now:  python schedule.py sources add "{source.where}"', markup=False)

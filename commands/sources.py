"""`sources list | test | health`: where reviews come from, and whether they still do. Adding one: `source_add`."""

from __future__ import annotations

from typing import Any

from rich.table import Table

from commands.console import out, print_json, progress
from config import Source
from config.times import say_span
from crawler.jobs import CrawlJob
from crawler.supervisor import crawl_batch
from jobs.crawl import rules_of
from jobs.tick import sync
from jobs.workplace import Workplace
from model import InputError, Verdict
from store import SourceState

MARK = {Verdict.OK: "green", Verdict.WAITING: "yellow", Verdict.SHORT: "yellow", Verdict.SILENT: "yellow", None: "dim"}


def list_(place: Workplace, *, as_json: bool) -> int:
    """What is configured."""
    rows = [_described(source) for source in place.config.sources()]
    if as_json:
        print_json(rows)
        return 0
    table = Table("business", "source", "kind", "every", "where")
    for row in rows:
        table.add_row(*(str(row[key]) for key in ("business", "source", "kind", "every", "where")))
    out.print(table)
    return 0


def _described(source: Source) -> dict[str, Any]:
    return {
        "business": source.business,
        "source": source.name,
        "kind": source.kind,
        "every": say_span(source.every),
        "where": source.where,
        "enabled": source.enabled,
    }


def health(place: Workplace, *, as_json: bool) -> int:
    """How each source fares: 1 where one is red."""
    with place.open() as store:
        sync(store, place, place.clock())
        states = store.sources.all()
    if as_json:
        print_json([_health(state) for state in states])
    else:
        table = Table("business", "source", "health", "since", "last good", "seen", "new", "what it says")
        for state in states:
            table.add_row(*_cells(state))
        out.print(table)
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


def _cells(state: SourceState) -> tuple[str, ...]:
    colour = MARK.get(state.verdict, "red")
    verdict = f"[{colour}]{state.verdict or 'not read yet'}[/]"
    since, good = (f"{at:%Y-%m-%d %H:%M}" if at else "–" for at in (state.since, state.last_good))
    said = state.said.replace("[", r"\[")
    return state.business, state.name, verdict, since, good, str(state.seen), str(state.new), said


def test(place: Workplace, name: str, *, as_json: bool) -> int:
    """Reads one source now and shows what it gives; stores nothing."""
    found = [source for source in place.config.sources() if name.casefold() in (source.name.casefold(), source.slug)]
    if not found:
        names = ", ".join(source.name for source in place.config.sources()) or "none yet"
        raise InputError(f"there is no source “{name}”. Configured: {names}")
    source, now = found[0], place.clock()
    job = CrawlJob(source, zone=place.config.business(source.business).zone)
    if not job.runnable:
        raise InputError(f"sources of the kind “{source.kind}” cannot be read yet")
    with progress(f"Reading {source.name}", None):
        result = crawl_batch([job], var=place.var, settings=rules_of(place), now=now)[0]
    if as_json:
        print_json({"source": source.name, "verdict": result.verdict, "said": result.said, "facts": result.facts})
    else:
        out.print(f"{source.name}: {result.verdict}. {result.said}", markup=False)
        for review in result.reviews[:5]:
            line = " ".join(review.full_text.split())[:100]
            out.print(f"  {review.rating or '–'}★  {review.author or '–'}: {line}", markup=False)
    return 0 if result.verdict is Verdict.OK else 1

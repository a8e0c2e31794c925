"""Brings in reviews that no crawl finds: files, one by hand. They are imports: old ones are never mailed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path

from config import Business, Source
from crawler.files import BadRow, read_file
from crawler.normalise import to_review
from crawler.page import Found
from model import Review, Run
from store import Store

BATCH = 500  # reviews a transaction


@dataclass(slots=True)
class Intake:
    """What an import did. `bad`: rows that could not be read, by line; `refused`: read, but not storable."""

    new: int = 0
    changed: int = 0
    same: int = 0
    bad: list[BadRow] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)

    @property
    def read(self) -> int:
        return self.new + self.changed + self.same


def import_file(
    store: Store, path: Path, business: Business, source: str, now: datetime, *, advance: Callable[[int], None]
) -> Intake:
    """Import one file; bad rows are named and the rest goes in. InputError where the file cannot be read at all.

    `advance` is told how many rows were dealt with, for a progress bar.
    """
    intake = Intake()
    entry = _entry(business, source)
    good = _good(read_file(path, source=entry, at=now), intake)
    for batch in _batches(_reviews(good, business, source), BATCH):
        added = store.reviews.add(batch, seen=now, zone=business.tz, initial=True)
        intake.new += len(added.new)
        intake.changed += len(added.changed)
        intake.same += added.same
        intake.refused += added.refused
        advance(len(batch))
    store.runs.add(run_of(intake, business, source, now, path.name))
    return intake


def run_of(intake: Intake, business: Business, source: str, now: datetime, name: str) -> Run:
    failed = len(intake.bad) + len(intake.refused)
    said = f"{name}: {intake.new} new, {intake.changed} changed, {intake.same} known, {failed} could not be taken"
    return Run(
        "import",
        business.name,
        source,
        now,
        now,
        seen=intake.read,
        new=intake.new,
        changed=intake.changed,
        failed=failed,
        said=said,
    )


def _entry(business: Business, source: str) -> Source | None:
    """The configured source of that name, for its columns and language; an import may also name one that is not."""
    names = {entry.name.casefold(): entry for entry in business.sources}
    return names.get(source.casefold())


def _good(rows: Iterable[Found | BadRow], intake: Intake) -> Iterator[Found]:
    for row in rows:
        if isinstance(row, BadRow):
            intake.bad.append(row)
        else:
            yield row


def _reviews(found: Iterable[Found], business: Business, source: str) -> Iterator[Review]:
    return (to_review(one, business=business.name, source=source, zone=business.tz) for one in found)


def _batches(reviews: Iterator[Review], size: int) -> Iterator[list[Review]]:
    while batch := list(islice(reviews, size)):
        yield batch

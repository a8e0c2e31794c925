"""Brings in reviews that no crawl finds: files, one by hand. They are imports: old ones are never mailed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path

from config import Business, Config, Source
from crawler.files import BadRow, read_file
from crawler.normalise import to_review
from crawler.page import Found
from model import InputError, Review, Run
from store import Store

BATCH = 500  # reviews a transaction


@dataclass(frozen=True, slots=True)
class Target:
    """Whose reviews a file holds and where they were written; None: each row says so itself."""

    business: Business | None = None
    source: str | None = None

    def entry(self) -> Source | None:
        """The configured source of that name, for its columns and language; a file may also come from elsewhere."""
        if self.business is None or self.source is None:
            return None
        named = {entry.name.casefold(): entry for entry in self.business.sources}
        return named.get(self.source.casefold())


@dataclass(slots=True)
class Intake:
    """What an import did. `bad`: rows that could not be read, by line; `refused`: read, but not storable."""

    new: int = 0
    changed: int = 0
    same: int = 0
    bad: list[BadRow] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    businesses: set[str] = field(default_factory=set)

    @property
    def read(self) -> int:
        return self.new + self.changed + self.same


def import_file(
    store: Store,
    path: Path,
    config: Config,
    now: datetime,
    *,
    target: Target,
    advance: Callable[[int], None],
) -> Intake:
    """Import one file; bad rows are named and the rest goes in. InputError where the file cannot be read at all.

    `advance` is told how many rows were dealt with, for a progress bar.
    """
    intake = Intake()
    good = _good(read_file(path, source=target.entry(), at=now), intake)
    for batch in _batches(good, BATCH):
        for owner, reviews in _by_owner(batch, config, target, intake).items():
            _add(store, intake, reviews, config.business(owner), now)
        advance(len(batch))
    for owner in sorted(intake.businesses):
        store.runs.add(run_of(intake, owner, target.source or "", now, path.name))
    return intake


def _add(store: Store, intake: Intake, reviews: Sequence[Review], owner: Business, now: datetime) -> None:
    added = store.reviews.add(reviews, seen=now, zone=owner.tz, initial=True)
    intake.new += len(added.new)
    intake.changed += len(added.changed)
    intake.same += added.same
    intake.refused += added.refused
    intake.businesses.add(owner.name)


def _by_owner(batch: Sequence[Found], config: Config, target: Target, intake: Intake) -> dict[str, list[Review]]:
    """The reviews of each business; a row that names none we know is refused by its id."""
    found: dict[str, list[Review]] = {}
    for one in batch:
        try:
            owner = target.business or config.business(one.business)
            source = target.source or one.publisher
            if not source:
                raise InputError("names no platform: give --source")
        except InputError as error:
            intake.refused.append((one.id or "without id", str(error)))
            continue
        review = to_review(one, business=owner.name, source=source, zone=owner.tz)
        found.setdefault(owner.name, []).append(review)
    return found


def run_of(intake: Intake, business: str, source: str, now: datetime, name: str) -> Run:
    failed = len(intake.bad) + len(intake.refused)
    said = f"{name}: {intake.new} new, {intake.changed} changed, {intake.same} known, {failed} could not be taken"
    return Run(
        "import",
        business,
        source,
        now,
        now,
        seen=intake.read,
        new=intake.new,
        changed=intake.changed,
        failed=failed,
        said=said,
    )


def _good(rows: Iterable[Found | BadRow], intake: Intake) -> Iterator[Found]:
    for row in rows:
        if isinstance(row, BadRow):
            intake.bad.append(row)
        else:
            yield row


def _batches(found: Iterator[Found], size: int) -> Iterator[list[Found]]:
    while batch := list(islice(found, size)):
        yield batch

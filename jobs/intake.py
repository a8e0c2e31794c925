"""Brings in reviews that no crawl finds: files, one by hand. They are imports: old ones are never mailed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from config import Business, Config, Source
from crawler.files import BadRow, read_file
from crawler.normalise import rows_once, to_reviews
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
    rows = list(_good(read_file(path, source=target.entry(), at=now), intake))
    once = rows_once(rows)
    intake.same += len(rows) - len(once)
    for owner, reviews in _by_owner(once, config, target, intake).items():
        beside = frozenset(one.external_id for one in reviews)
        for batch in _batches(reviews, BATCH):
            _add(store, intake, batch, config.business(owner), now, beside=beside)
            advance(len(batch))
    for owner in sorted(intake.businesses):
        store.runs.add(run_of(intake, owner, target.source or "", now, path.name))
    return intake


def _add(
    store: Store, intake: Intake, reviews: Sequence[Review], owner: Business, now: datetime, *, beside: frozenset[str]
) -> None:
    added = store.reviews.add(reviews, seen=now, zone=owner.tz, initial=True, beside=beside)
    intake.new += len(added.new)
    intake.changed += len(added.changed)
    intake.same += added.same
    intake.refused += added.refused
    intake.businesses.add(owner.name)


def _by_owner(founds: Sequence[Found], config: Config, target: Target, intake: Intake) -> dict[str, list[Review]]:
    """The reviews of each business, oldest first; a row that names none we know is refused by its id."""
    rows: dict[tuple[str, str], list[Found]] = defaultdict(list)
    for one in founds:
        try:
            owner = target.business or config.business(one.business)
            source = target.source or one.publisher
            if not source:
                raise InputError("names no platform: give --source")
        except InputError as error:
            intake.refused.append((one.id or "without id", str(error)))
            continue
        rows[owner.name, source].append(one)
    reviews: dict[str, list[Review]] = defaultdict(list)
    for (name, source), theirs in rows.items():
        reviews[name] += to_reviews(theirs, business=name, source=source, zone=config.business(name).tz)
    return {name: sorted(theirs, key=_written) for name, theirs in reviews.items()}


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


def _written(review: Review) -> tuple[bool, datetime]:
    """Those without a date come last."""
    return review.published is None, review.published or datetime.max.replace(tzinfo=UTC)


def _batches(reviews: Sequence[Review], size: int) -> Iterator[Sequence[Review]]:
    for start in range(0, len(reviews), size):
        yield reviews[start : start + size]

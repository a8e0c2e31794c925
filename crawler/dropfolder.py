"""Reads a source that is files in a folder: no engine, no network. No file is read twice.

A file is known by its path, size and time, which cost no reading, and by what it holds: one that was moved or touched
is not new. A change in how the source reads its files (columns, format) makes all of them new. A file that was changed
a moment ago may still be written to: it is not there yet.
"""

from __future__ import annotations

import glob
import hashlib
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from stat import S_ISREG

from config import Source
from crawler.files import BadRow, read_file
from crawler.jobs import CrawlJob
from crawler.normalise import rows_once, to_reviews
from crawler.page import Found
from crawler.tally import Tally
from model import ExtractError, InputError, Review, digest_of

MOST_FILES = 1000
_AHEAD = 3600.0  # seconds; a file dated later than that goes by another clock, and is read


@dataclass(slots=True)
class Catch:
    """What a local source gave. `taken`: marks of what need not be read again; `mark`: the folder as it was."""

    tally: Tally
    mark: str | None = None
    reviews: list[Review] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)

    def take(self, founds: list[Found]) -> None:
        """Count reviews, and keep those not met before in this crawl."""
        source = self.tally.job.source
        self.tally.add(founds)
        reviews = to_reviews(
            founds, business=source.business, source=source.name, zone=self.tally.job.tz, location=source.location
        )
        self.reviews += [review for review in reviews if self.tally.walk.meet(review)]

    def wait(self, files: int) -> None:
        """Say that so many files are left for the next time."""
        if files:
            self.tally.said = f"{files} of the files changed a moment ago, and may still be written to: read next time"


def crawl_files(job: CrawlJob, *, folder: Path, at: datetime, rest: float = 0.0) -> Catch:
    """Every review in those files of `job.source.where` that `job.taken` does not hold, and that have rested."""
    settled = settled_at(at, rest)
    catch = Catch(Tally(job, at), folder_mark(job.source, folder, settled))
    files = marked_files(job.source, folder, settled)
    catch.wait(len(marked_files(job.source, folder)) - len(files))
    for path, quick in files:
        if quick in job.taken:
            continue
        try:
            content = _content(job.source, path)
        except OSError as error:
            catch.tally.fail("files", f"{path} cannot be read: {error.strerror}")
            continue
        if content in job.taken or content in catch.taken or _read(path, catch):
            catch.taken += [quick, content]
    catch.tally.finished("end" if catch.tally.walk.pages else "not_modified")
    return catch


def settled_at(at: datetime, rest: float) -> datetime | None:
    """The time after which no file may have been changed; None where none need rest."""
    return at - timedelta(seconds=rest) if rest else None


def folder_mark(source: Source, folder: Path, settled: datetime | None = None) -> str:
    """Changes when a file comes, goes or changes, or when the source reads its files differently."""
    return digest_of(_rules(source), *(mark for _, mark in marked_files(source, folder, settled)))


def marked_files(source: Source, folder: Path, settled: datetime | None = None) -> list[tuple[Path, str]]:
    """The files of a glob by name, each with a mark that tells without reading whether it is the same.

    Those changed after `settled` are left out.
    """
    marked = []
    for path in sorted(map(Path, glob.glob(str(folder / source.where), recursive=True)))[:MOST_FILES]:
        with suppress(FileNotFoundError):  # it went while we looked
            stat = path.stat()
            if S_ISREG(stat.st_mode) and not _moves(stat.st_mtime, settled):
                told = (str(path.absolute()), str(stat.st_size), str(stat.st_mtime_ns))
                marked.append((path, digest_of(_rules(source), *told)))
    return marked


def _moves(changed: float, settled: datetime | None) -> bool:
    return settled is not None and 0 < changed - settled.timestamp() < _AHEAD


def _content(source: Source, path: Path) -> str:
    with path.open("rb") as file:
        return digest_of(_rules(source), hashlib.file_digest(file, "sha256").hexdigest())


def _rules(source: Source) -> str:
    """All that decides what a file is read as."""
    told = (source.format, source.reviews, source.rating_out_of, source.language, source.timezone, source.location)
    return repr((told, sorted(source.fields.items()), sorted(source.columns.items())))


def _read(path: Path, catch: Catch) -> bool:
    """Whether the file could be read to its end, bad rows or not; one of bad rows only has another form."""
    tally = catch.tally
    tally.walk.pages += 1
    founds: list[Found] = []
    bad: list[BadRow] = []
    try:
        for row in read_file(path, source=tally.job.source, at=tally.at):
            if isinstance(row, BadRow):
                bad.append(row)
                tally.said = tally.said or f"{path.name}, line {row.line}: {row.said}"
            else:
                founds.append(row)
        whole = bool(founds) or not bad
    except (InputError, ExtractError) as error:
        tally.fail("files", str(error))
        whole = False
    tally.skipped += len(bad)
    if bad and not founds:
        tally.fail("files", f"{path}: none of its rows can be read ({bad[0].said})")
    catch.take(rows_once(founds))
    return whole

"""Reads a source that is files in a folder: no engine, no network."""

from __future__ import annotations

import glob
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from crawler.files import BadRow, read_file
from crawler.jobs import CrawlJob
from crawler.normalise import to_reviews
from crawler.page import Found
from crawler.tally import Tally
from model import ExtractError, InputError, Review, digest_of

MOST_FILES = 1000


def crawl_files(job: CrawlJob, *, folder: Path, at: datetime, tell: Callable[[Review], None]) -> tuple[Tally, str]:
    """Tell every review in the files of `job.source.where`; the count of it, and a mark of the files' state.

    Files that have not changed since `job.etag` was their mark are not read again.
    """
    tally = Tally(job, at)
    paths = _paths(job.source.where, folder)
    mark = digest_of(*(f"{path}:{path.stat().st_size}:{path.stat().st_mtime_ns}" for path in paths))
    if mark == job.etag:
        tally.finished("not_modified")
        return tally, mark
    for path in paths:
        _read(path, tally, tell)
    tally.finished("end")
    return tally, mark


def _paths(pattern: str, folder: Path) -> list[Path]:
    found = glob.glob(str(folder / pattern), recursive=True)
    return [path for path in sorted(map(Path, found)) if path.is_file()][:MOST_FILES]


def _read(path: Path, tally: Tally, tell: Callable[[Review], None]) -> None:
    tally.walk.pages += 1
    founds: list[Found] = []
    try:
        for row in read_file(path, source=tally.job.source, at=tally.at):
            if isinstance(row, BadRow):
                tally.skipped += 1
                tally.said = tally.said or f"{path.name}, line {row.line}: {row.said}"
            else:
                founds.append(row)
    except (InputError, ExtractError) as error:
        tally.fail("files", str(error))
    _take(founds, tally, tell)


def _take(founds: list[Found], tally: Tally, tell: Callable[[Review], None]) -> None:
    source = tally.job.source
    tally.add(founds)
    reviews = to_reviews(
        founds, business=source.business, source=source.name, zone=tally.job.tz, location=source.location
    )
    for review in reviews:
        if tally.walk.meet(review):
            tell(review)

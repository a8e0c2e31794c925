"""Keeps the last good and the first bad page of each source, to compare them when a site has changed."""

from __future__ import annotations

import gzip
import os
import re
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from model import digest_of

MAX_KEPT = 2 * 1024 * 1024  # bytes of a page


def page_path(folder: Path, key: str, *, good: bool) -> Path:
    """Where the page of the source `key` ("business/source") is kept; the name is readable and unique."""
    name = re.sub(r"[^a-z0-9]+", "-", key.casefold()).strip("-")[:60]
    return folder / f"{name}-{digest_of(key)[:6]}.{'good' if good else 'bad'}.html.gz"


def keep_page(folder: Path, key: str, body: bytes, *, good: bool) -> None:
    """Store `body`. A good page ends the time of the bad one; a second bad page does not replace the first."""
    bad = page_path(folder, key, good=False)
    if good:
        bad.unlink(missing_ok=True)
    elif bad.exists():
        return
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = page_path(folder, key, good=good)
    half = path.with_suffix(".part")
    half.touch(mode=0o600)
    half.write_bytes(gzip.compress(body[:MAX_KEPT], 6, mtime=0))
    os.replace(half, path)


def expire_pages(folder: Path, before: datetime) -> int:
    """Remove pages kept earlier than `before`; how many."""
    return _remove(path for path in _kept(folder) if path.stat().st_mtime < before.timestamp())


def forget_pages(folder: Path, key: str | None = None) -> int:
    """Remove the kept pages of one source, or all: any may hold words of somebody who is to be forgotten. How many."""
    theirs = None if key is None else {page_path(folder, key, good=good) for good in (True, False)}
    return _remove(path for path in _kept(folder) if theirs is None or path in theirs)


def _kept(folder: Path) -> list[Path]:
    return [path for path in folder.glob("*") if path.is_file()]


def _remove(paths: Iterable[Path]) -> int:
    count = 0
    for path in paths:
        path.unlink(missing_ok=True)
        count += 1
    return count


def kept_page(folder: Path, key: str, *, good: bool) -> bytes | None:
    """The kept page, or None."""
    path = page_path(folder, key, good=good)
    return gzip.decompress(path.read_bytes()) if path.exists() else None

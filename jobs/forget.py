"""Forgetting one person wherever Grapevine keeps something, and finding what only people can forget.

What Grapevine made is deleted: words in the store, kept pages, previews of mails, spools of crawls that broke off. What
somebody else made (exports and mails dropped into a folder) or wanted kept (backups) is named and left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from config import Source
from crawler.dropfolder import marked_files
from crawler.files import BadRow, read_file
from crawler.jobs import LOCAL
from crawler.letter import read_letter
from crawler.pagestore import forget_pages
from crawler.spool import sweep
from jobs.workplace import Workplace
from model import ExtractError, InputError, Mail, StoreError
from store import Store, Traces, held_in

KINDS = (".txt", ".eml", ".html")  # of a preview, the one that is read first


@dataclass(frozen=True, slots=True)
class Left:
    """A file that still holds something of theirs, and where in it; or why nobody could look."""

    path: Path
    where: str


@dataclass(slots=True)
class Forgotten:
    """What was found of one person. `previews`: mails whose files are deleted; `left`: files that are not."""

    author: str
    known: Traces
    pages: int = 0
    previews: list[Path] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)

    def mails(self, *states: str) -> list[Mail]:
        """Mails that quoted them, by what had become of them before."""
        return [mail for mail in self.known.mails if mail.state in states]


def forget(
    store: Store, place: Workplace, author: str, now: datetime, *, advance: Callable[[int], None] = lambda _: None
) -> Forgotten:
    """Done again it finds nothing in the store, but goes by the name through files that came since.

    `advance` is told how many files were looked at, of `files_of`.
    """
    found = Forgotten(author, store.reviews.traces(author))
    store.reviews.erase(author, now)
    found.pages = forget_pages(place.pages)
    if (place.var / "spool").is_dir():
        sweep(place.var / "spool", now)
    for stem, paths in _previews(place).items():
        if found.known.quotes(_said_in(paths)):
            found.previews.append(stem)
            for path in paths:
                path.unlink(missing_ok=True)
        advance(len(paths))
    for source, path in [*_dropped(place), *_backups(place)]:
        where = _held(path, source, found, now)
        if where:
            found.left.append(Left(path, where))
        advance(1)
    return found


def files_of(place: Workplace) -> int:
    """How many files `forget` looks into."""
    return sum(map(len, _previews(place).values())) + len([*_dropped(place), *_backups(place)])


def _previews(place: Workplace) -> dict[Path, list[Path]]:
    """The files of each mail, by what their names share."""
    mails: dict[Path, list[Path]] = {}
    for path in sorted(place.mail_folder.glob("*")):
        if path.suffix in KINDS:
            mails.setdefault(path.with_suffix(""), []).append(path)
    return mails


def _said_in(paths: list[Path]) -> str:
    """The words of a mail, from that of its files which is easiest to read."""
    path = min(paths, key=lambda path: KINDS.index(path.suffix))
    if path.suffix == ".eml":
        return read_letter(path.read_bytes()).words
    return path.read_text(encoding="utf-8", errors="replace")


def _dropped(place: Workplace) -> Iterator[tuple[Source | None, Path]]:
    """What people put into the folders of `files:` and `mail:` sources."""
    for source in place.config.sources():
        if source.kind in LOCAL and "://" not in source.where:
            yield from ((source, path) for path, _ in marked_files(source, place.config.path.parent))


def _backups(place: Workplace) -> Iterator[tuple[Source | None, Path]]:
    """Copies that `backup` made, and the database that a `restore` put aside."""
    yield from ((None, path) for path in sorted((place.var / "backup").glob("*.db")))
    yield from ((None, path) for path in place.var.glob(f"{place.database.name}.replaced"))


def _held(path: Path, source: Source | None, found: Forgotten, now: datetime) -> str:
    """What a file holds of theirs, "" for nothing."""
    try:
        if source is None:
            count = held_in(path, found.author)
            return f"{count} review{'s' if count != 1 else ''}" if count else ""
        if source.kind == "mail":
            return "the mail" if found.known.quotes(read_letter(path.read_bytes()).words) else ""
        rows = _rows(path, source, found, now)
    except (OSError, InputError, ExtractError, StoreError) as error:
        return f"nobody could look: {error}"
    return f"row{'s' if len(rows) > 1 else ''} {', '.join(map(str, rows))}" if rows else ""


def _rows(path: Path, source: Source, found: Forgotten, now: datetime) -> list[int]:
    """Which rows of a table are by them, from 1, or say exactly what they said; heads of columns are not counted."""
    said = {_plain(stored.review.text) for stored in found.known.reviews} - {""}
    name, theirs = _plain(found.author), []
    for number, row in enumerate(read_file(path, source=source, at=now), 1):
        if not isinstance(row, BadRow) and (_plain(row.author) == name or _plain(row.text) in said):
            theirs.append(number)
    return theirs


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())

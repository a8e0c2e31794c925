"""The only room that knows SQL. Nouns of `model` go in and come out; nothing here decides what they mean.

A `Store` belongs to one thread: every job and every request opens its own.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from model import StoreError
from store import backup, erasure
from store.connect import Link, connect
from store.digests import Digests, SentDigest
from store.feedback import Feedback, FormSums
from store.flags import Flags
from store.ingest import Added
from store.leases import Leases
from store.measures import Measures
from store.meta import Meta
from store.outbox import Outbox
from store.people import People
from store.recovered import Recovered
from store.requests import Requests
from store.reviews import Reviews
from store.robots import Robots
from store.runs import Runs
from store.schema import migrate
from store.sources import SourceLike, Sources, SourceState
from store.sums import Sums
from store.themes import Themes
from store.traces import Traces, held_in

__all__ = [
    "Added",
    "FormSums",
    "SentDigest",
    "SourceLike",
    "SourceState",
    "Store",
    "Traces",
    "held_in",
    "open_store",
    "restore",
]


class Store:
    """All that is remembered, one attribute per noun; a new noun gets a module and a line here."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self.reviews = Reviews(link)
        self.flags = Flags(link)
        self.outbox = Outbox(link)
        self.digests = Digests(link)
        self.sources = Sources(link)
        self.runs = Runs(link)
        self.leases = Leases(link)
        self.requests = Requests(link)
        self.measures = Measures(link)
        self.people = People(link)
        self.robots = Robots(link)
        self.sums = Sums(link)
        self.recovered = Recovered(link)
        self.themes = Themes(link)
        self.feedback = Feedback(link)
        self.meta = Meta(link)

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing, also when nested. Keep it short, and never wait for a network inside."""
        return self._link.transaction()

    def backup(self, to: Path) -> None:
        """Write a checked copy while others go on writing."""
        backup.backup(self._link, to)

    def check(self) -> list[str]:
        """Read every page and say what is wrong; an empty list if nothing is."""
        return backup.check(self._link)

    def close(self) -> None:
        self._link.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def open_store(where: Path | str, *, check: bool = True) -> Store:
    """Open and bring up to date; ":memory:" for one that lives as long as the Store.

    `check` looks for damage first, which reads the whole file: once per process is enough, so pages pass False.
    StoreError: damaged, too new, not writable, SQLite too old.
    """
    with ExitStack() as undo:
        link = connect(where, check=check)
        undo.callback(link.close)
        migrate(link)
        undo.pop_all()
    return Store(link)


def restore(saved: Path, where: Path) -> int:
    """Put a backup in the place of the database; nobody else may have it open. Who was erased since stays erased.

    Gives back how many reviews had to be erased again.
    """
    gone = _erased(where)
    backup.copy_checked(saved, where)
    with open_store(where) as store:
        return erasure.erase_keys(store._link, gone)


def _erased(where: Path) -> set[str]:
    """Who was erased from the file about to be replaced; nobody, if it cannot be read any more."""
    if not where.is_file():
        return set()
    try:
        with open_store(where) as store:
            return erasure.keys(store._link)
    except StoreError:
        return set()

"""The one way to the database file: which SQLite, which settings, and its errors in words.

Everything that is SQLite's own lives here and in `schema`. Two SQLite libraries must never meet on one file in one
process (the second one's close drops the first one's locks), so nobody else may import sqlite3.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlite_utils import Database

from model import StoreError

if TYPE_CHECKING:
    import sqlite3
else:
    from sqlite_utils.utils import sqlite3  # pysqlite3 where it is installed

Row = dict[str, Any]

MEMORY = ":memory:"
OLDEST = (3, 39, 0)  # `is distinct from`
WAIT = 30.0  # seconds to wait for another process's transaction; ours are short


class BadRowError(StoreError):
    """The database took offence at a row, not at the disk: others may still be stored."""


def connect(where: Path | str, *, check: bool = True) -> Link:
    """Open `where`, a file path or ":memory:". `check` reads the whole file (about 3 s for 400 MB) for damage."""
    if sqlite3.sqlite_version_info < OLDEST:
        raise StoreError(
            f"SQLite {sqlite3.sqlite_version} is too old, 3.39 is needed: install pysqlite3 or a newer Python"
        )
    path = str(where)
    fresh = path == MEMORY or _make(Path(path))
    link = Link(_open(path), path)
    try:
        if check and not fresh:
            _refuse_damage(link)
        _settle(link)
    except StoreError:
        link.close()
        raise
    return link


def connect_to_read(where: Path) -> Link:
    """Open a file that must not change, such as a backup. StoreError if it is damaged."""
    try:
        connection = sqlite3.connect(f"{where.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)
    except sqlite3.Error as error:
        raise _in_words(error, str(where)) from error
    link = Link(Database(connection, execute_plugins=False), str(where))
    try:
        _refuse_damage(link)
    except StoreError:
        link.close()
        raise
    return link


def wal_is_safe(version: tuple[int, ...]) -> bool:
    """Whether this SQLite has the cure of the WAL-reset bug, which corrupts files with two or more connections."""
    return version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)


def _make(path: Path) -> bool:
    """Make an empty file that only its owner may read (it holds what people wrote). True if there was none."""
    if path.exists():
        return False
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT, 0o600))
    except OSError as error:
        raise StoreError(f"{path} cannot be made: {error.strerror}. Check the folder and who owns it") from error
    return True


def _open(path: str) -> Database:
    try:
        connection = sqlite3.connect(path, timeout=WAIT, isolation_level=None)
    except sqlite3.Error as error:
        raise _in_words(error, path) from error
    return Database(connection, execute_plugins=False)  # no installed plugin may alter our connection


def _settle(link: Link) -> None:
    link.run("pragma foreign_keys = on")
    link.run("pragma secure_delete = on")  # what was erased is gone from the file, too
    link.run("pragma synchronous = full")  # a mail marked as sent stays so after a power cut
    if link.where != MEMORY:
        # WAL lets the inbox read while a crawl is stored
        mode = "wal" if wal_is_safe(sqlite3.sqlite_version_info) else "delete"
        link.run(f"pragma journal_mode = {mode}")


def _refuse_damage(link: Link) -> None:
    said = [str(row["quick_check"]) for row in link.rows("pragma quick_check(3)")]
    if said != ["ok"]:
        raise StoreError(damage(link.where, said[0] if said else "no answer"))


def damage(where: str, said: str) -> str:
    folder = Path(where).parent / "backup"
    return (
        f"{where} is damaged ({' '.join(said.split())}). Nothing was changed. "
        f"Put back the newest copy from {folder}: python schedule.py restore FILE"
    )


class Link:
    """One connection, used by one thread. All SQL of the room goes through `rows`, `row` and `run`."""

    def __init__(self, db: Database, where: str) -> None:
        self.db, self.where = db, where

    def rows(self, sql: str, /, **values: Any) -> list[Row]:
        """Run one statement, give back all its rows."""
        try:
            cursor = self.db.execute(sql, {name: _clamped(value) for name, value in values.items()})
            names = [column[0] for column in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        except sqlite3.ProgrammingError:
            raise  # our own mistake, such as a store used by two threads
        except UnicodeEncodeError as error:
            raise BadRowError(f"the database refused a row: {error.reason} in its text") from error
        except sqlite3.Error as error:
            raise _in_words(error, self.where) from error

    def row(self, sql: str, /, **values: Any) -> Row | None:
        """The first row, or None."""
        return next(iter(self.rows(sql, **values)), None)

    def value(self, sql: str, /, **values: Any) -> Any:
        """The first column of the first row, or None."""
        row = self.row(sql, **values)
        return next(iter(row.values())) if row else None

    def run(self, sql: str, /, **values: Any) -> None:
        self.rows(sql, **values)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing. Takes the write lock at once: a read that turns into a write would fail without waiting."""
        if self._is_open():
            with self._savepoint():
                yield
            return
        self.run("begin immediate")
        try:
            yield
            self.run("commit")
        finally:
            if self._is_open():  # neither committed nor, as by a full disk, rolled back already
                self.db.conn.rollback()

    @contextmanager
    def _savepoint(self) -> Iterator[None]:
        try:
            with self.db.atomic():
                yield
        except sqlite3.ProgrammingError:
            raise
        except sqlite3.Error as error:
            raise _in_words(error, self.where) from error

    def copy_to(self, other: Link) -> None:
        """All pages as they are now; others may go on writing meanwhile."""
        try:
            self.db.conn.backup(other.db.conn)
        except sqlite3.Error as error:
            raise _in_words(error, other.where) from error

    def close(self) -> None:
        self.db.close()

    def _is_open(self) -> bool:
        return bool(self.db.conn.in_transaction)


def _clamped(value: Any) -> Any:
    """A number that a database can hold: what somebody types into an address may be longer."""
    return max(-(2**63), min(2**63 - 1, value)) if type(value) is int else value


def _in_words(error: sqlite3.Error, where: str) -> StoreError:
    said = str(error)
    if isinstance(error, sqlite3.IntegrityError | sqlite3.DataError):
        return BadRowError(f"the database refused a row: {said}")
    if "full" in said:
        return StoreError(
            f"the disk of {where} is full: this step was not stored, all before it is safe. "
            "Free some space; the next run goes on where this one stopped"
        )
    if "locked" in said or "busy" in said:
        return StoreError(
            f"another program has held {where} for {WAIT:.0f} s. Close it (a database browser?) and try again"
        )
    if "malformed" in said or "not a database" in said:
        return StoreError(damage(where, said))
    if "readonly" in said or "unable to open" in said:
        return StoreError(f"{where} cannot be opened for writing ({said}). Check the folder and who owns it")
    return StoreError(f"the database {where} said: {said}")

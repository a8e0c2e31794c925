"""Copies of the database: made while others write, checked, and put in place whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from model import InputError, StoreError
from store.connect import Link, connect, connect_to_read, damage


def backup(link: Link, to: Path) -> None:
    """A consistent copy. It appears under its name only when it is complete and has been read back."""
    part = to.with_name(to.name + ".part")
    remove(part)
    try:
        _copy(link, part)
        _put_in_place(part, to)
    finally:
        remove(part)


def _copy(link: Link, part: Path) -> None:
    copy = connect(part)
    try:
        link.copy_to(copy)
        copy.run("pragma journal_mode = delete")  # one file, nothing beside it
        problems = check(copy)
    finally:
        copy.close()
    if problems:
        raise StoreError(damage(link.where, problems[0]))


def check(link: Link) -> list[str]:
    """What is wrong with the file, every page read; an empty list if nothing is."""
    said = [str(row["integrity_check"]) for row in link.rows("pragma integrity_check(20)")]
    orphans = [f"{row['table']} row {row['rowid']} points nowhere" for row in link.rows("pragma foreign_key_check")]
    return [line for line in said if line != "ok"] + orphans


def copy_checked(source: Path, to: Path) -> None:
    """Put a copy of the backup `source` at `to`, the old file beside it as `….replaced`.

    InputError: there is no backup. StoreError: it is damaged; then `to` is as it was.
    """
    if not source.is_file():
        raise InputError(f"there is no backup {source}")
    link = connect_to_read(source)
    try:
        part = to.with_name(to.name + ".new")
        backup(link, part)
    finally:
        link.close()
    if to.exists():
        to.replace(to.with_name(to.name + ".replaced"))
    _put_in_place(part, to)


def remove(path: Path) -> None:
    """Delete a database file and what SQLite keeps beside it."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _put_in_place(part: Path, to: Path) -> None:
    try:
        with part.open("rb") as file:
            os.fsync(file.fileno())
        for suffix in ("-wal", "-shm", "-journal"):
            to.with_name(to.name + suffix).unlink(missing_ok=True)
        part.replace(to)
    except OSError as error:
        raise StoreError(f"{to} could not be written: {error.strerror}") from error

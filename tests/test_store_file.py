"""The database as a file: made private, grown by steps, copied, refused when damaged or too new."""

from __future__ import annotations

import ast
import os
import stat
import threading
from datetime import UTC
from pathlib import Path

import pytest
from factories import CAFE, NOW, a_review, a_sentiment
from sqlite_utils import hookimpl
from sqlite_utils.plugins import pm

from model import InputError, State, StoreError
from store import Store, open_store, restore
from store.connect import Link, connect, wal_is_safe
from store.schema import migrations
from store.values import stamp

ROOT = Path(__file__).parents[1]


def with_reviews(path: Path, count: int = 3) -> None:
    with open_store(path) as store:
        store.reviews.add([a_review(external_id=f"r{n}") for n in range(count)], seen=NOW, zone=UTC)


def overwrite(path: Path, at: int, data: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        file.write(data)


def test_sqlite_is_imported_in_one_place_only() -> None:
    ours = [path for path in ROOT.rglob("*.py") if not any(part[0] == "." for part in path.relative_to(ROOT).parts)]
    assert [path.relative_to(ROOT).as_posix() for path in ours if imports_sqlite(path)] == ["store/connect.py"]


def imports_sqlite(path: Path) -> bool:
    text = path.read_text(encoding="utf-8")
    if "sqlite3" not in text:
        return False
    nodes = list(ast.walk(ast.parse(text)))
    names = [alias.name for node in nodes if isinstance(node, ast.Import | ast.ImportFrom) for alias in node.names]
    names += [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
    return any(name.split(".")[0] in ("sqlite3", "pysqlite3") for name in names)


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 53, 4), True),
    ],
)
def test_wal_only_where_its_bug_is_cured(version: tuple[int, ...], safe: bool) -> None:
    assert wal_is_safe(version) is safe


def test_a_connection_is_set_up_for_safety(tmp_path: Path) -> None:
    link = connect(tmp_path / "g.db")
    said = {
        name: link.value(f"pragma {name}") for name in ("foreign_keys", "synchronous", "secure_delete", "busy_timeout")
    }
    assert said == {"foreign_keys": 1, "synchronous": 2, "secure_delete": 1, "busy_timeout": 30_000}
    version = tuple(int(part) for part in link.value("select sqlite_version()").split("."))
    assert link.value("pragma journal_mode") == ("wal" if wal_is_safe(version) else "delete")
    link.close()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_a_new_file_is_private_and_its_folder_made(tmp_path: Path) -> None:
    path = tmp_path / "var" / "g.db"
    open_store(path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_data_survive_closing_and_opening(tmp_path: Path) -> None:
    with_reviews(tmp_path / "g.db")
    with open_store(str(tmp_path / "g.db"), check=False) as store:
        assert store.reviews.count(CAFE) == 3
        assert store.check() == []


def test_an_older_file_is_brought_up_to_date_and_keeps_its_data(tmp_path: Path) -> None:
    old = connect(tmp_path / "g.db")
    migrations.apply(old.db, stop_before="m002_flags")
    old.run(
        """insert into review(business, source, external_id, title, text, hash, seen, week, author, author_key, url,
 location, kind, initial)
values(:b, 's', 'e', '', 'Old words.', 'h', :seen, '2026-W46', '', '', '', '', 'review', 0)""",
        b=CAFE,
        seen=stamp(NOW),
    )
    old.close()
    with open_store(tmp_path / "g.db") as store:
        [stored] = store.reviews.unscored()
        store.flags.save(stored, a_sentiment(), now=NOW, open=State.TO_ANSWER)
        assert store.flags.get(1).stored.review.text == "Old words."
        assert store.check() == []


def test_a_file_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    link = connect(tmp_path / "g.db")
    migrations.apply(link.db)
    link.run("insert into _sqlite_migrations(migration_set, name, applied_at) values('grapevine', 'm999_later', '')")
    link.close()
    with pytest.raises(StoreError, match=r"newer Grapevine \(it has m999_later\): update"):
        open_store(tmp_path / "g.db")


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "g.db"
    path.write_bytes(b"This is a text file, and a long one. " * 100)
    before = path.read_bytes()
    with pytest.raises(StoreError, match=r"g\.db is damaged .*backup: python schedule\.py restore FILE"):
        open_store(path)
    assert path.read_bytes() == before


def test_a_damaged_page_is_noticed_at_the_start(tmp_path: Path) -> None:
    path = tmp_path / "g.db"
    with_reviews(path, count=400)
    overwrite(path, path.stat().st_size // 2, b"\xa5" * 8192)
    with pytest.raises(StoreError, match=r"damaged .*Nothing was changed.*backup"):
        open_store(path)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file, not a folder")
    with pytest.raises(StoreError, match=r"g\.db cannot be made"):
        open_store(tmp_path / "var" / "g.db")


def test_a_store_belongs_to_one_thread(store: Store) -> None:
    refused: list[str] = []

    def use() -> None:
        try:
            store.reviews.count(CAFE)
        except StoreError:
            refused.append("in words, as if an operator could help it")
        except Exception as error:
            refused.append(type(error).__name__)

    thread = threading.Thread(target=use)
    thread.start()
    thread.join()
    assert refused == ["ProgrammingError"]


def test_a_backup_is_whole_and_opens(tmp_path: Path, store: Store) -> None:
    store.reviews.add([a_review()], seen=NOW, zone=UTC)
    target = tmp_path / "backup" / "g-1.db"
    store.backup(target)
    store.backup(target)
    assert [path.name for path in target.parent.iterdir()] == ["g-1.db"]
    with open_store(target) as copy:
        assert copy.reviews.get(1) == store.reviews.get(1)
        assert copy.meta.secret() == store.meta.secret()


def test_a_backup_of_a_file_in_use_has_what_was_stored_last(tmp_path: Path) -> None:
    with open_store(tmp_path / "g.db") as store, open_store(tmp_path / "g.db") as other:
        store.reviews.add([a_review()], seen=NOW, zone=UTC)
        other.backup(tmp_path / "copy.db")
    with open_store(tmp_path / "copy.db") as copy:
        assert copy.reviews.count(CAFE) == 1


def test_restoring_brings_data_back_but_not_who_was_erased_since(tmp_path: Path) -> None:
    path, saved = tmp_path / "g.db", tmp_path / "saved.db"
    with_reviews(path)
    with open_store(path) as store:
        store.reviews.add([a_review(external_id="jens", author="Jens")], seen=NOW, zone=UTC)
        store.backup(saved)
        store.reviews.erase("Mette K.")
        store.reviews.add([a_review(external_id="later", author="Jens")], seen=NOW, zone=UTC)
    before = saved.read_bytes()
    assert restore(saved, path) == 3
    assert saved.read_bytes() == before
    assert sorted(file.name for file in tmp_path.iterdir()) == ["g.db", "g.db.replaced", "saved.db"]
    with open_store(path) as store:
        assert [row["text"] for row in store.reviews.export()] == ["", "", "", a_review().text]
        assert store.reviews.add([a_review(external_id="r0")], seen=NOW, zone=UTC).same == 1


def test_a_damaged_database_can_be_replaced(tmp_path: Path) -> None:
    path, saved = tmp_path / "g.db", tmp_path / "saved.db"
    with_reviews(saved)
    path.write_bytes(b"rubbish" * 1000)
    assert restore(saved, path) == 0
    with open_store(path) as store:
        assert store.reviews.count(CAFE) == 3


@pytest.mark.parametrize("kind", ["missing", "damaged"])
def test_a_bad_backup_is_not_put_in_place(tmp_path: Path, kind: str) -> None:
    path, saved = tmp_path / "g.db", tmp_path / "saved.db"
    with_reviews(path)
    if kind == "damaged":
        saved.write_bytes(b"rubbish" * 1000)
    with pytest.raises((InputError, StoreError), match=r"no backup|damaged"):
        restore(saved, path)
    with open_store(path) as store:
        assert store.reviews.count(CAFE) == 3


def test_check_names_what_points_nowhere(store: Store) -> None:
    link: Link = store._link
    link.run("pragma foreign_keys = off")
    link.run("insert into theme(review_id, theme, polarity) values(99, 'price', 'neg')")
    assert store.check() == ["theme row 1 points nowhere"]


class Meddler:
    """A sqlite-utils plugin that somebody has installed for another project."""

    @hookimpl
    def prepare_connection(self, conn: object) -> None:
        raise AssertionError("our connection is none of a plugin's business")


def test_no_plugin_gets_at_our_connection() -> None:
    meddler = Meddler()
    pm.register(meddler)
    try:
        open_store(":memory:").close()
    finally:
        pm.unregister(meddler)

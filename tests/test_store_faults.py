"""Full disks, kills, two processes at once: what was acknowledged is there, what was not is not there by half."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import UTC
from pathlib import Path

import pytest
from factories import CAFE, NOW, a_mail, a_review

from model import StoreError
from store import open_store

ROOT = Path(__file__).parents[1]
SETUP = """
import os, signal, sys
from datetime import UTC
sys.path[:0] = [{root!r}, {tests!r}]
from factories import NOW, a_review
from store import open_store
store = open_store({path!r})
def many(first, last):
    return [a_review(external_id=f"r{{n}}", text=f"words {{n}}") for n in range(first, last)]
"""
# kills itself where it is: `after` counts hundreds of thousands of steps of SQLite's machine inside the second add
KILLED = """
store.reviews.add(many(0, 10), seen=NOW, zone=UTC)
left = [{after}]
def step():
    left[0] -= 1
    if left[0] == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return 0
store._link.db.conn.set_progress_handler(step, 2000)
store.reviews.add(many(0, 3000), seen=NOW, zone=UTC)
"""
WRITER = """
for first in range(0, 200, 20):
    store.reviews.add([r for r in many(first, first + 20)], seen=NOW, zone=UTC)
    mail = store.outbox.claim(NOW, owner="child")
    if mail:
        store.outbox.sent(mail.key, NOW, "child")
print("done")
"""


def child(path: Path, script: str, **places: int) -> subprocess.Popen[str]:
    setup = SETUP.format(root=str(ROOT), tests=str(ROOT / "tests"), path=str(path))
    return subprocess.Popen([sys.executable, "-c", setup + script.format(**places)], stdout=subprocess.PIPE, text=True)


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL on Windows")
@pytest.mark.parametrize("after", [2, 40, 120])
def test_a_kill_in_mid_add_leaves_no_half_batch(tmp_path: Path, after: int) -> None:
    path = tmp_path / "g.db"
    with child(path, KILLED, after=after) as process:
        process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    with open_store(path) as store:
        assert store.reviews.count(CAFE) == 10
        assert store.check() == []
        assert len(store.reviews.add([a_review(external_id="after")], seen=NOW, zone=UTC).new) == 1


def test_two_processes_share_one_file(tmp_path: Path) -> None:
    path = tmp_path / "g.db"
    with open_store(path) as store:
        for number in range(12):
            store.outbox.queue(a_mail(key=f"m{number}"), NOW)
        with child(path, WRITER) as process:
            ours = 0
            for number in range(200, 400):
                store.reviews.add([a_review(external_id=f"r{number}")], seen=NOW, zone=UTC)
                if mail := store.outbox.claim(NOW, owner="parent"):
                    store.outbox.sent(mail.key, NOW, "parent")
                    ours += 1
            said, _ = process.communicate(timeout=60)
        assert said == "done\n"
        assert store.reviews.count(CAFE) == 400
        senders = [mail.said for mail in store.outbox.list()]
        assert (senders.count("parent"), len(senders), store.outbox.counts()["sent"]) == (ours, 12, 12)
        assert store.check() == []


def test_a_full_disk_says_so_and_loses_nothing(tmp_path: Path) -> None:
    large = [a_review(external_id=f"s{n}", text="w" * 5000) for n in range(50)]
    with open_store(tmp_path / "g.db") as store:
        store.reviews.add([a_review(external_id=f"r{n}") for n in range(20)], seen=NOW, zone=UTC)
        pages = store._link.value("pragma page_count")
        store._link.run(f"pragma max_page_count = {pages + 2}")
        with pytest.raises(StoreError, match=r"disk of .* is full.*Free some space"):
            store.reviews.add(large, seen=NOW, zone=UTC)
        assert store.reviews.count(CAFE) == 20
        assert store.reviews.quarantined() == []  # a full disk is not the reviews' fault
        store._link.run("pragma max_page_count = 1000000")
        added = store.reviews.add(
            [a_review(external_id=f"s{n}", text="w" * 5000) for n in range(50)], seen=NOW, zone=UTC
        )
        assert len(added.new) == 50
        assert store.check() == []


def test_a_database_held_by_another_program_says_so(tmp_path: Path) -> None:
    with open_store(tmp_path / "g.db") as store, open_store(tmp_path / "g.db") as other:
        store._link.run("pragma busy_timeout = 10")
        with other.transaction(), pytest.raises(StoreError, match=r"another program has held .*g\.db"):
            store.reviews.add([a_review()], seen=NOW, zone=UTC)
        assert len(store.reviews.add([a_review()], seen=NOW, zone=UTC).new) == 1


def test_readers_do_not_wait_for_a_writer(tmp_path: Path) -> None:
    with open_store(tmp_path / "g.db") as store, open_store(tmp_path / "g.db") as reader:
        store.reviews.add([a_review()], seen=NOW, zone=UTC)
        with store.transaction():
            store.reviews.add([a_review(external_id="r2")], seen=NOW, zone=UTC)
            assert reader.reviews.count(CAFE) == 1
        assert reader.reviews.count(CAFE) == 2


def test_a_failing_transaction_leaves_the_store_usable(tmp_path: Path) -> None:
    with open_store(tmp_path / "g.db") as store:
        with pytest.raises(StoreError), store.transaction():
            store._link.run("insert into review(business) values('')")
        assert len(store.reviews.add([a_review()], seen=NOW, zone=UTC).new) == 1


def test_many_stores_may_start_at_once_on_a_new_file(tmp_path: Path) -> None:
    children = [child(tmp_path / "g.db", "print('open')") for _ in range(3)]
    assert [process.communicate(timeout=60)[0] for process in children] == ["open\n"] * 3

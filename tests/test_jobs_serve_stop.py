"""`serve` is told to stop, or killed, while it crawls a slow site: the worker goes with it, the site stays due."""

from __future__ import annotations

import fcntl
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from fakeweb import Answer, Asked, FakeWeb, ReviewPages, cards, fake_web

from crawler.process import ROOT
from store import open_store

YAML = """
crawl: {{allow: ["{site}"]}}
businesses:
  - name: Café Ida
    zone: Europe/Copenhagen
    languages: [da]
    people: [{{name: Ida, email: ida@cafe-ida.example, roles: [owner]}}]
    sources:
      - {{name: Fine, url: "{fine}"}}
      - {{name: Slow, url: "{slow}"}}
"""
SOON = timedelta(seconds=20)  # the slow page would hold the worker for longer


@contextmanager
def crawling(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], FakeWeb]]:
    """A `serve` without pages that waits for the second page of its second source."""
    asked, over = threading.Event(), threading.Event()
    pages = ReviewPages(cards(9))

    def slow(request: Asked) -> Answer:
        if request.query.get("page") == "2":
            asked.set()
            over.wait(60)
        return pages(request)

    with fake_web() as web:
        web.says |= {"/fine": ReviewPages(cards(3)), "/slow": slow}
        told = YAML.format(site=web.site, fine=web.url("/fine"), slow=web.url("/slow"))
        (folder / "config.yaml").write_text(told, encoding="utf-8")
        with serving(folder) as process:
            assert asked.wait(60)
            yield process, web
        over.set()


@contextmanager
def serving(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command(folder, "serve", "--no-inbox"), cwd=ROOT, stderr=subprocess.PIPE)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def command(folder: Path, *words: str) -> list[str]:
    where = ["--config", str(folder / "config.yaml"), "--var", str(folder / "var")]
    return [sys.executable, str(ROOT / "schedule.py"), *where, *words]


def spools(folder: Path) -> list[Path]:
    return sorted((folder / "var" / "spool").iterdir())


def test_told_to_stop_serve_ends_its_crawl_and_leaves_no_half_of_it(tmp_path: Path) -> None:
    with crawling(tmp_path) as (process, web):
        process.send_signal(signal.SIGTERM)
        said = process.communicate(timeout=30)[1].decode()
        assert process.returncode == 0, said
        assert spools(tmp_path) == []
        now = datetime.now(UTC)
        with open_store(tmp_path / "var" / "grapevine.db") as store:
            fine, slow = (store.sources.state("Café Ida", name) for name in ("Fine", "Slow"))
            assert (fine.verdict, fine.new) == ("ok", 3)
            assert (slow.verdict, slow.next_due <= now, store.reviews.known("Café Ida", "Slow")) == (None, True, {})
            assert store.leases.take(f"site:{web.site}", "the next one", now, now)


def test_a_killed_serve_takes_its_worker_along_and_another_may_start(tmp_path: Path) -> None:
    with crawling(tmp_path) as (process, _):
        process.kill()
        process.wait()
        [log] = [path for path in spools(tmp_path) if path.suffix == ".log"]
        assert is_free_within(SOON, log)
        with open_store(tmp_path / "var" / "grapevine.db") as store:
            assert store.sources.state("Café Ida", "Slow").verdict is None
    assert subprocess.run(command(tmp_path, "tick"), cwd=ROOT, check=False).returncode == 0


def is_free_within(span: timedelta, log: Path) -> bool:
    """Whether the worker that writes `log` is gone by then; with it goes the lock on the file."""
    end = time.monotonic() + span.total_seconds()
    with log.open("rb") as file:
        while time.monotonic() < end:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                time.sleep(0.05)
            else:
                return True
    return False


STUCK = """
import threading
from apscheduler.schedulers.background import BackgroundScheduler
from jobs.serve import _stop
scheduler, begun = BackgroundScheduler(timezone="UTC"), threading.Event()
scheduler.add_job(lambda: (begun.set(), threading.Event().wait()))
scheduler.start()
begun.wait()
_stop(scheduler, 0.1)
"""


def test_work_that_does_not_end_cannot_keep_serve_from_ending() -> None:
    done = subprocess.run([sys.executable, "-c", STUCK], cwd=ROOT, capture_output=True, text=True, timeout=30)
    assert (done.returncode, "left to the next start" in done.stderr) == (0, True)

"""A worker may die or hang: the others' work is kept and the culprit is named. The workers here are small fakes."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from config import Source
from crawler.jobs import CrawlJob, CrawlRules, review_from_row, review_to_row
from crawler.pagestore import keep_page, kept_page
from crawler.process import ROOT, Worker
from crawler.report_run import KILLERS, RunReport
from crawler.spool import SpoolWriter, read_events
from crawler.supervisor import CrawlResult, crawl_batch
from model import CrawlError, Review, Verdict

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)

WORKER = """
import json, os, signal, sys, time
job = json.load(open(sys.argv[1]))
spool = open(job["spool"], "a", buffering=1)
def tell(event, key, **more):
    spool.write(json.dumps({"event": event, "key": key, **more}) + "\\n")
for one in job["jobs"]:
    name = one["source"]["name"]
    key = one["source"]["business"] + "/" + name
    with open(os.path.join(os.path.dirname(job["pages"]), "ran"), "a") as ran:
        ran.write(name + "\\n")
    tell("start", key)
    if name == "aborts":
        os.abort()
    if name == "exits":
        sys.exit("out of luck")
    if name == "hangs":
        time.sleep(60)
    if name == "terminated":
        os.kill(os.getpid(), signal.SIGTERM)
    if name == "breaks the crawler":
        os.remove(sys.argv[0])
    if name == "torn":
        spool.write('{"event": "revi')
        spool.flush()
        os.abort()
    if name == "dies in company" and len(job["jobs"]) > 1:
        os.abort()
    facts = {"at": job["at"], "finish": "end", "seen": 1, "pages": 1, "said": " ".join(sorted(os.environ))}
    tell("done", key, facts=facts, etag=None, last_modified=None, robots={})
"""


def a_job(name: str, *history: RunReport) -> CrawlJob:
    source = Source(name=name, where="https://a.example/r", business="Café Ida")
    return CrawlJob(source, "Europe/Copenhagen", history=history)


def crawl(
    var: Path,
    jobs: Sequence[str | CrawlJob],
    *,
    script: str = WORKER,
    stall: float = 10,
    stop: threading.Event | None = None,
) -> dict[str, CrawlResult]:
    file = var / "worker.py"
    file.write_text(script)
    made = [a_job(job) if isinstance(job, str) else job for job in jobs]
    worker = Worker((sys.executable, str(file)), stall=timedelta(seconds=stall))
    results = crawl_batch(made, var=var, settings=CrawlRules(), now=NOW, worker=worker, stop=stop)
    crawled = {result.key[1]: result for result in results}
    assert list(crawled) == [job.source.name for job in made if job.source.name in crawled]
    return crawled


def ran(var: Path) -> list[str]:
    return (var / "ran").read_text().splitlines()


@pytest.mark.parametrize(("culprit", "words"), [("aborts", "SIGABRT"), ("exits", "out of luck"), ("torn", "SIGABRT")])
def test_a_source_that_kills_its_worker_is_named_and_the_others_are_crawled(
    tmp_path: Path, culprit: str, words: str
) -> None:
    results = crawl(tmp_path, ["one", culprit, "two", "three"])
    assert {name: result.verdict for name, result in results.items() if name != culprit} == dict.fromkeys(
        ("one", "two", "three"), Verdict.OK
    )
    assert (results[culprit].verdict, words in results[culprit].said) == (Verdict.CRASHED, True)


def test_each_healthy_source_is_crawled_once_and_the_culprit_twice(tmp_path: Path) -> None:
    crawl(tmp_path, ["one", "aborts", "two"])
    assert sorted(ran(tmp_path)) == ["aborts", "aborts", "one", "two"]


@pytest.mark.parametrize("failure", KILLERS)
def test_one_that_killed_a_worker_last_time_is_no_company_for_others(tmp_path: Path, failure: str) -> None:
    killer = a_job("aborts", RunReport(at=NOW, failure=failure))
    results = crawl(tmp_path, [killer, "one", "two"])
    assert (ran(tmp_path), results["aborts"].verdict) == (["one", "two", "aborts"], Verdict.CRASHED)


def test_one_that_has_recovered_is_among_the_others_again(tmp_path: Path) -> None:
    well = a_job("one", RunReport(at=NOW, finish="end"), RunReport(at=NOW, failure="crash"))
    crawl(tmp_path, [well, "two"])
    assert ran(tmp_path) == ["one", "two"]


def test_a_worker_that_falls_silent_is_killed(tmp_path: Path) -> None:
    results = crawl(tmp_path, ["one", "hangs", "two"], stall=0.3)
    assert [results[name].verdict for name in ("one", "two")] == [Verdict.OK, Verdict.OK]
    assert "no sign of life" in results["hangs"].said


def test_a_source_that_was_only_near_a_crash_is_cleared_when_alone(tmp_path: Path) -> None:
    results = crawl(tmp_path, ["one", "dies in company", "two"])
    assert {result.verdict for result in results.values()} == {Verdict.OK}


def test_two_culprits_in_one_batch_are_both_named(tmp_path: Path) -> None:
    results = crawl(tmp_path, ["aborts", "one", "exits", "two"])
    crashed = [name for name, result in results.items() if result.verdict is Verdict.CRASHED]
    assert crashed == ["aborts", "exits"]


def test_a_crawler_that_cannot_start_is_an_error_with_its_last_words(tmp_path: Path) -> None:
    with pytest.raises(CrawlError, match=r"did not start.*no such thing"):
        crawl(tmp_path, ["one"], script="raise SystemExit('no such thing')")


def test_what_was_read_is_kept_when_no_further_worker_can_be_started(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    results = crawl(tmp_path, ["one", "breaks the crawler", "aborts", "two"])
    assert {name: result.verdict for name, result in results.items()} == dict.fromkeys(
        ("one", "breaks the crawler"), Verdict.OK
    )
    assert "2 of 4 sources are crawled later" in caplog.text


class ToldSoon(threading.Event):
    """Is set as soon as a worker in `var` has come to the source `name`."""

    def __init__(self, var: Path, name: str) -> None:
        super().__init__()
        self._ran, self._name = var / "ran", name

    def wait(self, timeout: float | None = None) -> bool:
        if self._ran.exists() and self._name in self._ran.read_text():
            self.set()
        return super().wait(timeout)


@pytest.mark.parametrize("name", ["hangs", "terminated"])
def test_told_to_stop_it_ends_the_worker_and_blames_nobody(tmp_path: Path, name: str) -> None:
    results = crawl(tmp_path, ["one", name, "two"], stop=ToldSoon(tmp_path, name), stall=60)
    assert {name: result.verdict for name, result in results.items()} == {"one": Verdict.OK}
    assert "two" not in ran(tmp_path)


def test_told_before_it_began_it_crawls_nothing(tmp_path: Path) -> None:
    stop = threading.Event()
    stop.set()
    assert crawl(tmp_path, ["one", a_job("two", RunReport(at=NOW, failure="crash"))], stop=stop) == {}


FULL = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
import json
from pathlib import Path
from crawler.spool import SpoolWriter
SpoolWriter(Path(json.load(open(sys.argv[1]))["spool"])).tell("alive")
"""


def test_a_full_disk_is_an_error_and_no_source_is_blamed(tmp_path: Path) -> None:
    with pytest.raises(CrawlError, match="space left"):
        crawl(tmp_path, ["one", "two"], script=f"import sys\nsys.path.insert(0, {str(ROOT)!r})\n{FULL}")


def test_a_command_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CrawlError, match="did not start"):
        crawl_batch([a_job("one")], var=tmp_path, settings=CrawlRules(), now=NOW, worker=Worker(("/nowhere/worker",)))


def test_an_empty_batch_starts_nothing(tmp_path: Path) -> None:
    assert crawl_batch([], var=tmp_path, settings=CrawlRules(), now=NOW, worker=Worker(("/nowhere/worker",))) == []


def test_a_worker_gets_nothing_of_our_environment_that_could_be_secret(tmp_path: Path) -> None:
    names = crawl(tmp_path, ["one"])["one"].report.said.split()
    assert "PATH" in names
    assert "PYTEST_CURRENT_TEST" not in names


def test_no_file_of_a_batch_outlives_it(tmp_path: Path) -> None:
    crawl(tmp_path, ["one", "aborts"])
    assert list((tmp_path / "spool").iterdir()) == []


def test_what_a_killed_supervisor_left_is_swept_away_but_not_what_is_in_use(tmp_path: Path) -> None:
    spool = tmp_path / "spool"
    spool.mkdir()
    for name in ("dead.json", "dead.jsonl", "dead.log", "live.jsonl", "live.log"):
        (spool / name).touch()
    with (spool / "live.log").open() as live:
        fcntl.flock(live, fcntl.LOCK_EX)
        crawl(tmp_path, ["one"])
        assert sorted(path.name for path in spool.iterdir()) == ["live.jsonl", "live.log"]
    crawl(tmp_path, ["one"])
    assert list(spool.iterdir()) == []


def test_what_has_no_lock_goes_after_a_day(tmp_path: Path) -> None:
    spool = tmp_path / "spool"
    spool.mkdir()
    for name, age in (("old.jsonl", timedelta(days=2)), ("young.jsonl", timedelta(hours=2))):
        (spool / name).touch()
        at = (NOW - age).timestamp()
        os.utime(spool / name, (at, at))
    crawl(tmp_path, ["one"])
    assert [path.name for path in spool.iterdir()] == ["young.jsonl"]


def test_a_spool_is_readable_by_its_owner_only_and_a_torn_end_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    spool = SpoolWriter(path)
    spool.tell("start", "a/b", text="line\u2028break\nand more")
    spool.close()
    with path.open("a") as file:
        file.write('{"event": "do')
    assert path.stat().st_mode & 0o077 == 0
    assert [event["text"] for event in read_events(path)] == ["line\u2028break\nand more"]


def test_a_line_that_is_no_event_is_an_error_and_not_silence(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    path.write_text("nonsense\n")
    with pytest.raises(CrawlError, match="line 1"):
        list(read_events(path))


def test_a_review_is_the_same_after_the_spool() -> None:
    review = Review(
        "b", "s", "r1", 2.0, "Tepid 🍲", "T", NOW, "A", "da", "https://a.example", "Sorry", NOW, "N", "mention"
    )
    again = review_from_row(json.loads(json.dumps(review_to_row(review))))
    assert review_to_row(again) == review_to_row(review)


def test_the_first_bad_page_is_kept_until_a_good_one_comes(tmp_path: Path) -> None:
    for body, good in ((b"good", True), (b"bad", False), (b"worse", False)):
        keep_page(tmp_path, "a/b", body, good=good)
    assert (kept_page(tmp_path, "a/b", good=True), kept_page(tmp_path, "a/b", good=False)) == (b"good", b"bad")
    keep_page(tmp_path, "a/b", b"better", good=True)
    assert (kept_page(tmp_path, "a/b", good=True), kept_page(tmp_path, "a/b", good=False)) == (b"better", None)


def test_the_serving_side_of_the_crawler_loads_no_engine() -> None:
    said = (
        "import sys, crawler.supervisor, crawler.health, crawler.cadence, crawler.jobs\n"
        "print([name for name in ('scrapy', 'twisted') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

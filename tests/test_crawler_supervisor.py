"""A worker may die or hang: the others' work is kept and the culprit is named. The workers here are small fakes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from config import Source
from crawler.jobs import CrawlJob, CrawlRules, review_from_row, review_to_row
from crawler.pagestore import keep_page, kept_page
from crawler.process import Worker
from crawler.spool import SpoolWriter, read_events
from crawler.supervisor import CrawlResult, crawl_batch
from model import CrawlError, Review, Verdict

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)

WORKER = """
import json, os, sys, time
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
    if name == "torn":
        spool.write('{"event": "revi')
        spool.flush()
        os.abort()
    if name == "dies in company" and len(job["jobs"]) > 1:
        os.abort()
    facts = {"at": job["at"], "finish": "end", "seen": 1, "pages": 1, "said": " ".join(sorted(os.environ))}
    tell("done", key, facts=facts, etag=None, last_modified=None, robots={})
"""


def crawl(var: Path, names: Sequence[str], *, script: str = WORKER, stall: float = 10) -> dict[str, CrawlResult]:
    worker = var / "worker.py"
    worker.write_text(script)
    sources = [Source(name=name, where="https://a.example/r", business="Café Ida") for name in names]
    jobs = [CrawlJob(source, "Europe/Copenhagen") for source in sources]
    results = crawl_batch(
        jobs,
        var=var,
        settings=CrawlRules(),
        now=NOW,
        worker=Worker((sys.executable, str(worker)), stall=timedelta(seconds=stall)),
    )
    assert [result.key[1] for result in results] == list(names)
    return {result.key[1]: result for result in results}


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
    assert sorted((tmp_path / "ran").read_text().split()) == ["aborts", "aborts", "one", "two"]


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


def test_a_command_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    source = Source(name="one", where="https://a.example/r")
    with pytest.raises(CrawlError, match="did not start"):
        crawl_batch(
            [CrawlJob(source, "UTC")], var=tmp_path, settings=CrawlRules(), now=NOW, worker=Worker(("/nowhere/worker",))
        )


def test_an_empty_batch_starts_nothing(tmp_path: Path) -> None:
    assert crawl_batch([], var=tmp_path, settings=CrawlRules(), now=NOW, worker=Worker(("/nowhere/worker",))) == []


def test_a_worker_gets_nothing_of_our_environment_that_could_be_secret(tmp_path: Path) -> None:
    names = crawl(tmp_path, ["one"])["one"].report.said.split()
    assert "PATH" in names
    assert "PYTEST_CURRENT_TEST" not in names


def test_no_file_of_a_batch_outlives_it(tmp_path: Path) -> None:
    crawl(tmp_path, ["one", "aborts"])
    assert list((tmp_path / "spool").iterdir()) == []


def test_what_a_killed_supervisor_left_is_swept_away_after_a_day(tmp_path: Path) -> None:
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

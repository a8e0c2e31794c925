"""Whatever ends, and whenever: nothing is lost, nothing doubled, and the one to blame is left alone by name."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from config_factories import a_business, a_config, a_source
from fakeweb import Answer, Asked, FakeWeb, ReviewPages, cards, fake_web

from commands.sources import health
from config import Config
from crawler.process import ROOT, Worker
from jobs.crawl import QUARANTINE, crawl_due
from jobs.tick import sync, tick
from jobs.workplace import Workplace
from model import Run, Verdict
from store import SourceState, Store

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals and forks")

START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
BAD = Worker((sys.executable, "-m", "tests.badworker"), stall=timedelta(seconds=2))


@dataclass
class House:
    """Café Ida with sources at `web`, and a clock that the test moves."""

    folder: Path
    web: FakeWeb
    names: tuple[str, ...]
    worker: Worker = BAD
    now: datetime = START
    config: Config = field(init=False)
    place: Workplace = field(init=False)

    def __post_init__(self) -> None:
        sources = tuple(a_source(name, where=self.web.url(f"/{name}")) for name in self.names)
        crawl = {"allow": [self.web.site]}
        self.config = a_config(path=self.folder / "config.yaml", businesses=(a_business(sources=sources),), crawl=crawl)
        self.place = Workplace(
            lambda: self.config, self.folder / "var", clock=lambda: self.now, delay=0.0, worker=self.worker
        )

    def crawl(self, after: timedelta = timedelta(0)) -> dict[str, Run]:
        self.now += after
        with self.open() as store:
            sync(store, self.place, self.now)
            return {run.key: run for run in crawl_due(store, self.place, self.now)}

    def due(self, after: timedelta) -> set[str]:
        with self.open() as store:
            return {state.name for state in store.sources.due(self.now + after)}

    def open(self) -> Store:
        return self.place.open()

    def state(self, name: str) -> SourceState:
        with self.open() as store:
            return store.sources.state("Café Ida", name)


@pytest.fixture
def web() -> Iterator[FakeWeb]:
    with fake_web() as host:
        for name in ("one", "two", "aborts"):
            host.says[f"/{name}"] = ReviewPages(cards(3))
        yield host


def test_a_source_that_kills_its_worker_is_named_red_and_left_alone_until_it_is_well(
    tmp_path: Path, web: FakeWeb, capsys: pytest.CaptureFixture[str]
) -> None:
    house = House(tmp_path, web, ("one", "aborts", "two"))
    runs = house.crawl()
    assert {name: (run.verdict, run.new) for name, run in runs.items()} == {
        "one": (Verdict.OK, 3),
        "aborts": (Verdict.CRASHED, 0),
        "two": (Verdict.OK, 3),
    }
    assert house.state("aborts").quarantined == START + QUARANTINE
    assert health(house.place, as_json=True) == 1
    said = {row["source"]: (row["verdict"], row["said"]) for row in json.loads(capsys.readouterr().out)}
    assert said["aborts"][0] == "crashed"
    assert "left alone for a while" in said["aborts"][1]
    with house.open() as store:
        assert [mail.kind for mail in store.outbox.list()] == ["operator"]

    assert house.due(QUARANTINE - timedelta(minutes=1)) == {"one", "two"}
    house.worker = Worker()
    house.__post_init__()  # the fault is mended
    assert house.crawl(QUARANTINE)["aborts"].verdict is Verdict.OK
    assert (house.state("aborts").quarantined, house.state("aborts").fails) == (None, 0)


def test_told_to_stop_it_keeps_what_was_read_and_leaves_the_rest_due(tmp_path: Path, web: FakeWeb) -> None:
    house, over = House(tmp_path, web, ("one", "two"), Worker()), threading.Event()

    def stop(_: Asked) -> Answer:
        house.place.stop.set()
        return Answer(str(over.wait(60)))

    web.says["/two"] = stop
    assert [(run.key, run.new) for run in house.crawl().values()] == [("one", 3)]
    over.set()
    assert (house.state("two").verdict, house.state("two").next_due) == (None, START)

    house.place.stop.clear()
    web.says["/two"] = ReviewPages(cards(2))
    assert house.crawl()["two"].new == 2


def test_a_crawl_ends_under_the_configuration_it_began_with(tmp_path: Path, web: FakeWeb) -> None:
    house = House(tmp_path, web, ("one",), Worker())
    page = web.says["/one"]
    assert isinstance(page, ReviewPages)

    def leave(asked: Asked) -> Answer:
        house.config = a_config(businesses=(a_business("Another"),))
        return page(asked)

    web.says["/one"] = leave
    assert house.crawl()["one"].new == 3


def test_a_crawler_that_cannot_start_holds_up_no_mail_and_the_operator_hears_of_it_once(
    tmp_path: Path, web: FakeWeb
) -> None:
    house = House(tmp_path, web, ("one",), Worker(("/nowhere/worker",)))
    with house.open() as store:
        for minute in range(3):
            [failed, *_] = tick(store, house.place, START + timedelta(minutes=minute))
            assert (failed.stage, "did not start" in failed.said) == ("crawler", True)
        mails = [mail for mail in store.outbox.list() if mail.kind == "operator"]
    assert [(mail.state, "did not start" in mail.text) for mail in mails] == [("sent", True)]


@pytest.mark.parametrize("which", ["edges", pytest.param("all", marks=pytest.mark.soak)])
def test_a_tick_killed_at_any_step_is_put_right_by_the_next(tmp_path: Path, which: str) -> None:
    driver = [sys.executable, "-m", "tests.killed", str(tmp_path), which]
    done = subprocess.run(driver, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    undisturbed, *killed = [json.loads(line) for line in done.stdout.splitlines()]
    assert counts(undisturbed["right"]) == {"reviews": 6, "versions": 1, "flags": 2, "crawls": 2, "mails": 3}
    assert {(each["ended"], each["again"]) for each in killed} == {(-9, 0)}
    assert [each for each in killed if each["wrong"]] == []
    steps = " ".join(each["step"] for each in killed)
    assert all(word in steps for word in ("begin", "commit", "subprocess.Popen", "os.remove .jsonl", "os.rename .part"))


def counts(state: Mapping[str, list[Any]]) -> dict[str, int]:
    return {name: len(state[name]) for name in ("reviews", "versions", "flags", "crawls", "mails")}

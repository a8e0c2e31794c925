"""Kills a tick before each step it takes, and looks whether the next tick puts everything right.

`python -m tests.killed FOLDER all` prints a line of JSON for each killing: the step, and what then differs from a week
in which nothing was killed. A step is a statement to the database, a file of ours opened, renamed or removed, or a
process started. `all` takes the first and the last of all steps that look alike; `edges` those before and after a
commit, those that touch files and processes, and some of the rest. Each tick is a process of its own: a fork of this
one, for loading takes longer than working.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import sys
import traceback
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from config import Source
from crawler.jobs import CrawlJob, review_to_row
from crawler.process import Worker
from crawler.report_run import RunReport
from crawler.spool import SpoolWriter
from jobs.tick import tick
from jobs.workplace import Workplace
from model import Review
from store import Store
from tests.config_factories import a_business, a_config

CAFE = "Café Ida"
FIRST = datetime(2026, 11, 13, 9, 0, tzinfo=UTC)  # a Friday
MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)  # the digest is due as well
AGAIN = MONDAY + timedelta(minutes=11)  # the dead one's lease on the site has run out
SOURCE = Source(name="Own site", where="https://cafe-ida.example/r", business=CAFE, every=timedelta(hours=6))
PLAYBACK = ("sh", "-c", 'cat "$1" > "${2%.json}.jsonl"', "worker")
EVENTS = ("open", "os.rename", "os.remove")
OUTSIDE = (*(f"{event} ." for event in EVENTS), "subprocess.Popen")
STATE = {
    "reviews": "select external_id, rating, text, rev, initial, scored is null, label, flagged, severity from review",
    "versions": "select review_id, rating, text from version",
    "themes": "select review_id, theme, polarity from theme",
    "flags": "select review_id, state, alerted is null, draft from flag",
    "history": "select review_id, who, what, said from event",
    "crawls": "select key, verdict, seen, new, changed, failed from run where stage = 'crawl'",
    "source": "select name, verdict, fails, seen, new, quarantined, first_import_done, etag from source",
    "mails": "select key, kind, recipient, subject, state from mail",
}


def a_review(id: str, text: str, rating: float, day: int) -> Review:
    return Review(CAFE, SOURCE.name, id, rating, text=text, published=datetime(2026, 11, day, tzinfo=UTC), author=id)


OLD = [a_review(f"old{n}", f"Lovely bread, friendly staff, visit {n}", 5, n) for n in range(1, 5)]
NEW = [
    a_review("late", "We waited 90 minutes for a cold soup. Never again!", 1, 14),
    a_review("kind", "The cake was wonderful.", 5, 14),
    replace(OLD[0], text="I take it back: they charged me twice.", rating=1.0),
    *OLD[1:],
]


def record(path: Path, reviews: Iterable[Review], at: datetime) -> Path:
    """A spool as the worker would have written it."""
    path.unlink(missing_ok=True)
    spool, seen = SpoolWriter(path), list(reviews)
    key = CrawlJob(SOURCE, "UTC").key
    spool.tell("start", key)
    for review in seen:
        spool.tell("review", key, row=review_to_row(review))
    report = RunReport(at=at, finish="end", pages=1, seen=len(seen), claimed_total=len(seen), deep=True, deep_at=at)
    spool.tell("done", key, facts=report.to_facts(), etag='"e"', last_modified=None, robots={"cafe-ida.example": ""})
    spool.close()
    return path


def a_place(folder: Path, reviews: Iterable[Review], now: datetime) -> Workplace:
    config = a_config(businesses=(a_business(CAFE, sources=(SOURCE,)),))
    spool = record(folder / "recorded", reviews, now)
    return Workplace(
        lambda: config,
        folder / "var",
        clock=lambda: now,
        me=f"process {os.getpid()}",
        worker=Worker((*PLAYBACK, str(spool))),
    )


def work(folder: Path, reviews: Iterable[Review], now: datetime, step: Callable[[str], None] | None = None) -> None:
    """One tick. `step` is told of every step before it is taken."""
    place = a_place(folder, reviews, now)
    with place.open() as store:
        if step:
            watch(store, place.var, step)
        tick(store, place, now)


def watch(store: Store, var: Path, step: Callable[[str], None]) -> None:
    def heard(event: str, about: tuple[Any, ...]) -> None:
        if event == "subprocess.Popen" or (event in EVENTS and str(about[0]).startswith(str(var))):
            step(f"{event} {Path(str(about[0])).suffix}")

    sys.addaudithook(heard)
    store._link.db.conn.set_trace_callback(lambda sql: step(" ".join(sql.split())[:40]))


class Killer:
    """Counts steps; kills this process, as nothing else can, before the one asked for."""

    def __init__(self, at: int) -> None:
        self.at, self.steps = at, list[str]()

    def __call__(self, step: str) -> None:
        self.steps.append(step)
        if len(self.steps) == self.at:
            os.kill(os.getpid(), signal.SIGKILL)


def forked(work: Callable[[], None]) -> int:
    """Run `work` in a fork: its exit code, or minus the signal that ended it."""
    child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def state(folder: Path) -> dict[str, list[str]]:
    """All that must be the same, whatever was killed on the way."""
    with a_place(folder, (), AGAIN).open(check=True) as store:
        rows = {name: sorted(str(list(row.values())) for row in store._link.rows(sql)) for name, sql in STATE.items()}
        free = store.leases.take(f"site:{SOURCE.site}", "somebody", AGAIN, AGAIN)
    files = sorted(path.name for path in (folder / "var" / "mail").iterdir())
    left = [path.name for path in (folder / "var" / "spool").iterdir() if path.stat().st_size]
    return rows | {"site is free": [str(free)], "files": files, "spool": left}


def steps_of(folder: Path) -> list[str]:
    """The steps of a tick that nobody kills."""
    killer, file = Killer(0), folder / "steps"

    def whole() -> None:
        work(folder, NEW, MONDAY, killer)
        file.write_text(json.dumps(killer.steps))

    if forked(whole):
        raise RuntimeError("the tick that nobody kills failed")
    return list(json.loads(file.read_text()))


def chosen(steps: list[str]) -> list[int]:
    """Numbers, from 1, of the first and the last of all steps that look alike."""
    looks = [re.sub(r"\d+|'[^']*'?", "", step) for step in steps]
    return sorted({looks.index(look) + 1 for look in looks} | {len(looks) - looks[::-1].index(look) for look in looks})


def edges(steps: list[str]) -> list[int]:
    """Numbers, from 1, of the steps where something begins or ends to be so."""
    around = {number + after for number, step in enumerate(steps, 1) if step.lower() == "commit" for after in (0, 1)}
    outside = {number for number in chosen(steps) if steps[number - 1].startswith(OUTSIDE)}
    return sorted((around | outside | set(range(1, len(steps), 30))) & set(range(1, len(steps) + 1)))


def killing(folder: Path, at: int, right: dict[str, list[str]]) -> dict[str, object]:
    """Kill a tick in `folder` before the step `at`, let another follow: how both ended, and what is not `right`."""
    ended = forked(lambda: work(folder, NEW, MONDAY, Killer(at)))
    again = forked(lambda: work(folder, NEW, AGAIN))
    found = state(folder)
    wrong = {name: found[name] for name in right if found[name] != right[name]}
    return {"ended": ended, "again": again, "wrong": wrong}


def main(folder: Path, which: Callable[[list[str]], list[int]]) -> None:
    before = folder / "before"
    before.mkdir()
    work(before, OLD, FIRST)
    whole = shutil.copytree(before, folder / "whole")
    counted = shutil.copytree(before, folder / "counted")
    for now in (MONDAY, AGAIN):
        work(whole, NEW, now)  # in this process, so that the forks find everything loaded
    right, steps = state(whole), steps_of(counted)
    print(json.dumps({"right": right, "steps": len(steps)}))
    for at in which(steps):
        there = shutil.copytree(before, folder / str(at))
        print(json.dumps({"step": f"{at}: {steps[at - 1]}", **killing(there, at, right)}))
        shutil.rmtree(there)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), {"all": chosen, "edges": edges}[sys.argv[2]])

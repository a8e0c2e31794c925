"""Runs batches of crawls in worker processes, and survives whatever they do.

A worker that dies or falls silent is killed with all it started; the sources that were running then are crawled again,
each alone, and the one that kills its worker again is named. Sources that had not started go into the next batch.
Imports no engine: the serving process loads nothing heavy through here.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

from crawler.health import judge
from crawler.jobs import CrawlJob, CrawlRules, review_from_row
from crawler.report_run import RunReport
from crawler.spool import read_events
from model import CrawlError, Review, Verdict

ROOT = Path(__file__).resolve().parent.parent
WORKER = (sys.executable, "-m", "crawler")
STALL = timedelta(seconds=60)
_LEFT_OVER = timedelta(days=1)  # age at which a spool belongs to nobody
_LEAST_SECRET = 4  # characters; a shorter one would blank out innocent words
_LOOK = 0.05  # seconds between looks at a running worker
_PASSED_ON = (
    *("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "PYTHONPATH", "VIRTUAL_ENV", "SYSTEMROOT"),
    *("LD_LIBRARY_PATH", "SSL_CERT_FILE", "SSL_CERT_DIR"),
)  # of our environment: the rest may hold secrets


@dataclass(frozen=True, slots=True)
class CrawlResult:
    """What one crawl brought: reviews as seen (known ones too), and how it went.

    `robots`: bodies of robots.txt fetched, by site, to keep for a day. `etag` and `last_modified` for the next crawl.
    """

    job: CrawlJob
    report: RunReport
    verdict: Verdict
    said: str
    reviews: tuple[Review, ...] = ()
    etag: str | None = None
    last_modified: str | None = None
    robots: dict[str, str] = field(default_factory=dict)
    taken: tuple[str, ...] = ()  # marks of files and mails that need not be read again

    @property
    def key(self) -> tuple[str, str]:
        return self.job.source.key

    @property
    def facts(self) -> dict[str, Any]:
        return self.report.to_facts()

    @property
    def not_before(self) -> datetime | None:
        return self.report.not_before


@dataclass(slots=True)
class _Outcome:
    """How one worker ended."""

    done: dict[str, CrawlResult]
    running: set[str]  # started, not done
    why: str  # "" when all is well


def crawl_batch(
    jobs: Sequence[CrawlJob],
    *,
    var: Path,
    settings: CrawlRules,
    now: datetime,
    stall: timedelta = STALL,
    worker: Sequence[str] = WORKER,
) -> list[CrawlResult]:
    """Crawl `jobs` (keys must differ) and return one result for each, in their order.

    Works in `var`/spool and keeps pages in `var`/pages. `stall`: how long a worker may be silent. `worker`: the command
    that takes a job file. CrawlError when no worker can be started at all.
    """
    shop = _Workshop(var, settings, now, stall, tuple(worker))
    results: dict[str, CrawlResult] = {}
    waiting = list(jobs)
    while waiting:
        outcome = shop.run(waiting)
        results |= outcome.done
        left = [job for job in waiting if job.key not in results]
        suspects = [job for job in left if job.key in outcome.running]
        if left and not suspects and not outcome.done:
            raise CrawlError(f"the crawler did not start: {outcome.why}. Try: {sys.executable} -m crawler")
        for job in suspects:
            results |= shop.alone(job)
        waiting = [job for job in left if job.key not in results]
    return [results[job.key] for job in jobs]


@dataclass(frozen=True, slots=True)
class _Workshop:
    var: Path
    rules: CrawlRules
    now: datetime
    stall: timedelta
    worker: tuple[str, ...]

    @property
    def spools(self) -> Path:
        return self.var / "spool"

    def alone(self, job: CrawlJob) -> dict[str, CrawlResult]:
        """Crawl one suspect by itself; if it kills its worker again, that is its result."""
        outcome = self.run([job])
        if job.key in outcome.done:
            return outcome.done
        report = RunReport(at=self.now, failure="crash", said=outcome.why, url=job.source.where, deep=job.deep)
        return {job.key: _result(job, report, [], {})}

    def run(self, jobs: Sequence[CrawlJob]) -> _Outcome:
        try:
            return self._run(jobs)
        except OSError as error:
            raise CrawlError(f"{self.spools} cannot be used ({error}): check its owner and the space left") from error

    def _run(self, jobs: Sequence[CrawlJob]) -> _Outcome:
        self.spools.mkdir(mode=0o700, parents=True, exist_ok=True)
        _sweep(self.spools, self.now)
        run = f"{self.now:%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:8]}"
        files = {kind: self.spools / f"{run}.{kind}" for kind in ("json", "jsonl", "log")}
        try:
            _write_private(files["json"], json.dumps(self._data(jobs, files["jsonl"])))
            why = self._watch([*self.worker, str(files["json"])], files["jsonl"], files["log"])
            return _outcome(jobs, files["jsonl"], why)
        finally:
            for path in files.values():
                path.unlink(missing_ok=True)

    def _data(self, jobs: Sequence[CrawlJob], spool: Path) -> dict[str, Any]:
        return {
            "spool": str(spool.absolute()),
            "pages": str((self.var / "pages").absolute()),
            "at": self.now.isoformat(),
            "rules": asdict(self.rules) | {"folder": str(Path(self.rules.folder).absolute())},
            "jobs": [job.to_data() for job in jobs],
        }

    def _watch(self, command: list[str], spool: Path, log: Path) -> str:
        """Run the worker to its end, or to its death by our hand. Returns why it did not end well, or ""."""
        env = {name: value for name, value in os.environ.items() if name in _PASSED_ON}
        env["MALLOC_ARENA_MAX"] = "2"  # else each thread reserves address space, which the worker bounds
        with _private_file(log) as errors:
            try:
                process = subprocess.Popen(
                    command,
                    cwd=ROOT,
                    env=env,
                    stdin=subprocess.DEVNULL,
                    stdout=errors,
                    stderr=errors,
                    start_new_session=True,
                )
            except OSError as error:
                return str(error)
            try:
                stalled = self._wait(process, spool)
            finally:
                _kill(process)
        if stalled:
            return f"it said nothing for {self.stall.total_seconds():.0f} s"
        return "" if process.returncode == 0 else f"{_death(process.returncode)}{_last_words(log)}"

    def _wait(self, process: subprocess.Popen[bytes], spool: Path) -> bool:
        """True when the worker fell silent."""
        size, heard = 0, time.monotonic()
        while process.poll() is None:
            grown = spool.stat().st_size if spool.exists() else 0
            if grown != size:
                size, heard = grown, time.monotonic()
            elif time.monotonic() - heard > self.stall.total_seconds():
                return True
            time.sleep(_LOOK)
        return False


def _outcome(jobs: Sequence[CrawlJob], spool: Path, why: str) -> _Outcome:
    by_key = {job.key: job for job in jobs}
    outcome = _Outcome({}, set(), why or "it ended before its work was done")
    reviews: dict[str, list[Review]] = {key: [] for key in by_key}
    for event in read_events(spool):
        key = event["key"]
        if event["event"] == "start":
            outcome.running.add(key)
        elif event["event"] == "review":
            reviews[key].append(review_from_row(event["row"]))
        elif event["event"] == "done":
            outcome.running.discard(key)
            report = RunReport.from_facts(event["facts"])
            outcome.done[key] = _result(by_key[key], report, reviews[key], event)
    return outcome


def _result(job: CrawlJob, report: RunReport, reviews: Sequence[Review], event: dict[str, Any]) -> CrawlResult:
    report = _without_secrets(report, job)
    verdict, said = judge(report, job.history, daily=job.daily)
    return CrawlResult(
        job,
        report,
        verdict,
        said,
        tuple(reviews),
        etag=event.get("etag"),
        last_modified=event.get("last_modified"),
        robots=event.get("robots", {}),
        taken=tuple(event.get("taken", ())),
    )


def _without_secrets(report: RunReport, job: CrawlJob) -> RunReport:
    """Reports are stored and shown: the address as the operator wrote it, and no secret in any word."""
    source = job.source
    kept = (*source.secrets.values(), *source.headers.values(), *source.token.values())
    secrets = [value.get_secret_value() for value in kept]

    def hidden(text: str) -> str:
        for secret in secrets:
            for form in (secret, quote(secret), quote(secret, safe="")):
                text = text.replace(form, "…") if len(form) >= _LEAST_SECRET else text
        return text

    return replace(
        report,
        url=job.source.where,
        said=hidden(report.said),
        final_url=hidden(report.final_url),
        title=hidden(report.title),
    )


def _sweep(folder: Path, now: datetime) -> None:
    """Remove what a batch left whose supervisor was killed: it holds reviews, and perhaps secrets."""
    for path in folder.iterdir():
        if now.timestamp() - path.stat().st_mtime > _LEFT_OVER.total_seconds():
            path.unlink(missing_ok=True)


def _write_private(path: Path, text: str) -> None:
    path.touch(mode=0o600, exist_ok=False)
    path.write_text(text, encoding="utf-8")


@contextmanager
def _private_file(path: Path) -> Iterator[Any]:
    path.touch(mode=0o600)
    with path.open("wb") as file:
        yield file


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End the worker and whatever it started; it is the leader of its own group."""
    if sys.platform == "win32":
        process.kill()
    else:
        with suppress(ProcessLookupError):  # the whole group is gone already
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _death(code: int) -> str:
    if code >= 0:
        return f"it ended with code {code}"
    return f"it was ended by {signal.Signals(-code).name}"


def _last_words(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return f" ({lines[-1].strip()[:200]})" if lines else ""

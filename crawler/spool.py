"""The spool: one line of JSON per event, from the worker to the supervisor. The only thing the two share.

`start` and `done` frame a source; between them one `review` a line; `alive` says only that the worker is not stuck.
The files of a run live as long as the run; what a killed supervisor left is swept away by the next one.
"""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

from model import CrawlError

try:
    import fcntl
except ImportError:  # Windows has no flock
    fcntl = None  # type: ignore[assignment]

NO_SPOOL = 74  # exit code of a worker that cannot write its spool (EX_IOERR of sysexits.h)
_LEFT_OVER = timedelta(days=1)  # age at which a file belongs to nobody, whatever its lock says


class SpoolWriter:
    """Appends events to a file that only its owner can read. Each line is out before the next thing happens."""

    def __init__(self, path: Path) -> None:
        path.touch(mode=0o600)
        self._file = path.open("a", buffering=1, encoding="utf-8")

    def tell(self, event: str, key: str = "", **facts: Any) -> None:
        """Write one event. Ends the process where that fails: nobody would hear of what came after."""
        try:
            self._file.write(json.dumps({"event": event, "key": key, **facts}, ensure_ascii=True) + "\n")
        except OSError:
            os._exit(NO_SPOOL)

    def close(self) -> None:
        self._file.close()


def read_events(path: Path) -> Iterator[dict[str, Any]]:
    """The events of a spool; the last line may be torn where the worker was killed, and is left out."""
    if not path.exists():
        return
    with path.open(encoding="utf-8", newline="\n") as lines:
        yield from _events(lines, path)


def _events(lines: Iterable[str], path: Path) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(lines, 1):
        if not line.endswith("\n"):
            return
        try:
            event = json.loads(line)
        except ValueError as error:
            raise CrawlError(f"{path}: line {number} is no event; delete the file and crawl again") from error
        yield event


@dataclass(frozen=True, slots=True)
class RunFiles:
    """What one worker reads (`job`) and writes (`spool`, `log`), open to their owner only.

    `out` is the log, open and locked. The worker inherits it, so the lock holds for as long as either lives.
    """

    job: Path
    spool: Path
    log: Path
    out: BinaryIO

    def order(self, data: dict[str, Any]) -> None:
        """Write the job file, secrets and all."""
        self.job.touch(mode=0o600, exist_ok=False)
        self.job.write_text(json.dumps(data), encoding="utf-8")


@contextmanager
def run_files(folder: Path, now: datetime) -> Iterator[RunFiles]:
    """Fresh files in `folder`, removed when the block ends; before, what others left there is swept away."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    sweep(folder, now)
    run = f"{now:%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:8]}"
    job, spool, log, born = (folder / f"{run}.{kind}" for kind in ("json", "jsonl", "log", "new"))
    born.touch(mode=0o600, exist_ok=False)
    try:
        with born.open("wb") as out:
            _lock(out)
            born.rename(log)  # a log is never seen without its lock
            yield RunFiles(job, spool, log, out)
    finally:
        for path in (job, spool, log, born):
            path.unlink(missing_ok=True)


def sweep(folder: Path, now: datetime) -> None:
    """Remove what a batch left whose supervisor was killed: it holds reviews, and perhaps secrets."""
    for log in folder.glob("*.log"):
        if _is_free(log):
            for path in folder.glob(f"{log.stem}.*"):
                path.unlink(missing_ok=True)
    for path in folder.iterdir():
        with suppress(FileNotFoundError):  # another batch ended meanwhile
            if now.timestamp() - path.stat().st_mtime > _LEFT_OVER.total_seconds():
                path.unlink()


def _is_free(log: Path) -> bool:
    """Whether neither a supervisor nor a worker of its run is alive; False where the system cannot tell."""
    try:
        with log.open("rb") as file:
            return _lock(file)
    except FileNotFoundError:
        return False


def _lock(file: BinaryIO) -> bool:
    """Take the lock of an open file, until all who inherited it are gone. False: somebody has it, or no locks here."""
    try:
        if fcntl:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return bool(fcntl)

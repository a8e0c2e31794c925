"""One worker process: started without our secrets, watched, and ended with all that it started.

Knows nothing of sources: whose fault an end was is `supervisor`'s business.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from crawler.spool import NO_SPOOL, RunFiles

ROOT = Path(__file__).resolve().parent.parent
_LOOK = 0.05  # seconds between looks at a running worker
_PASSED_ON = (
    *("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "PYTHONPATH", "VIRTUAL_ENV", "SYSTEMROOT"),
    *("LD_LIBRARY_PATH", "SSL_CERT_FILE", "SSL_CERT_DIR"),
)  # of our environment: the rest may hold secrets


@dataclass(frozen=True, slots=True)
class Worker:
    """How a batch is run. `command` takes a job file; `stall`: how long it may be silent once it has spoken."""

    command: tuple[str, ...] = (sys.executable, "-m", "crawler")
    stall: timedelta = timedelta(seconds=60)
    start: timedelta = timedelta(seconds=120)  # until it first speaks: loading takes time on a busy machine


def attend(worker: Worker, files: RunFiles, stop: threading.Event) -> str:
    """Run a worker to its end, or to its death by our hand, at the latest soon after `stop` is set.

    Returns why it did not end well, or "". OSError: it could not write its spool.
    """
    try:
        process = _started(worker, files)
    except OSError as error:
        return str(error)
    try:
        why = _watch(process, worker, files.spool, stop)
    finally:
        _kill(process)
    if process.returncode == NO_SPOOL:
        raise OSError("the crawler could not write there")
    if why or process.returncode == 0:
        return why
    return f"{_death(process.returncode)}{_last_words(files.log)}"


def _started(worker: Worker, files: RunFiles) -> subprocess.Popen[bytes]:
    env = {name: value for name, value in os.environ.items() if name in _PASSED_ON}
    env["MALLOC_ARENA_MAX"] = "2"  # else each thread reserves address space, which the worker bounds
    return subprocess.Popen(
        [*worker.command, str(files.job)],
        cwd=ROOT,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=files.out,
        stderr=files.out,
        start_new_session=True,
    )


def _watch(process: subprocess.Popen[bytes], worker: Worker, spool: Path, stop: threading.Event) -> str:
    """Why the worker has to be ended, or "" when it ended by itself."""
    size, heard, patience = 0, time.monotonic(), worker.start
    while process.poll() is None:
        if stop.wait(_LOOK):
            return "we were told to stop"
        grown = spool.stat().st_size if spool.exists() else 0
        if grown != size:
            size, heard, patience = grown, time.monotonic(), worker.stall
        elif time.monotonic() - heard > patience.total_seconds():
            return f"it gave no sign of life for {patience.total_seconds():g} s"
    return ""


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

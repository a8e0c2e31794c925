"""The crawler's worker, its memory noted as it goes: `python -m bench.watched JOB.json`, started by `bench.crawl`."""

from __future__ import annotations

import json
import sys
import threading
from pathlib import Path

from crawler.worker import main


def note(spool: Path, notes: Path, done: threading.Event) -> None:
    """Write "crawls done, resident kB" four times a second, and once more at the end."""
    spool.touch(mode=0o600)
    with notes.open("a", buffering=1) as file, spool.open("rb") as events:
        crawls, torn, over = 0, b"", False
        while not over:
            over = done.wait(0.25)
            whole, _, torn = (torn + events.read()).rpartition(b"\n")  # only what is new: to read weighs, too
            crawls += whole.count(b'"event": "done"')
            file.write(f"{crawls} {resident()}\n")


def resident() -> int:
    """kB of memory this process holds now (Linux)."""
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


if __name__ == "__main__":
    job = Path(sys.argv[1])
    data = json.loads(job.read_text("utf-8"))
    done = threading.Event()
    arguments = (Path(data["spool"]), Path(data["pages"]).parent / "memory", done)
    watcher = threading.Thread(target=note, args=arguments, daemon=True)
    watcher.start()
    try:
        main(job)
    finally:
        done.set()
        watcher.join()

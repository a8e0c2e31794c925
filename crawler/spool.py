"""The spool: one line of JSON per event, from the worker to the supervisor. The only thing the two share.

`start` and `done` frame a source; between them one `review` a line; `alive` says only that the worker is not stuck.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from model import CrawlError


class SpoolWriter:
    """Appends events to a file that only its owner can read. Each line is out before the next thing happens."""

    def __init__(self, path: Path) -> None:
        path.touch(mode=0o600)
        self._file = path.open("a", buffering=1, encoding="utf-8")

    def tell(self, event: str, key: str = "", **facts: Any) -> None:
        self._file.write(json.dumps({"event": event, "key": key, **facts}, ensure_ascii=True) + "\n")

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

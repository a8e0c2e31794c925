"""The real worker with a spider that pages lead astray: `python -m tests.badworker JOB.json`, run by the supervisor.

What the last part of a page's path names, happens when the page is read (`faints`: before it is asked for); every
other page is read as ever.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

from scrapy import Request
from scrapy.http import Response

from crawler.spider import ReviewSpider
from crawler.worker import main


def spin() -> NoReturn:
    while True:
        pass


def hog() -> NoReturn:
    taken = []
    while True:
        taken.append(bytes(64 * 1024 * 1024))


def stumble() -> NoReturn:
    raise ValueError("lost the thread")


DEEDS: dict[str, Callable[[], NoReturn]] = {"aborts": os.abort, "spins": spin, "hogs": hog, "raises": stumble}


class Gullible(ReviewSpider):
    """Does what the address says."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.job.source.where.endswith("/faints"):
            stumble()

    def parse(self, response: Response, **kwargs: Any) -> Iterator[Request]:
        deed = DEEDS.get(response.url.rpartition("/")[2])
        if deed:
            deed()
        yield from super().parse(response, **kwargs)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Gullible)

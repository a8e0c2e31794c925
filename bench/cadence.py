"""How soon a review is noticed: `python -m bench.cadence FOLDER`, which holds streams/*.jsonl.

Five sources share a budget of requests, one request a crawl. Ours (`crawler.adaptive`) is played against a fixed pause
that makes the same number of requests: in all sources together, and, for each source, at that source's own number.
All sources are configured on the day the first one begins and stay so until the last one ends, as an operator's are; a
second run has each source only for as long as it has reviews. Only dates are read. A date without a time is a time of
that day drawn evenly from the review's id (so no hour is known better than it is).
"""

from __future__ import annotations

import json
import sys
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from heapq import heapify, heappop, heappush
from pathlib import Path
from statistics import mean, median

from crawler.adaptive import WINDOW, pauses, rate_of

PER_SOURCE = 4.0  # requests a day: a pause of six hours, the default of `every`
DAY = timedelta(days=1)


@dataclass
class Stream:
    """One source: when its reviews came, in days; what a crawler has noticed so far, by day."""

    name: str
    times: list[float]
    crawls: list[float] = field(default_factory=list)
    noticed: int = 0
    days: Counter[int] = field(default_factory=Counter)
    _rate: tuple[int, int, float] = (-1, -1, 0.0)

    def crawl(self, now: float) -> None:
        self.crawls.append(now)
        while self.noticed < len(self.times) and self.times[self.noticed] <= now:
            self.days[int(self.times[self.noticed])] += 1
            self.noticed += 1

    def rate(self, now: float) -> float:
        """As the store would count: by day, from the first one known on."""
        today = int(now)
        if self._rate[:2] != (today, self.noticed):
            first = max(min(self.days, default=today + 1), today - WINDOW + 1)
            self._rate = (today, self.noticed, rate_of([self.days[day] for day in range(first, today + 1)]))
        return self._rate[2]


def main(folder: Path) -> None:
    print("median delay from publication to detection, hours; ratio to a fixed pause")
    for title, living in (("configured all the time", False), ("each for as long as it has reviews", True)):
        streams = [read(path) for path in sorted((folder / "streams").glob("*.jsonl"))]
        spans = {s.name: (s.times[0], s.times[-1]) for s in streams}
        if not living:
            whole = (min(a for a, _ in spans.values()), max(b for _, b in spans.values()))
            spans = dict.fromkeys(spans, whole)
        play(streams, spans)
        report(title, streams, spans)


def read(path: Path) -> Stream:
    rows = (json.loads(line) for line in path.read_text("utf-8").splitlines())
    return Stream(path.stem, sorted(when(row) for row in rows if row["date"]))


def when(row: dict[str, str]) -> float:
    """Days since 1970."""
    moment = datetime.fromisoformat(row["date"].replace("Z", "+00:00"))
    if len(row["date"]) > 10:
        return moment.timestamp() / 86400
    share = int.from_bytes(sha256(row["id"].encode()).digest()[:4], "big") / 2**32
    return moment.replace(tzinfo=UTC).timestamp() / 86400 + share


def play(streams: Sequence[Stream], spans: dict[str, tuple[float, float]]) -> None:
    """Crawl as `crawler.adaptive` says, until every source has ended."""
    queue = [(spans[stream.name][0], n) for n, stream in enumerate(streams)]
    heapify(queue)
    while queue:
        now, n = heappop(queue)
        stream = streams[n]
        stream.crawl(now)
        if now > spans[stream.name][1]:
            continue
        live = [s for s in streams if spans[s.name][0] <= now <= spans[s.name][1]]
        pause = pauses({s.name: s.rate(now) for s in live}, budget=PER_SOURCE * len(live))[stream.name]
        heappush(queue, (now + pause / DAY, n))


def report(title: str, streams: Sequence[Stream], spans: dict[str, tuple[float, float]]) -> None:
    made = sum(len(stream.crawls) for stream in streams)
    step = sum(end - start for start, end in spans.values()) / made
    print(f"\n{title}: {made} requests, fixed pause {step * 24:.2f} h")
    print(f"{'source':42} {'crawls/day':>10} {'ours h':>7} {'fixed h':>8} {'ratio':>6} {'ratio at own number':>20}")
    together, alone = [], []
    for stream in streams:
        start, end = spans[stream.name]
        fixed = delay(stream.times, evenly(start, end, step))
        own = delay(stream.times, evenly(start, end, (end - start) / len(stream.crawls)))
        ours = delay(stream.times, stream.crawls)
        together.append(ours / fixed)
        alone.append(ours / own)
        often = len(stream.crawls) / (end - start)
        hours = f"{often:10.1f} {ours * 24:7.2f} {fixed * 24:8.2f}"
        print(f"{stream.name[:42]:42} {hours} {together[-1]:6.2f} {alone[-1]:20.2f}")
    print(f"{'mean':42} {'':10} {'':7} {'':8} {mean(together):6.2f} {mean(alone):20.2f}")
    print(f"{'worst':42} {'':10} {'':7} {'':8} {max(together):6.2f} {max(alone):20.2f}")


def evenly(start: float, end: float, step: float) -> list[float]:
    return [start + step * n for n in range(int((end - start) / step) + 2)]


def delay(times: Sequence[float], crawls: Sequence[float]) -> float:
    """Median of days between a review and the next crawl."""
    places = ((time, bisect_left(crawls, time)) for time in times)
    return median(crawls[place] - time for time, place in places if place < len(crawls))


if __name__ == "__main__":
    main(Path(sys.argv[1]))

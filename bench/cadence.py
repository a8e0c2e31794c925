"""How soon a review is noticed: `python -m bench.cadence FOLDER`, which holds streams/*.jsonl.

Five sources share a budget of requests, one request a crawl. Ours (`crawler.adaptive`) is played against a fixed pause
that makes the same number of requests: in all sources together, and, for each source, at that source's own number.
All sources are configured on the day the first one begins and stay so until the last one ends, as an operator's are; a
second run has each source only for as long as it has reviews. Ratios are also given for the first and the second half
of each source's reviews, each against the fixed pause of that half.

Only dates are read. A date without a time is a time of that day drawn evenly from the review's id, so no hour is known
better than it is and only weekdays can be learnt from it; with several draws, so that the luck of one evens out.
"""

from __future__ import annotations

import json
import sys
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from heapq import heapify, heappop, heappush
from pathlib import Path
from statistics import mean, median
from typing import NamedTuple

from crawler.adaptive import ALWAYS, PAST, WINDOW, Habits, fitted, habits_of, pauses, rate_of

PER_SOURCE = 4.0  # requests a day: a pause of six hours, the default of `every`
DRAWS = 3
DAY = timedelta(days=1)
START = datetime(1970, 1, 1, tzinfo=UTC)
Span = tuple[float, float]


@dataclass
class Stream:
    """One source: when its reviews came, in days since 1970; what a crawler has noticed so far."""

    name: str
    times: list[float]
    timed: bool
    crawls: list[float] = field(default_factory=list)
    noticed: int = 0
    days: Counter[int] = field(default_factory=Counter)
    habits: Habits = ALWAYS
    learnt: tuple[int, int] = (0, 0)  # on which day, from how many: habits change slowly
    _rate: tuple[int, int, float] = (-1, -1, 0.0)
    moments: list[datetime] = field(init=False)

    def __post_init__(self) -> None:
        self.moments = [moment(time) for time in self.times]

    def crawl(self, now: float) -> None:
        self.crawls.append(now)
        while self.noticed < len(self.times) and self.times[self.noticed] <= now:
            self.days[int(self.times[self.noticed])] += 1
            self.noticed += 1
        if self.noticed > self.learnt[1] and int(now) > self.learnt[0]:
            self.learnt = int(now), self.noticed
            known = self.moments[max(0, self.noticed - PAST) : self.noticed]
            self.habits = habits_of(known) if self.timed else habits_of((), (one.date() for one in known))

    def rate(self, now: float) -> float:
        """As the store would count: by day, from the first one known on."""
        today = int(now)
        if self._rate[:2] != (today, self.noticed):
            first = max(min(self.days, default=today + 1), today - WINDOW + 1)
            self._rate = (today, self.noticed, rate_of([self.days[day] for day in range(first, today + 1)]))
        return self._rate[2] * self.habits.weight


def main(folder: Path) -> None:
    print("median delay from publication to detection, hours; ratio to a fixed pause")
    for title, living in (("configured all the time", False), ("each for as long as it has reviews", True)):
        draws = [[read(path, draw) for path in sorted((folder / "streams").glob("*.jsonl"))] for draw in range(DRAWS)]
        for streams in draws:
            play(streams, spans_of(streams, living=living))
        report(title, draws, living=living)


def read(path: Path, draw: int) -> Stream:
    rows = [row for line in path.read_text("utf-8").splitlines() if (row := json.loads(line))["date"]]
    return Stream(path.stem, sorted(when(row, draw) for row in rows), timed=all(len(row["date"]) > 10 for row in rows))


def when(row: dict[str, str], draw: int) -> float:
    """Days since 1970."""
    read = datetime.fromisoformat(row["date"].replace("Z", "+00:00"))
    if len(row["date"]) > 10:
        return read.timestamp() / 86400
    share = int.from_bytes(sha256(f"{row['id']} {draw}".encode()).digest()[:4], "big") / 2**32
    return read.replace(tzinfo=UTC).timestamp() / 86400 + share


def moment(time: float) -> datetime:
    return START + time * DAY


def spans_of(streams: Sequence[Stream], *, living: bool) -> dict[str, Span]:
    """From when to when each source is configured."""
    spans = {stream.name: (stream.times[0], stream.times[-1]) for stream in streams}
    if living:
        return spans
    return dict.fromkeys(spans, (min(start for start, _ in spans.values()), max(end for _, end in spans.values())))


def play(streams: Sequence[Stream], spans: dict[str, Span]) -> None:
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
        heappush(queue, (now + fitted(pause, stream.habits, moment(now), UTC) / DAY, n))


class Told(NamedTuple):
    """One source: crawls a day; median delays, in days, of ours, of one pause for all, of one at its own number."""

    often: float
    ours: float
    fixed: float
    own: float


def report(title: str, draws: Sequence[Sequence[Stream]], *, living: bool) -> None:
    whole, first, second = (compare(draws, half, living=living) for half in (0, 1, 2))
    print(f"\n{title}: {sum(len(s.crawls) for streams in draws for s in streams) // len(draws)} requests")
    print(
        f"{'source':36} {'crawls/day':>10} {'ours h':>7} {'fixed h':>8} {'ratio':>6} {'own number':>11} {'halves':>12}"
    )
    for name, told in whole.items():
        hours = f"{told.often:10.1f} {told.ours * 24:7.2f} {told.fixed * 24:8.2f}"
        halves = [part[name].ours / part[name].fixed for part in (first, second)]
        print(f"{name[:36]:36} {hours} {told.ours / told.fixed:6.2f} {told.ours / told.own:11.2f} {_pair(halves)}")
    for said, take in (("mean", mean), ("worst", max)):
        every, *halves = (take(t.ours / t.fixed for t in part.values()) for part in (whole, first, second))
        alone = take(told.ours / told.own for told in whole.values())
        print(f"{said:36} {'':10} {'':7} {'':8} {every:6.2f} {alone:11.2f} {_pair(halves)}")


def _pair(halves: Sequence[float]) -> str:
    return f"{halves[0]:7.2f} {halves[1]:4.2f}"


def compare(draws: Sequence[Sequence[Stream]], half: int, *, living: bool) -> dict[str, Told]:
    """By source, the mean of all draws. `half`: 1 or 2 of its reviews, 0 for all."""
    played = [measure(streams, halved(streams, half, spans_of(streams, living=living))) for streams in draws]
    return {name: Told(*map(mean, zip(*(one[name] for one in played), strict=True))) for name in played[0]}


def halved(streams: Sequence[Stream], half: int, spans: dict[str, Span]) -> dict[str, Span]:
    middles = {stream.name: stream.times[len(stream.times) // 2] for stream in streams}
    return {
        name: (middles[name] if half == 2 else start, middles[name] if half == 1 else end)
        for name, (start, end) in spans.items()
    }


def measure(streams: Sequence[Stream], spans: dict[str, Span]) -> dict[str, Told]:
    made = {}
    for stream in streams:
        start, end = spans[stream.name]
        made[stream.name] = bisect_right(stream.crawls, end) - bisect_left(stream.crawls, start)
    step = sum(end - start for start, end in spans.values()) / sum(made.values())
    told = {}
    for stream in streams:
        start, end = spans[stream.name]
        times = [time for time in stream.times if start <= time <= end]
        ours, fixed = delay(times, stream.crawls), delay(times, evenly(start, end, step))
        own = delay(times, evenly(start, end, (end - start) / made[stream.name]))
        told[stream.name] = Told(made[stream.name] / (end - start), ours, fixed, own)
    return told


def evenly(start: float, end: float, step: float) -> list[float]:
    return [start + step * n for n in range(int((end - start) / step) + 2)]


def delay(times: Sequence[float], crawls: Sequence[float]) -> float:
    """Median of days between a review and the next crawl."""
    places = ((time, bisect_left(crawls, time)) for time in times)
    return median(crawls[place] - time for time, place in places if place < len(crawls))


if __name__ == "__main__":
    main(Path(sys.argv[1]))

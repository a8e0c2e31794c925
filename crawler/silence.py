"""Is a source too quiet to be true? The last net under the checks of `health`. Pure sums.

A negative binomial with the source's own mean and variance: reviews come in bursts, and a Poisson model would raise
fourteen false alarms a year for a lively source (docs/decisions.md, measured).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from crawler.report_run import RunReport

WINDOW = 180  # days looked back
LEAST_DAYS = 60  # of history, below which nothing is said
LEAST_ARRIVALS = 3  # days with news, below which nothing is said
RARE = 0.001  # chance below which a silence counts


def quiet_days(daily: Sequence[int]) -> int:
    """Days without news at the end of `daily` (new reviews per day, oldest first), if that is rarer than RARE; else 0.

    P = (k / (k + m)) ** (k * days), k = m² / (variance - m): the negative binomial's chance of that many empty days.
    """
    days = list(daily)[-WINDOW:]
    arrivals = [number for number, count in enumerate(days) if count]
    if len(days) < LEAST_DAYS or len(arrivals) < LEAST_ARRIVALS:
        return 0
    lived, quiet = days[: arrivals[-1] + 1], len(days) - 1 - arrivals[-1]
    mean = sum(lived) / len(lived)
    variance = sum((count - mean) ** 2 for count in lived) / len(lived)
    k = mean**2 / (variance - mean) if variance > mean * 1.05 else 1e6
    chance = (k / (k + mean)) ** (k * quiet)
    return quiet if chance < RARE else 0


def daily_arrivals(report: RunReport, history: Sequence[RunReport]) -> list[int]:
    """New reviews per UTC day from the first run of `history` (newest first) to `report`; first imports are no news."""
    runs = [report, *history]
    counts: dict[date, int] = {}
    for run in runs:
        counts[run.at.date()] = counts.get(run.at.date(), 0) + (0 if run.first else run.new)
    first, last = min(counts), max(counts)
    return [counts.get(date.fromordinal(day), 0) for day in range(first.toordinal(), last.toordinal() + 1)]

"""What the owner believes beside what customers say. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from insight.standards import Standing

Z95 = 1.959964  # of the normal distribution, two-sided 95 %


@dataclass(frozen=True, slots=True)
class Mirrored:
    """A standard, the owner's estimate of how often it is kept (0 to 1), and what those say who mention it."""

    standing: Standing
    estimate: float
    low: float
    high: float

    @property
    def said(self) -> int:
        return self.standing.kept + self.standing.broken

    @property
    def verdict(self) -> str:
        """`above` or `below` what customers say where the estimate lies outside the interval, else `within`."""
        if self.estimate > self.high:
            return "above"
        return "below" if self.estimate < self.low else "within"


def wilson(kept: int, total: int, z: float = Z95) -> tuple[float, float]:
    """The Wilson score interval of a share, from 0 to 1; (0, 1) where nobody said anything.

    (p + z^2/2n +- z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n), E. B. Wilson, JASA 22 (1927): unlike the textbook
    interval it holds for few reviews and for shares near 0 and 1.
    """
    if total <= 0:
        return 0.0, 1.0
    share = kept / total
    middle = share + z * z / (2 * total)
    spread = z * sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    scale = 1 + z * z / total
    return max((middle - spread) / scale, 0.0), min((middle + spread) / scale, 1.0)


def mirrored(standing: Standing, estimate: float) -> Mirrored:
    """Only those who speak of a thing are heard here, and the disappointed speak more often: say so beside it."""
    low, high = wilson(standing.kept, standing.kept + standing.broken)
    return Mirrored(standing, estimate, low, high)

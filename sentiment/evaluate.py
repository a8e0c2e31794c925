"""How far to trust the flags: what the text alone says, against what people said with stars or a label. Pure.

A row is negative at 1 and 2 stars, positive at 4 and 5; 3 stars are neither and count as a false alarm when the text is
called negative, as strictly as any other. It refuses to know files and terminals.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from model import InputError
from sentiment import score

LABELS = ("neg", "neu", "pos")
SAID = (*LABELS, "none")
"""What a text may be called; none: no opinion words, or a language without a pack."""
EXPERIMENTAL = {
    "es": "measured on one source",
    "it": "not measured on real reviews",
    "nl": "measured on one source",
    "no": "not measured on real reviews",
    "pl": "not measured on real reviews",
    "pt": "not measured on real reviews",
    "sv": "measured on one source",
}
"""Languages whose word packs are young, and what they were tried on: their flags deserve a second look."""
_Z = 1.96  # 95 per cent
_SHOWN = 10

Range = tuple[float, float, float]  # the figure, and its 95 % interval


@dataclass(frozen=True, slots=True)
class Judged:
    """One row and what we made of it. `compound` is -1 to 1, None with `said` none."""

    text: str
    lang: str
    truth: str
    said: str
    compound: float | None


@dataclass(frozen=True, slots=True)
class Trust:
    """Figures of one language for "negative": each with its interval; None where nothing can be divided."""

    lang: str
    rows: int
    negatives: int
    precision: Range | None
    recall: Range | None
    f1: Range | None
    confusion: Mapping[tuple[str, str], int]  # (truth, said) -> rows


def truth_of(row: Mapping[str, object]) -> str:
    """neg, neu or pos of a row with `label`, or `stars` (1 to 5; `rating` as `export` writes it). InputError else."""
    label = row.get("label")
    if label is not None:
        if label not in LABELS:
            raise InputError(f"label “{label}” is none of {', '.join(LABELS)}")
        return str(label)
    stars = row.get("stars", row.get("rating"))
    if isinstance(stars, bool) or not isinstance(stars, int | float) or not 1 <= stars <= 5:
        raise InputError('needs "stars" from 1 to 5, or "label": neg, neu or pos')
    return "neg" if stars <= 2 else "pos" if stars >= 4 else "neu"


def judge(row: Mapping[str, object]) -> Judged:
    """Score a row by its text alone. InputError where it has no text or no truth; ScoringError as `score`."""
    text, lang = row.get("text"), row.get("lang")
    if not isinstance(text, str) or not text.strip():
        raise InputError('needs "text"')
    said = score(text, lang=lang if isinstance(lang, str) and lang else None)
    return Judged(text, said.lang or "?", truth_of(row), said.label or "none", said.sentiment)


def trust(rows: Sequence[Judged]) -> list[Trust]:
    """Figures per language, the one with most rows first."""
    langs = Counter(row.lang for row in rows)
    return [_trust(lang, [row for row in rows if row.lang == lang]) for lang, _ in langs.most_common()]


def _trust(lang: str, rows: Sequence[Judged]) -> Trust:
    confusion = Counter((row.truth, row.said) for row in rows)
    hit = confusion["neg", "neg"]
    called = sum(confusion[truth, "neg"] for truth in LABELS)
    negatives = sum(confusion["neg", said] for said in SAID)
    return Trust(
        lang, len(rows), negatives, wilson(hit, called), wilson(hit, negatives), _f1(hit, called, negatives), confusion
    )


def wilson(hits: int, of: int) -> Range | None:
    """A share and its 95 % score interval (Wilson 1927), None of nothing."""
    if of == 0:
        return None
    share, room = hits / of, _Z * _Z / of
    middle = (share + room / 2) / (1 + room)
    half = _Z / (1 + room) * math.sqrt(share * (1 - share) / of + room / (4 * of))
    return share, max(0.0, middle - half), min(1.0, middle + half)


def _f1(hit: int, called: int, negatives: int) -> Range | None:
    """F1 is 2J/(1+J), where J is the share of hits among all that are or are called negative: so is its range."""
    share = wilson(hit, called + negatives - hit)
    if share is None:
        return None
    point, low, high = (2 * j / (1 + j) for j in share)
    return point, low, high


def missed(rows: Iterable[Judged], most: int = _SHOWN) -> list[Judged]:
    """Unhappy customers whose text was not called negative, the most surprising first."""
    held = [row for row in rows if row.truth == "neg" and row.said != "neg"]
    return sorted(held, key=lambda row: -(row.compound or 0.0))[:most]


def false_alarms(rows: Iterable[Judged], most: int = _SHOWN) -> list[Judged]:
    """Happy customers whose text was called negative, the most surprising first."""
    held = [row for row in rows if row.truth == "pos" and row.said == "neg"]
    return sorted(held, key=lambda row: row.compound or 0.0)[:most]

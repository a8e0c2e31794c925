"""A review's text cut into plain and marked pieces. Pure; escaping is the template's, so a piece is never HTML."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from model import Reason


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text; `reasons` is empty where nothing is marked."""

    text: str
    reasons: tuple[Reason, ...] = ()


def pieces(text: str, reasons: Iterable[Reason]) -> list[Piece]:
    """The whole text in order. Spans that overlap become one mark with all their reasons.

    Spans are code points `start:end` of `text`; what lies outside of it is cut or left out.
    """
    found: list[Piece] = []
    at = 0
    for start, end, why in _merged(text, reasons):
        if start > at:
            found.append(Piece(text[at:start]))
        found.append(Piece(text[start:end], why))
        at = end
    if at < len(text):
        found.append(Piece(text[at:]))
    return found


def _merged(text: str, reasons: Iterable[Reason]) -> list[tuple[int, int, tuple[Reason, ...]]]:
    merged: list[tuple[int, int, tuple[Reason, ...]]] = []
    for reason in sorted(reasons, key=lambda r: (r.start, r.end)):
        start, end = max(0, reason.start), min(len(text), reason.end)
        if start >= end:
            continue
        if merged and start < merged[-1][1]:
            first, last, why = merged.pop()
            merged.append((first, max(last, end), (*why, reason)))
        else:
            merged.append((start, end, (reason,)))
    return merged

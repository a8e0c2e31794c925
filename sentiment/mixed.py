"""Texts in two languages: each sentence is read by the pack of the language it is written in.

Guests of a border town write "Leider kalt. The waiter was great though." Sentences side by side in one language are
read together, so that a contrast or a solved trouble is still seen. It refuses to cut inside a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple

from model import ThemeHit
from sentiment.engine import compound_of, read
from sentiment.language import leaning
from sentiment.own import Own, pack_with
from sentiment.reading import Reading
from sentiment.themes import themes_of

_SENTENCE = re.compile(r"[^.!?…\n]+[.!?…\n]*|[.!?…\n]+")


class Passage(NamedTuple):
    """Code points `start:end` of a text, and the language they are written in."""

    start: int
    end: int
    lang: str


def passages(text: str, lang: str, also: str) -> list[Passage]:
    """`text` cut where the language changes between `lang` and `also`; a sentence that tells nothing goes with the
    one before."""
    said, at = [], lang
    for match in _SENTENCE.finditer(text):
        at = leaning(match.group(), lang, also) or at
        said.append(Passage(match.start(), match.end(), at))
    return list(_joined(said))


def _joined(said: Sequence[Passage]) -> Iterator[Passage]:
    for lang, run in groupby(said, key=lambda passage: passage.lang):
        parts = list(run)
        yield Passage(parts[0].start, parts[-1].end, lang)


def read_mixed(
    text: str, parts: Sequence[Passage], names: Sequence[str], own: Own
) -> tuple[Reading, tuple[ThemeHit, ...]]:
    """All hits and themes of `parts`, with their places in the whole `text`; InputError as `load_pack` says."""
    readings = [read(text[part.start : part.end], pack_with(part.lang, own)) for part in parts]
    whole = readings[0]
    themes = list(themes_of(whole, text[: parts[0].end], names))
    for part, reading in zip(parts[1:], readings[1:], strict=True):
        themes += (_moved(hit, part.start) for hit in themes_of(reading, text[part.start : part.end], names))
        for hit in reading.hits:
            hit.start, hit.end = hit.start + part.start, hit.end + part.start
        whole.hits += reading.hits
    whole.total = sum(reading.total for reading in readings)
    whole.compound = compound_of(whole.total)
    whole.worst = min(reading.worst for reading in readings)
    return whole, tuple(themes)


def _moved(hit: ThemeHit, by: int) -> ThemeHit:
    return replace(hit, start=hit.start + by, end=hit.end + by)

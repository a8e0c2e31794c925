"""Cutting a text into tokens that know where they stand, and what one token means to a pack.

Offsets are code points of the text as given; nothing is rewritten before it is cut. It refuses to know sentences'
meaning: `engine` does that.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sentiment.patterns import Gate

_APOSTROPHES = "'’‘`´"
_WORD = r"[^\W\d_]+(?:(?:[\u0300-\u036f]+|['’‘`´\-](?=[^\W\d_]))[^\W\d_]*)*"
_REST = (
    r"|\d+(?:[.,:]\d+)*|[:;=]['’]?-?[)(DPp/\\|]+(?![^\W\d_])|<3"
    r"|[\u2600-\u27bf\u2b50\u203c\u2049\U0001f300-\U0001faff]"
    r"|[.!?…\n]+|[,;:()–—\"„“”«»]"
)
TOKEN = re.compile(_WORD + _REST)
"""A word, a number, a face, an emoji, an end of sentence or a separator; every branch moves on, so it is linear."""

_SPLITS = {
    # don't = do + n't, cannot = can + not, dont = do + nt: one pattern "do not" reads them all
    "en": re.compile(
        r"(did|do|does|is|was|were|would|could|should|has|have|had|are|ca|wo)(n['’‘`´]?t)|(can)(not)", re.IGNORECASE
    ),
    # l'accueil = l' + accueil, n'est = n' + est
    "fr": re.compile(r"((?:[ldnjmtsc]|qu|jusqu|lorsqu|puisqu)['’‘`´])(.+)", re.IGNORECASE),
    # un'ora = un' + ora, dell'albergo = dell' + albergo, c'è = c' + è
    "it": re.compile(
        r"((?:[ldcmtsvn]|un|[nd]ell|sull|all|dall|quell|quest|com|dov|mezz|nessun|anch|gl)['’‘`´])(.+)",
        re.IGNORECASE,
    ),
}
_LONG = re.compile(r"(.)\1{2,}")
_SEPARATOR = re.compile(r"[.,:]")


def split_token(token: str, lang: str) -> tuple[str, str] | None:
    """The two words that `lang` writes as one, or None."""
    pattern = _SPLITS.get(lang)
    match = pattern.fullmatch(token) if pattern else None
    if match is None:
        return None
    one, two = (part for part in match.groups() if part)
    return one, two


@dataclass(slots=True, eq=False)
class Info:
    """What a token means to one pack; shared by all places where it stands, and equal to nothing else."""

    low: str
    atoms: frozenset[str] = frozenset()
    value: float | None = None
    themes: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    gate: Gate | None = None  # to the patterns that hold on to it
    number: float | None = None
    boost: float = 0.0
    negates: bool = False
    negates_after: bool = False
    half_negates: bool = False
    bars: bool = False  # no gap of a pattern leads over it: what comes after is denied or another matter
    steady: bool = False
    contrasts: bool = False
    only: bool = False
    shouted: bool = False
    ends: bool = False  # a sentence
    parts: bool = False  # a comma and its like
    emoji: bool = False
    cries: int = 0  # exclamation marks
    word: bool = False
    marks: bool = False  # must the engine look at it by itself? most words only stand between those that matter
    holds: bool = False  # patterns hold on to it that need no certain word beside it


class Piece(NamedTuple):
    """What stands between two blanks: its tokens, where they begin and end in it, and how many they are."""

    infos: tuple[Info, ...]
    spans: tuple[tuple[int, int], ...]
    size: int


def lowered(token: str) -> str:
    """A word as packs write it: lower case, NFC, one kind of apostrophe."""
    low = unicodedata.normalize("NFC", token).lower()
    for mark in _APOSTROPHES[1:]:
        low = low.replace(mark, "'")
    return low


def number_of(figures: str) -> float:
    """`1.200` and `1,200` are 1200, `29,90` is 29.9, `8:15` comes after 8 and before 8.30."""
    whole, *rest = _SEPARATOR.split(figures[:15])
    if rest and all(len(group) == 3 for group in rest[:-1]):
        whole += "".join(rest[:-1])
        if len(rest[-1]) == 3:
            return float(whole + rest[-1])
        return float(f"{whole}.{rest[-1] or 0}")
    return float(whole)


def without_accents(word: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFD", word) if not unicodedata.combining(char))


def shortened(word: str) -> tuple[str, ...]:
    """`sooo` -> `soo`, `so`: how a lengthened word may be written in a pack; empty when nothing was lengthened."""
    twice = _LONG.sub(r"\1\1", word)
    return () if twice == word else (twice, _LONG.sub(r"\1", word))

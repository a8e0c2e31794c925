"""How much two replies share, by runs of four words. Look-alike answers cost trust, so the composer avoids them."""

from __future__ import annotations

import re
from collections.abc import Collection

RUN = 4
_WORD = re.compile(r"\w+")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_DIGIT = re.compile(r"\d")

Shingles = frozenset[tuple[str, ...]]


def shingles(text: str) -> Shingles:
    """Every run of four words; the whole text where it is shorter."""
    words = _WORD.findall(text.lower())
    return frozenset(tuple(words[at : at + RUN]) for at in range(max(1, len(words) - RUN + 1)))


def overlap(one: Shingles, other: Shingles) -> float:
    """0 to 1: runs in both over runs in either (Jaccard)."""
    both = len(one & other)
    return both / ((len(one) + len(other) - both) or 1)


def core(text: str, leave_out: Collection[str] = ()) -> str:
    """What is said in a reply: without greeting, signature, the sentences with an address or phone number in them,
    and the sentences of `leave_out` (measures, which are meant to be said more than once)."""
    for sentence in leave_out:
        text = text.replace(sentence, "")
    paragraphs = [part for part in text.split("\n\n") if part.strip()]
    body = paragraphs[1:-1] if len(paragraphs) > 2 else paragraphs
    said = (sentence for part in body for sentence in _SENTENCE.split(part))
    return " ".join(sentence for sentence in said if not _names_a_way(sentence))


def _names_a_way(sentence: str) -> bool:
    return "@" in sentence or len(_DIGIT.findall(sentence)) >= 6

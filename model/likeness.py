"""How much of one text stands in another: whole, cut short, with slips, markup or a title glued to it. Pure.

Compares words in their order, not letters in theirs, because what makes two copies differ (an end cut off, a heading in
front) is made of words; within words that differ, letters tell a slip from another word. Knows no review.
"""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher

MOST_WORDS = 400  # compared of a text: what begins with 400 equal words need not be read further
SLIP = 0.7  # share of letters from which two stretches of words are one with a slip in it

_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_ACCENT = re.compile(r"[\u0300-\u036f]+")
_APOSTROPHE = re.compile(r"['’‘´`]")
_WORD = re.compile(r"[^\W_]+")
_MORE = (
    r"(?:read|show|see) more|mehr (?:anzeigen|lesen)|weiterlesen|lire (?:la suite|plus)|voir plus|afficher plus"
    r"|en savoir plus|(?:læs|vis|se) mere"
)
_DOTS = rf"(?:…|\.{{3,}})[\s\])>]*(?:{_MORE}|more|mehr|plus|suite|mere)?"
_CUT = re.compile(rf"(?:{_DOTS}|\b(?:{_MORE}))\W*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Wording:
    """What a text comes down to. `title`: how many of `words` are its title; `cut`: it says that it goes on."""

    words: tuple[str, ...]
    title: int = 0
    cut: bool = False

    @property
    def length(self) -> int:
        """Characters, blanks between words included."""
        return sum(map(len, self.words)) + max(len(self.words) - 1, 0)

    def body(self) -> Wording:
        """The same without its title."""
        return Wording(self.words[self.title :], 0, self.cut)

    def pairs(self) -> set[tuple[str, str]]:
        """Neighbouring words: texts that share few of them share no text."""
        return set(zip(self.words, self.words[1:], strict=False))


def wording(title: str, text: str) -> Wording:
    """Title and text without case, accents, markup and punctuation; a title that the text repeats stands once."""
    head, _ = _words(title)
    body, cut = _words(text)
    repeated = body[: len(head)] == head
    return Wording((body if repeated else head + body)[:MOST_WORDS], len(head), cut)


def _words(text: str) -> tuple[tuple[str, ...], bool]:
    """The words, and whether the text was cut short; the link that offers the rest is no word of it."""
    if "&" in text:
        text = html.unescape(html.unescape(text))
    if "<" in text:
        text = _TAG.sub(" ", text)
    text = text.rstrip()
    whole = _CUT.sub("", text)
    plain = unicodedata.normalize("NFKD", whole.casefold())
    if not plain.isascii():
        plain = _APOSTROPHE.sub("", _ACCENT.sub("", plain))
    else:
        plain = plain.replace("'", "").replace("`", "")
    return tuple(_WORD.findall(plain)), whole != text


@dataclass(frozen=True, slots=True)
class Overlap:
    """Where two texts meet: from the first word they share to the last.

    `matched` and `union` are letters: those found in both, and those of both stretches together, slips included.
    `against` counts words that say something else in each. What only one text has before and after is `heads` and
    `tails`: (words of the first, words of the second), one of which is 0.
    """

    words: int
    matched: float
    union: int
    against: int
    heads: tuple[int, int] = (0, 0)
    tails: tuple[int, int] = (0, 0)

    @property
    def likeness(self) -> float:
        """0 to 1: twice the letters in common over the letters of both, outside ends left out."""
        return 2 * self.matched / self.union if self.union else 0.0


def overlap(one: Wording, other: Wording) -> Overlap:
    """How the two meet. The order of the two makes no difference but to which stands first in `heads` and `tails`."""
    if one.words == other.words:
        letters = sum(map(len, one.words))
        return Overlap(len(one.words), letters, 2 * letters, 0)
    if (len(one.words), one.words, one.cut) > (len(other.words), other.words, other.cut):
        found = overlap(other, one)  # difflib may find different blocks the other way round
        return Overlap(found.words, found.matched, found.union, found.against, found.heads[::-1], found.tails[::-1])
    return _add_up(one, other)


def _add_up(one: Wording, other: Wording) -> Overlap:
    codes = SequenceMatcher(None, one.words, other.words, autojunk=False).get_opcodes()
    words = union = against = 0
    matched = 0.0
    heads = tails = (0, 0)
    for number, (kind, i, i_end, j, j_end) in enumerate(codes):
        left, right = one.words[i:i_end], other.words[j:j_end]
        if kind == "equal":
            words, matched = words + len(left), matched + _letters(left)
        else:
            if number == 0:
                left, right, heads = _ends(left, right, last=False)
            elif number == len(codes) - 1:
                left, right, tails = _ends(left, right, last=True)
            broken = number == len(codes) - 1 and (one.cut or other.cut)
            same = _slip(left, right) or (_broken_off(left, right) if broken else 0.0)
            matched += same
            words += min(len(left), len(right)) if same else 0
            against += 0 if same else min(len(left), len(right))
        union += _letters(left) + _letters(right)
    return Overlap(words, matched, union, against, heads, tails)


def _ends(
    left: tuple[str, ...], right: tuple[str, ...], *, last: bool
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[int, int]]:
    """At an end: as many words of each as both have there, and how many more each has."""
    both = min(len(left), len(right))
    more = (len(left) - both, len(right) - both)
    if last:
        return left[:both], right[:both], more
    return left[more[0] :], right[more[1] :], more


def _slip(left: tuple[str, ...], right: tuple[str, ...]) -> float:
    """The letters in common of two stretches that are one with a slip; 0.0 for two that differ. A digit is no slip."""
    if not left or not right:
        return 0.0
    one, other = "".join(left), "".join(right)
    if [c for c in one if c.isdigit()] != [c for c in other if c.isdigit()]:
        return 0.0
    if sorted(one) == sorted(other):  # also two letters swapped, which weighs too much in a short word
        return float(len(one))
    ratio = SequenceMatcher(None, min(one, other), max(one, other), autojunk=False).ratio()
    return ratio * (len(one) + len(other)) / 2 if ratio >= SLIP else 0.0


def _broken_off(left: tuple[str, ...], right: tuple[str, ...]) -> float:
    """The letters of a last word of which only the beginning is there: “fantas…”."""
    if len(left) != 1 or len(right) != 1:
        return 0.0
    short, long = sorted((left[0], right[0]), key=len)
    return (len(short) + len(long)) / 2 if long.startswith(short) else 0.0


def _letters(words: tuple[str, ...]) -> int:
    return sum(map(len, words))

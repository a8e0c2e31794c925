"""The little language in which packs say how people complain and praise; compiled once, matched in bounded time.

One pattern is a row of steps, separated by blanks:

    word  stem*  *ending  one/two  any of these words            @class  @class/word   any word of a class (themes.txt)
    <n>   <20>   <0-2>/twice     any number, at least 20, from 0 to 2 (number words count) or a word
    <+>   <->                    a number greater, smaller than the first one of the pattern ("for 7 ... at 8.15")
    ?word ?one/two   ?,          may stand here           ..  ...   a gap of up to 3, up to 7 words of the same sentence

Quotation marks are not there for a pattern; a comma, an emoji and, between two steps, the end of a sentence (`.`) are
words like any other. It refuses to know languages and weights: `packs` reads those. There is no regular expression
in it to run away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from model import InputError

if TYPE_CHECKING:
    from sentiment.tokens import Info

GAPS = {"..": 3, "...": 7}
_NO_LIMIT = 1e12
_REMEMBERED = 300_000  # pairs of tokens
_THAN = {"<+>": 1, "<->": -1}


@dataclass(frozen=True, slots=True)
class Step:
    """One place of a pattern: `words` it takes, or a number from `low` to `high`, or a gap of up to `gap` words."""

    words: frozenset[str] = frozenset()
    low: float | None = None
    high: float = _NO_LIMIT
    gap: int = 0
    optional: bool = False
    than: int = 0  # 1: a number greater than the pattern's first, -1: smaller

    def takes(self, info: Info) -> bool:
        if not self.words.isdisjoint(info.atoms):
            return True
        return self.low is not None and info.number is not None and self.low <= info.number <= self.high


@dataclass(frozen=True, slots=True)
class Pattern:
    """Steps around an anchor, its rarest word: only texts that hold the anchor are looked at more closely."""

    source: str
    weight: float
    tags: frozenset[str]
    themes: tuple[str, ...]
    anchor: Step
    before: tuple[Step, ...]  # nearest to the anchor first
    after: tuple[Step, ...]
    size: int
    needs: tuple[frozenset[str], ...]  # a text must hold a word of each, or there is no match to look for
    rank: tuple[int, bool, float]  # the lowest is heard first: long before short, neutral before others, strong first
    plain: bool  # no gap and nothing optional: one way to stand
    than: int = 0

    def match(self, infos: Sequence[Info], at: int) -> tuple[int, int] | None:
        """Where the pattern stands when its anchor is the token `at`: first and last token, or None."""
        start: int | None = at
        end: int | None = at
        if self.before:
            start = _march(self.before, infos, at, -1) if self.plain else _walk(self.before, 0, infos, at, -1)
        if start is None:
            return None
        if self.after:
            end = _march(self.after, infos, at, 1) if self.plain else _walk(self.after, 0, infos, at, 1)
        if end is None or (self.than and not _goes(infos[start : end + 1], self.than)):
            return None
        return start, end


class Neighbours(dict[frozenset[str], tuple[Pattern, ...]]):
    """Patterns by what their neighbour may be read as; worked out at first sight, as a pack's words are few."""

    def __init__(self) -> None:
        super().__init__()
        self._by_word: dict[str, list[Pattern]] = {}

    def put(self, words: Iterable[str], pattern: Pattern) -> None:
        for word in words:
            self._by_word.setdefault(word, []).append(pattern)

    def __missing__(self, atoms: frozenset[str]) -> tuple[Pattern, ...]:
        found = dict.fromkeys(pattern for word in sorted(atoms) for pattern in self._by_word.get(word, ()))
        self[atoms] = tuple(found)
        return self[atoms]


@dataclass(frozen=True, slots=True)
class Gate:
    """Patterns with one anchor word, by the word that must stand beside it; before a gap, by words that must stand
    somewhere (`loose`); with the anchor alone."""

    left: Neighbours
    right: Neighbours
    loose: list[tuple[frozenset[str], Pattern]]
    alone: list[Pattern]
    needed: frozenset[str] = frozenset()  # a text without any of these has nothing for `loose`


def gate_of(patterns: Iterable[Pattern]) -> Gate:
    left, right = Neighbours(), Neighbours()
    loose: list[tuple[frozenset[str], Pattern]] = []
    alone: list[Pattern] = []
    for pattern in patterns:
        for side, steps in ((right, pattern.after), (left, pattern.before)):
            if steps and steps[0].words and steps[0].low is None and not steps[0].optional:
                side.put(steps[0].words, pattern)
                break
        else:
            if pattern.needs:
                loose.append((pattern.needs[0], pattern))
            else:
                alone.append(pattern)
    return Gate(left, right, loose, alone, frozenset[str]().union(*(need for need, _ in loose)))


class Pairs(dict["tuple[Info, Info]", tuple[tuple[int, Pattern], ...]]):
    """Patterns that may stand where one token follows another: with the anchor's place in the pair. Most pairs were
    seen before and have none, which makes this the quickest way past them."""

    def __missing__(self, pair: tuple[Info, Info]) -> tuple[tuple[int, Pattern], ...]:
        left, right = pair
        after = left.gate.right[right.atoms] if left.gate else ()
        before = right.gate.left[left.atoms] if right.gate else ()
        if len(self) >= _REMEMBERED:
            self.clear()
        self[pair] = tuple((0, pattern) for pattern in after) + tuple((1, pattern) for pattern in before)
        return self[pair]


def _goes(infos: Sequence[Info], way: int) -> bool:
    """Is the last number greater (1) or smaller (-1) than the first? Figures, where there are two, before words."""
    said = [(info.number, info.low[0].isdigit()) for info in infos if info.number is not None]
    figures = [number for number, figure in said if figure]
    numbers = figures if len(figures) > 1 else [number for number, _ in said]
    return len(numbers) > 1 and (numbers[-1] - numbers[0]) * way > 0


def _march(steps: tuple[Step, ...], infos: Sequence[Info], at: int, way: int) -> int | None:
    """The last token taken when each of `steps` stands right beside the one before."""
    final = len(infos) - 1
    for step in steps:
        at += way
        if not 0 <= at <= final or not step.takes(infos[at]):
            return None
    return at


def _walk(steps: tuple[Step, ...], k: int, infos: Sequence[Info], at: int, way: int) -> int | None:
    """The last token taken when `steps[k:]` go on from token `at` in direction `way`; the nearest way through a gap."""
    if k == len(steps):
        return at
    step, nxt = steps[k], at + way
    if step.gap:
        return _cross(steps, k, infos, at, way)
    if 0 <= nxt < len(infos) and step.takes(infos[nxt]):
        found = _walk(steps, k + 1, infos, nxt, way)
        if found is not None or not step.optional:
            return found
    return _walk(steps, k + 1, infos, at, way) if step.optional else None


def _cross(steps: tuple[Step, ...], k: int, infos: Sequence[Info], at: int, way: int) -> int | None:
    nearest = steps[k + 1]
    for over in range(at, at + way * (steps[k].gap + 1), way):
        if not 0 <= over < len(infos) or (over != at and (infos[over].ends or infos[over].bars)):
            return None
        nxt = over + way
        if nearest.gap or nearest.optional or (0 <= nxt < len(infos) and nearest.takes(infos[nxt])):
            found = _walk(steps, k + 1, infos, over, way)
            if found is not None:
                return found
    return None


def compile_pattern(
    source: str,
    weight: float,
    tags: frozenset[str],
    themes: tuple[str, ...],
    *,
    classes: dict[str, frozenset[str]],
    common: Callable[[str], bool],
) -> Pattern:
    """Read one pattern; `common` says which words are too frequent to anchor on. InputError names what is wrong."""
    steps = [_step(part, classes, source) for part in source.strip(" .").split()]
    anchors = [
        (_rarity(step, common), i)
        for i, step in enumerate(steps)
        if step.words and step.low is None and not step.optional
    ]
    if not anchors:
        raise InputError(f"pattern “{source}” needs a word to hold on to")
    at = max(anchors)[1]
    needs = tuple(steps[i].words for _, i in sorted(anchors, reverse=True) if i != at)
    before, after = tuple(reversed(steps[:at])), tuple(steps[at + 1 :])
    size = sum(1 for step in steps if not step.gap and not step.optional)
    rank = (-size, "neutral" not in tags, -abs(weight))
    plain = not any(step.gap or step.optional for step in steps)
    than = sum(step.than for step in steps)
    return Pattern(source, weight, tags, themes, steps[at], before, after, size, needs, rank, plain, than)


def _step(part: str, classes: dict[str, frozenset[str]], source: str) -> Step:
    if part in GAPS:
        return Step(gap=GAPS[part])
    optional = part.startswith("?")
    parts = part.removeprefix("?").split("/")
    numbers = [said for said in parts if said.startswith("<")]
    words = _words((said for said in parts if not said.startswith("<")), classes, source)
    if not numbers:
        return Step(words=words, optional=optional)
    than = _THAN.get(numbers[0], 0)
    low, high = (0.0, _NO_LIMIT) if than else _number(numbers[0], source)
    return Step(words=words, low=low, high=high, optional=optional, than=than)


def _words(parts: Iterable[str], classes: dict[str, frozenset[str]], source: str) -> frozenset[str]:
    words: set[str] = set()
    for part in parts:
        if part.startswith("@") and part[1:] not in classes:
            raise InputError(f"pattern “{source}” names the class {part}, which themes.txt does not have")
        words |= classes[part[1:]] if part.startswith("@") else {part}
    return frozenset(words)


def _number(part: str, source: str) -> tuple[float, float]:
    low, dash, high = part.strip("<>").partition("-")
    try:
        return 0.0 if low == "n" else float(low), float(high) if dash else _NO_LIMIT
    except ValueError as error:
        raise InputError(f"pattern “{source}”: {part} is not <n>, <20> or <0-2>") from error


def _rarity(step: Step, common: Callable[[str], bool]) -> float:
    """Higher is rarer: long words before short ones, one word before a class, never a function word if avoidable."""
    if any(common(word) for word in step.words):
        return 0.0
    shortest = min(len(word.rstrip("*")) for word in step.words)
    return 1.0 + min(shortest, 12) / 12 + (1.0 if len(step.words) <= 6 else 0.0)

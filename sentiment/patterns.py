"""The little language in which packs say how people complain and praise; compiled once, matched in bounded time.

One pattern is a row of steps, separated by blanks:

    word  stem*  one/two/stem*   any of these words       @class  @class/word   any word of a class (themes.txt)
    <n>   <20>   <0-2>/twice     any number, at least 20, from 0 to 2 (number words count) or a word
    ?word ?one/two               may stand here           ..  ...   a gap of up to 3, up to 7 words of the same sentence

It refuses to know languages and weights: `packs` reads those. There is no regular expression in it to run away.
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


@dataclass(frozen=True, slots=True)
class Step:
    """One place of a pattern: `words` it takes, or a number from `low` to `high`, or a gap of up to `gap` words."""

    words: frozenset[str] = frozenset()
    low: float | None = None
    high: float = _NO_LIMIT
    gap: int = 0
    optional: bool = False

    def takes(self, info: Info) -> bool:
        if self.low is not None and info.number is not None and self.low <= info.number <= self.high:
            return True
        return not self.words.isdisjoint(info.atoms)


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

    def match(self, infos: Sequence[Info], at: int) -> tuple[int, int] | None:
        """Where the pattern stands when its anchor is the token `at`: first and last token, or None."""
        start = _walk(self.before, 0, infos, at, -1) if self.before else at
        if start is None:
            return None
        end = _walk(self.after, 0, infos, at, 1) if self.after else at
        return None if end is None else (start, end)


@dataclass(frozen=True, slots=True)
class Gate:
    """Patterns with one anchor word, by the word that must stand beside it; before a gap, by words that must stand
    somewhere (`loose`); with the anchor alone."""

    left: dict[str, list[Pattern]]
    right: dict[str, list[Pattern]]
    loose: list[tuple[frozenset[str], Pattern]]
    alone: list[Pattern]


def gate_of(patterns: Iterable[Pattern]) -> Gate:
    gate = Gate({}, {}, [], [])
    for pattern in patterns:
        for side, steps in ((gate.right, pattern.after), (gate.left, pattern.before)):
            if steps and steps[0].words and steps[0].low is None and not steps[0].optional:
                for word in steps[0].words:
                    side.setdefault(word, []).append(pattern)
                break
        else:
            if pattern.needs:
                gate.loose.append((pattern.needs[0], pattern))
            else:
                gate.alone.append(pattern)
    return gate


def _walk(steps: tuple[Step, ...], k: int, infos: Sequence[Info], at: int, way: int) -> int | None:
    """The last token taken when `steps[k:]` go on from token `at` in direction `way`; the nearest way through a gap."""
    if k == len(steps):
        return at
    step, nxt = steps[k], at + way
    if step.gap:
        return _cross(steps, k, infos, at, way)
    if 0 <= nxt < len(infos) and not infos[nxt].ends and step.takes(infos[nxt]):
        return _walk(steps, k + 1, infos, nxt, way)
    return _walk(steps, k + 1, infos, at, way) if step.optional else None


def _cross(steps: tuple[Step, ...], k: int, infos: Sequence[Info], at: int, way: int) -> int | None:
    for skipped in range(steps[k].gap + 1):
        over = at + way * skipped
        if not 0 <= over < len(infos) or (skipped and (infos[over].ends or infos[over].bars)):
            return None
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
    return Pattern(source, weight, tags, themes, steps[at], before, after, size, needs, rank)


def _step(part: str, classes: dict[str, frozenset[str]], source: str) -> Step:
    if part in GAPS:
        return Step(gap=GAPS[part])
    optional = part.startswith("?")
    parts = part.removeprefix("?").split("/")
    numbers = [said for said in parts if said.startswith("<")]
    words = _words((said for said in parts if not said.startswith("<")), classes, source)
    if not numbers:
        return Step(words=words, optional=optional)
    low, high = _number(numbers[0], source)
    return Step(words=words, low=low, high=high, optional=optional)


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

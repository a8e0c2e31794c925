"""The parts of some review blocks of a page: every selector that picks one, with what it picks in each. Pure.

`fieldguess` chooses among them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from crawler.assemble import Context
from crawler.css import TRIES, value_of
from crawler.hints import best_hint, hint, words
from crawler.outline import Outline, classes
from crawler.selectors import attribute_selectors, by_place, named

SAMPLES = 12  # blocks that are looked at
BARE = words("p strong b em dt dd h2 h3 h4 h5 h6 footer")  # tags that say little of what they hold
_TAGS = BARE | words("time blockquote q cite address figcaption")
_INSIDE = 300  # elements of a block that are looked at
_FIELDS = ("text", "rating", "author", "date", "title", "reply")


@dataclass(frozen=True, slots=True)
class Part:
    """A selector within blocks. `picked`: for each sampled block the elements it picks, as many as a crawl tries."""

    rule: str
    picked: tuple[tuple[int, ...], ...]
    names: tuple[str, ...]  # classes and the like of the element, the tag last
    around: tuple[str, ...]  # classes of what it stands in, within the block

    @property
    def coverage(self) -> float:
        """Share of blocks that have it."""
        return sum(map(bool, self.picked)) / len(self.picked)

    @property
    def firsts(self) -> list[int]:
        """The elements it picks first, of the blocks that have it."""
        return [numbers[0] for numbers in self.picked if numbers]

    def told(self, field: str) -> float:
        """What its own name says of it, or, where that says nothing, the names of what it stands in."""
        return best_hint(field, self.names) or max(0.0, 0.8 * best_hint(field, self.around))

    @property
    def plainness(self) -> tuple[bool, bool, int]:
        """For choosing between equals: no place among siblings, a name of its own, short."""
        return ":" not in self.rule, self.rule not in BARE, -len(self.rule)


@dataclass(frozen=True, slots=True)
class Sample:
    """Some blocks of a page with their parts, and what is known of the page."""

    shape: Outline
    blocks: tuple[int, ...]
    parts: tuple[Part, ...]
    context: Context

    def values(self, part: Part, name: str, attribute: str | None = None) -> list[Any]:
        """What a crawl would read in each block; None where nothing."""
        nodes = self.shape.nodes
        found = ((value_of(nodes[n], name, attribute) for n in numbers) for numbers in part.picked)
        return [next((value for value in values if value), None) for values in found]

    def share(self, part: Part, kind: str) -> float:
        """Of the elements it picks first, how many have something of `kind` in them or are it."""
        return sum(self.shape.count(kind, n) > 0 for n in part.firsts) / len(part.firsts)

    def mean(self, part: Part, kind: str) -> float:
        """How much of `kind` is in the elements it picks first, on average."""
        return sum(self.shape.count(kind, n) for n in part.firsts) / len(part.firsts)

    def within(self, part: Part, kind: str) -> float:
        """Of the elements it picks first, how many stand in one of `kind`."""
        return sum(any(self.shape.shows(kind, up) for up in self.shape.up(n)) for n in part.firsts) / len(part.firsts)

    def overlap(self, one: Part, other: Part) -> bool:
        """Whether one's elements lie in the other's, or the other way round, more often than not."""
        inside = self.shape.inside
        pairs = [(a[0], b[0]) for a, b in zip(one.picked, other.picked, strict=True) if a and b]
        return sum(a == b or a in inside(b) or b in inside(a) for a, b in pairs) * 2 > len(pairs)

    def best_rule(self, part: Part, field: str) -> str:
        """The rule that says most of the field, among those that pick the same."""
        same = [one for one in self.parts if one.picked == part.picked]
        return max(same, key=lambda one: (round(hint(field, [one.rule]), 1), *one.plainness)).rule


def sample_of(shape: Outline, members: Sequence[int], context: Context) -> Sample:
    """The parts of SAMPLES of the blocks `members`, spread over all of them."""
    blocks = tuple(members[:: max(1, len(members) // SAMPLES)][:SAMPLES])
    return Sample(shape, blocks, tuple(_parts(shape, blocks)), context)


def _parts(shape: Outline, blocks: Sequence[int]) -> Iterator[Part]:
    picked: dict[str, dict[int, list[int]]] = {}
    for place, block in enumerate(blocks):
        for number in shape.inside(block)[:_INSIDE]:
            for rule in dict.fromkeys(_rules(shape, block, number)):
                numbers = picked.setdefault(rule, {}).setdefault(place, [])
                if len(numbers) < TRIES:
                    numbers.append(number)
    for rule, found in picked.items():
        first = next(iter(found.values()))[0]
        cells = tuple(tuple(found.get(place, ())) for place in range(len(blocks)))
        yield Part(rule, cells, tuple(_names(shape, first)), tuple(_around(shape, first, blocks)))


def _names(shape: Outline, number: int) -> Iterator[str]:
    node = shape.nodes[number]
    yield from classes(node)[:8]
    for selector in attribute_selectors(node):
        attribute, _, value = selector.strip("[]").partition("=")
        yield value.strip('"') or attribute
    yield str(node.tag)


def _around(shape: Outline, number: int, blocks: Sequence[int]) -> Iterator[str]:
    for up in shape.up(number):
        if up in blocks:
            return
        yield from classes(shape.nodes[up])[:3]


def _rules(shape: Outline, block: int, number: int) -> Iterator[str]:
    """Selectors that pick the element within its block."""
    node = shape.nodes[number]
    own, place = _telling(named(node)), by_place(node)
    yield from own
    if own and ":" in place:
        yield str(node.tag) + own[0] + place[place.index(":") :]
    if not own:
        yield from _by_place(shape, block, number)
    if node.tag in _TAGS:
        yield str(node.tag)


def _by_place(shape: Outline, block: int, number: int) -> Iterator[str]:
    """The way to an element without a name: from the next thing above that has one, or from the block."""
    steps: list[str] = []
    while number != block and len(steps) < 4:
        steps.insert(0, by_place(shape.nodes[number]))
        number = shape.parents[number]
        name = next(iter(_telling(named(shape.nodes[number]))), "") if number != block else ""
        if name or number == block:
            yield f"{name} > {' > '.join(steps)}".strip()
            return


def _telling(selectors: Sequence[str]) -> list[str]:
    """The three that say most of what they pick; utility classes often come first."""
    return sorted(selectors[:12], key=lambda one: -max(hint(field, [one]) for field in _FIELDS))[:3]

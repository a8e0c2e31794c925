"""Words of a business's own on top of a language's pack: its trade's complaints, praise, dangers and topics.

They hold in every language and win over the pack's own patterns. It refuses to know where they come from.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from sentiment.pack import Pack, load_pack
from sentiment.patterns import Pattern, compile_pattern
from sentiment.tokens import lowered

_FIRST = -100  # before every pattern of a pack, however long
_FACT, _FIRM, _NEUTRAL = frozenset({"fact"}), frozenset({"fact", "firm"}), frozenset({"neutral"})
_KINDS: tuple[tuple[str, float, frozenset[str], tuple[str, ...]], ...] = (
    ("bad", -2.5, _FACT, ()),
    ("good", 2.2, frozenset(), ()),
    ("nothing", 0.0, _NEUTRAL, ()),
    ("danger", -3.4, _FIRM, ("safety",)),
)


@dataclass(frozen=True, slots=True)
class Own:
    """Patterns by kind, as `config.OwnWords` checks them; `topics` are (theme, words that name it)."""

    bad: tuple[str, ...] = ()
    good: tuple[str, ...] = ()
    nothing: tuple[str, ...] = ()
    danger: tuple[str, ...] = ()
    topics: tuple[tuple[str, tuple[str, ...]], ...] = ()


NONE = Own()


def pack_with(lang: str, own: Own) -> Pack:
    """The pack of `lang` with `own` words in it; InputError as `load_pack` and `compile_pattern` say."""
    return load_pack(lang) if own is NONE or own == NONE else _enriched(lang, own)


@lru_cache(maxsize=64)
def _enriched(lang: str, own: Own) -> Pack:
    pack = load_pack(lang)
    topics = dict(pack.topics)
    for theme, words in own.topics:
        for word in map(lowered, words):
            topics[word] = tuple(dict.fromkeys((theme, *topics.get(word, ()))))
    return replace(pack, patterns=(*pack.patterns, *_patterns(own)), topics=topics)


def _patterns(own: Own) -> Iterator[Pattern]:
    for kind, weight, tags, themes in _KINDS:
        for said in getattr(own, kind):
            made = compile_pattern(lowered(said), weight, tags, themes, classes={}, common=lambda word: False)
            size, loud, weak = made.rank
            yield replace(made, rank=(_FIRST + size, loud, weak))

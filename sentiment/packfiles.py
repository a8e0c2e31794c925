"""Reading the data files of a pack: who says what with which weight. It knows the grammar of the lines, no language.

A line is `HEAD: BODY`; `#` starts a comment. Heads of words.txt and phrases.txt hold a weight and any number of themes
(`model.THEMES`) and tags (`TAGS`); heads of themes.txt are a theme or `@class`; heads of rules.txt are a rule's name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from model import THEMES, InputError

PACKS = Path(__file__).parent / "packs"
TAGS = frozenset({"fact", "solved", "unsolved", "unreal", "unreal_back", "thanks", "firm", "neutral", "soft"})
"""fact: states what went wrong, without an opinion word. solved: the trouble before it is over. unsolved: no, it is
not ("still waiting"). unreal: what follows in the clause is only feared or imagined; unreal_back: what stands before it
there. thanks: may be meant bitterly when a fact follows. firm: no negation before it turns it. neutral: takes its words
away from all other rules ("killer deal"). soft: counts only where the rest does not praise."""


@dataclass(frozen=True, slots=True)
class Head:
    weight: float
    themes: tuple[str, ...]
    tags: frozenset[str]


def lines_of(path: Path) -> Iterator[tuple[str, str]]:
    """(head, body) of each line that says something; an indented line goes on with the one before."""
    if not path.exists():
        return
    held: list[str] = []
    for raw in path.read_text(encoding="utf-8").splitlines():
        line = raw.split(" #")[0].rstrip()
        if not line or line.startswith("#"):
            continue
        if line[0].isspace() and held:
            held[-1] += " " + line.strip()
        else:
            held.append(line)
    for line in held:
        head, colon, body = line.partition(":")
        if not colon:
            raise InputError(f"{path.parent.name}/{path.name}: “{line[:40]}” has no colon")
        yield head.strip(), body.strip()


def read_head(head: str, path: Path) -> Head:
    weight, *rest = head.split()
    strange = [word for word in rest if word not in TAGS and word not in THEMES]
    try:
        value = float(weight)
    except ValueError:
        strange.insert(0, weight)
        value = 0.0
    if strange:
        raise InputError(f"{path.parent.name}/{path.name}: “{head}”: {', '.join(strange)} is no weight, theme or tag")
    themes = tuple(word for word in rest if word in THEMES)
    return Head(value, themes, frozenset(word for word in rest if word in TAGS))


def read_words(path: Path) -> Iterator[tuple[str, Head]]:
    """Each word or stem* of a words.txt with its head."""
    for head, body in lines_of(path):
        said = read_head(head, path)
        yield from ((word, said) for word in body.split())


def read_phrases(path: Path) -> Iterator[tuple[str, Head]]:
    """Each pattern of a phrases.txt with its head."""
    for head, body in lines_of(path):
        said = read_head(head, path)
        yield from ((" ".join(part.split()), said) for part in body.split("|") if part.strip())


def read_sets(path: Path) -> dict[str, list[str]]:
    """Names and words of a themes.txt or rules.txt; a name written twice grows."""
    sets: dict[str, list[str]] = {}
    for name, body in lines_of(path):
        sets.setdefault(name, []).extend(body.split())
    return sets

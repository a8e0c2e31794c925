"""The wordings of one language, read from `phrases/<language>.yaml`. Knows no review and no business."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

LANGUAGES = ("en", "de", "fr", "da")
MOODS = ("normal", "safety", "health")
SLOTS = ("thanks", "issue", "sorry", "own", "contact")
_FOLDER = Path(__file__).parent / "phrases"
_PLACE = re.compile(r"\{(\w+)\}")

Wordings = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Phrases:
    """`moods[mood][slot]` and `issues[theme]` are wordings to choose from; `patterns` is what the lint looks for."""

    language: str
    greet: Mapping[str, str]  # "name" has {name}, "none" has not
    sign: str  # has {sign}
    way: Mapping[str, tuple[str, ...]]  # both | mail | phone: how to reach somebody
    nobody: frozenset[str]  # words that start an author's name and are no name
    moods: Mapping[str, Wordings]
    praise: Wordings
    none: tuple[str, ...]  # the contact slot where neither mail nor phone is given
    about: Mapping[str, str]
    issues: Wordings
    quote: tuple[str, ...]  # the issue slot with the customer's own {words}
    call: tuple[str, ...]  # the contact slot with a {phone}
    write: tuple[str, ...]  # the contact slot with an {email}
    opens: frozenset[str]  # words a quotation may begin with in capitals: no names
    dangling: frozenset[str]  # words that leave a quotation hanging
    small: frozenset[str]  # words that lose their capital after the greeting
    avoid: Mapping[
        str, tuple[re.Pattern[str], ...]
    ]  # insult: never quoted; joins: between clauses; back: points back to the matter
    stop: frozenset[str]  # common words, to tell the language by
    patterns: Mapping[str, tuple[re.Pattern[str], ...]]


@lru_cache(maxsize=len(LANGUAGES))
def phrases(language: str) -> Phrases:
    """The wordings of one of LANGUAGES."""
    with (_FOLDER / f"{language}.yaml").open(encoding="utf-8") as file:
        read = YAML(typ="safe").load(file)
    return Phrases(
        language=language,
        greet=read["greet"],
        sign=read["sign"],
        way=_wordings(read["way"]),
        nobody=frozenset(read["nobody"]),
        moods={mood: _wordings(read[mood]) for mood in MOODS},
        praise=_wordings(read["praise"]),
        none=tuple(read["none"]),
        about=read["about"],
        issues=_wordings(read["issue"]),
        quote=tuple(read["quote"]),
        call=tuple(read["call"]),
        write=tuple(read["write"]),
        opens=frozenset(read["opens"]),
        dangling=frozenset(read["dangling"]),
        small=frozenset(read["small"]),
        avoid=_patterns({key: read[key] for key in ("insult", "joins", "back")}),
        stop=frozenset(read["lint"]["stop"]),
        patterns=_patterns(read["lint"]),
    )


def _wordings(read: Mapping[str, list[str]]) -> Wordings:
    return {slot: tuple(lines) for slot, lines in read.items()}


def _patterns(read: Mapping[str, Any]) -> dict[str, tuple[re.Pattern[str], ...]]:
    """One or several regular expressions for each code; `stop` is a list of words and none of them."""
    lists = {code: [lines] if isinstance(lines, str) else lines for code, lines in read.items() if code != "stop"}
    return {code: tuple(re.compile(line, re.IGNORECASE) for line in lines) for code, lines in lists.items()}


@lru_cache(maxsize=1)
def nobodies() -> frozenset[str]:
    """Words of all languages that stand where a name should: "A Google user", "Ein Gast"."""
    return frozenset().union(*(phrases(language).nobody for language in LANGUAGES))


def fill(template: str, places: Mapping[str, str]) -> str:
    """`template` with its {places} filled in one pass: what is filled in is never read as a template again."""
    return _PLACE.sub(lambda place: places[place[1]], template)

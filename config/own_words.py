"""The `words:` of a business: words of its trade that the word packs cannot know, and how staff are called.

Plain words only, with `*` for any ending and `/` between alternatives: nothing that could run for ever. It refuses to
know what the words do; `sentiment` reads them.
"""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints, field_validator

from config.base import Line, Strict, hint_of
from model import THEMES

_WORD = r"[^\W_](?:[^\W_]|['’\-.](?=[^\W_]))*\*?"
_PHRASE = re.compile(rf"{_WORD}(?:/{_WORD})*(?: {_WORD}(?:/{_WORD})*){{0,5}}")
_MOST = 200


def _phrase(text: str) -> str:
    plain = " ".join(text.split())
    if not _PHRASE.fullmatch(plain):
        raise ValueError(
            f'"{plain}" cannot be read — write up to six words, like  cold espresso  or  gluten* free/frei'
            "  (* stands for any ending, / for or)"
        )
    if any(len(word.rstrip("*")) < 3 for part in plain.split() for word in part.split("/") if word.endswith("*")):
        raise ValueError(f'"{plain}" would be found nearly everywhere — write at least three letters before the *')
    return plain


Phrase = Annotated[str, StringConstraints(min_length=2, max_length=100), AfterValidator(_phrase)]
Phrases = Annotated[tuple[Phrase, ...], Field(max_length=_MOST)]


class OwnWords(Strict):
    """`bad` and `good` say something about us; `nothing` only looks so ("killer wings"); `danger` is a matter of
    safety; `staff` are names of colleagues; `themes` are words that name a theme of `model.THEMES`."""

    bad: Phrases = ()
    good: Phrases = ()
    nothing: Phrases = ()
    danger: Phrases = ()
    staff: Annotated[tuple[Line, ...], Field(max_length=_MOST)] = ()
    themes: dict[str, Phrases] = Field(default_factory=dict)

    @field_validator("themes")
    @classmethod
    def _themes(cls, themes: dict[str, Phrases]) -> dict[str, Phrases]:
        for theme, words in themes.items():
            if theme not in THEMES:
                raise ValueError(f'"{theme}" is not a theme{hint_of(theme, THEMES)}')
            for word in words:
                if " " in word or "/" in word:
                    raise ValueError(f'"{word}": what names a theme is one word — write each on its own')
        return themes

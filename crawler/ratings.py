"""Stars, points, thumbs and percentages to one scale of 1 to 5. Pure; knows no page.

The scale of a value comes from, in this order: what the page declares, the source's `rating_out_of`, the wording
itself (“4 of 5”, a width in percent), the largest value on the page, a guess.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Rating:
    """A value as given; `best` and `worst` are None where nothing says them. `declared`: the page's own words."""

    value: float
    best: float | None = None
    worst: float | None = None
    declared: bool = False


_NUM = r"(\d{1,3}(?:[.,]\d{1,2})?)"
_OF = r"(?:out of|of|von|sur|de|su|van|af|ud af|av|z|ze|из|з|dari|från|közül|/|÷|中|満点中)"
_STAR_WORD = r"(?:stars?|sterne?n?|étoiles?|stjerner?|stjärnor|stelle|estrellas?|sterren|points?|punkte?|point)?"
_X_OF_Y = re.compile(_NUM + r"\s*" + _STAR_WORD + r"\s*" + _OF + r"\s*(?:max\.?\s*)?" + _NUM, re.I)
_PERCENT = re.compile(_NUM + r"\s*%")
_JAPANESE = re.compile(r"(\d{1,2})\s*つ星のうち\s*" + _NUM)
_MIDDLE = re.compile(r"(\d{1,2})中の" + _NUM)
_NAMED = r"(?:star|rating|bubble|note|rate|score|icon|stern|etoile)s?"
_CLASS_HALF = re.compile(_NAMED + r"[-_a-z]*?[-_](\d)[-_.](\d)\b", re.I)
_CLASS = re.compile(_NAMED + r"[a-z_-]*?[-_]?(\d{1,3})\b", re.I)
_COUNT = re.compile(
    r"\d\s*(?:reviews?|ratings?|votes?|bewertung(?:en)?|avis|anmeldelser?|recensioni|reseñas|omdömen)\b", re.I
)
_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "eins": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5,
    "un": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "en": 1, "to": 2, "tre": 3, "fire": 4, "fem": 5,
}  # fmt: skip
_ENGLISH = re.compile(r"\b(one|two|three|four|five)\b", re.I)
_FULL, _EMPTY, _HALF = "★⭐🌟✭✮", "☆✩", ("1⁄2", "½", "⯨", "⯪")
_THUMBS = {"👍": 1.0, "👎": 0.0}
_PLAIN = re.compile(_NUM + r"\Z")


def parse_rating(raw: Any) -> Rating | None:
    """A rating from a number, a text, a schema.org Rating as a dict, or the first good one of a list; else None."""
    if isinstance(raw, bool):
        return Rating(1.0 if raw else 0.0, 1.0, 0.0, declared=True)
    if isinstance(raw, int | float):
        return Rating(float(raw)) if math.isfinite(raw) else None
    if isinstance(raw, Mapping):
        return _from_node(raw)
    if isinstance(raw, list | tuple):
        flat = (item for item in raw[:20] if not isinstance(item, list | tuple))
        return next((rating for item in flat if (rating := parse_rating(item))), None)
    return _from_text(raw) if isinstance(raw, str) else None


def _from_node(node: Mapping[str, Any]) -> Rating | None:
    value = next((node[key] for key in ("ratingValue", "value", "rating") if node.get(key) not in (None, "")), None)
    rating = parse_rating(value) if not isinstance(value, Mapping | list) else None
    if rating is None:
        return None
    best, worst = (_limit(node.get(key)) for key in ("bestRating", "worstRating"))
    return replace(
        rating,
        best=best if best is not None else rating.best,
        worst=worst,
        declared=best is not None and worst is not None,
    )


def _limit(raw: Any) -> float | None:
    rating = parse_rating(raw) if not isinstance(raw, Mapping | list | bool) else None
    return rating.value if rating else None


def _from_text(text: str) -> Rating | None:
    flat = unicodedata.normalize("NFKC", text[:300]).strip()
    if not flat:
        return None
    if _PLAIN.match(flat):
        return Rating(_num(flat))
    word = _WORDS.get(flat.casefold())
    if word:
        return Rating(word, 5)
    return _glyphs(flat) or _worded(flat) or _class_name(flat) or _leftover(flat)


def _num(text: str) -> float:
    return float(text.replace(",", "."))


def _glyphs(text: str) -> Rating | None:
    thumbs = [value for glyph, value in _THUMBS.items() if glyph in text]
    if len(thumbs) == 1 and not re.search(r"\w", text):
        return Rating(thumbs[0], 1, 0, declared=True)
    full, empty = (sum(text.count(glyph) for glyph in glyphs) for glyphs in (_FULL, _EMPTY))
    half = any(glyph in text for glyph in _HALF)
    if not full + empty or re.search(r"\d", text.replace("1⁄2", "").replace("½", "")):
        return None
    return Rating(full + half / 2, full + empty + half if empty else 5)


def _worded(text: str) -> Rating | None:
    if match := _PERCENT.search(text):
        return Rating(_num(match[1]), 100)
    if match := _JAPANESE.search(text) or _MIDDLE.search(text):
        return Rating(_num(match[2]), _num(match[1]))
    if match := _X_OF_Y.search(text):
        return Rating(_num(match[1]), _num(match[2]))
    return None


def _class_name(text: str) -> Rating | None:
    """Names of classes and images: star-45, stars_4, rating-4-5, bubble_40, s-3_5."""
    if match := _CLASS_HALF.search(text):
        return Rating(float(f"{match[1]}.{match[2]}"), 5)
    match = _CLASS.search(text)
    if not match or _COUNT.search(text):
        return None
    value = int(match[1])
    if value <= 5:
        return Rating(value, 5)
    return Rating(value / 10, 5) if value <= 50 and value % 5 == 0 else Rating(value, 100)


def _leftover(text: str) -> Rating | None:
    if _COUNT.search(text):
        return None  # “12 reviews” is how many, not how good
    if match := re.search(_NUM, text):
        return Rating(_num(match[1]))
    word = _ENGLISH.search(text)
    return Rating(_WORDS[word[1].lower()], 5) if word else None


def page_best(ratings: Iterable[Rating | None], out_of: float | None) -> float:
    """The best rating to assume for values that say none: the source's word, else guessed from the largest one."""
    if out_of:
        return out_of
    top = max((rating.value for rating in ratings if rating and rating.best is None), default=0.0)
    return next((best for best in (5.0, 10.0, 20.0) if top <= best), 100.0)


def to_five(rating: Rating | None, best: float = 5.0) -> float | None:
    """1 to 5: 1 + 4 (v - worst)/(best - worst) where both ends are declared, else 5 v/best but at least 1.

    None for what lies outside its own scale. Formula: docs/formats.md.
    """
    if rating is None:
        return None
    top = rating.best if rating.best is not None else best
    if top <= 0 or not 0 <= rating.value <= top:
        return None
    if rating.declared and rating.worst is not None and rating.worst < top:
        on_five = 1 + 4 * (rating.value - rating.worst) / (top - rating.worst)
        return round(on_five, 4) if on_five >= 1 else None
    return round(max(1.0, 5 * rating.value / top), 4)

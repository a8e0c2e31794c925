"""Which part of a review block is the text, the rating, the date, the author. Pure; used by `blockguess` only.

A part is chosen by its name (`hints`), by its looks and by how many blocks have it, then read as a crawl reads it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from crawler.assemble import Context
from crawler.blockparts import BARE, Part, Sample, sample_of
from crawler.dates import Dated, parse_date
from crawler.hints import best_hint
from crawler.outline import DATED, Outline
from crawler.ratings import Rating, parse_rating, to_five
from crawler.selectors import named

_COMMON = 0.6  # of the blocks must have a part
_SEVERAL = 0.3  # of them must have one that not every guest fills in
_DATES_TRIED = 8  # parts; a date that is none takes 50 ms to find out
_CONTROLS = frozenset(("a", "button", "form", "input", "textarea", "label", "select"))
_PARAGRAPHS = frozenset(("p", "blockquote"))
_NO_NAME = re.compile(
    r"\Averifi|\Abestätigt|\Aconfirm|\bkøb|\bkauf|\bachat|\bpurchase|"
    r"\d\s*(?:reviews?|bewertung|avis|anmeldelse|beoordeling|contribution|beitr|bidrag|recensi|photos?|fotos?)",
    re.I,
)
_STAMPS = (
    "data-review-id",
    "data-reviewid",
    "data-comment-id",
    "data-commentid",
    "data-id",
    "data-rid",
    "data-key",
    "id",
)
_ORDER = ("id", "author", "rating", "date", "title", "text", "reply")

Scored = tuple[float, Part, str]
"""How well a part fits a field, and the attribute to read it from ("" for what a reader sees)."""


def guess_fields(shape: Outline, members: Sequence[int], context: Context) -> dict[str, str]:
    """Our field names to rules (“css @attribute”) for the blocks `members`; {} where none of them is a text."""
    sample = sample_of(shape, members, context)
    text = _text(sample)
    if text is None:
        return {}
    author = _best((_author(sample, part, text), part, "") for part in sample.parts)
    found = {
        "text": (1.0, text, ""),
        "author": author,
        "title": _best((_title(sample, part, text, author), part, "") for part in sample.parts),
        "rating": _rating(sample),
        "date": _date(sample),
        "reply": _best((_reply(sample, part), part, "") for part in sample.parts),
    }
    rules = {field: _rule(sample, field, scored) for field, scored in found.items() if scored}
    if stamp := _id(shape, members):
        rules["id"] = stamp
    return {field: rules[field] for field in _ORDER if field in rules}


def _best(scored: Iterable[Scored]) -> Scored | None:
    """The best one above 0; of equal ones the plainest."""
    found = [one for one in scored if one[0] > 0]
    return max(found, key=lambda one: (round(one[0], 3), *one[1].plainness)) if found else None


def _rule(sample: Sample, field: str, scored: Scored) -> str:
    _, part, attribute = scored
    rule = sample.best_rule(part, field)
    return f"{rule} @{attribute}" if attribute else rule


def _rating(sample: Sample) -> Scored | None:
    near = [part for part in sample.parts if part.coverage >= _SEVERAL and _near_rating(sample, part)]
    attributes = ("", "class", "data-rating", "data-score")
    return _best((_rated(sample, part, attribute), part, attribute) for part in near for attribute in attributes)


def _near_rating(sample: Sample, part: Part) -> bool:
    """It shows a rating, and holds little else."""
    count = sample.shape.count
    return any(count("rating", n) > 0 and count("words", n) <= 8 and not count("date", n) for n in part.firsts)


def _rated(sample: Sample, part: Part, attribute: str) -> float:
    values = sample.values(part, "rating", attribute or None)
    ratings = [parse_rating(value) if isinstance(value, str) else value for value in values]
    good = [one for one in ratings if isinstance(one, Rating) and to_five(one, 100) is not None]
    scaled = sum(one.best is not None for one in good) / max(1, len(good))
    if len(good) < len(values) * _SEVERAL or (attribute == "class" and scaled < 1):
        return 0.0
    told = 0.5 * scaled + 0.4 * best_hint("rating", part.names)
    around = 0.05 * sample.mean(part, "rating") + 0.02 * sample.mean(part, "words") + 0.2 * bool(attribute)
    return len(good) / len(values) + told - around


def _date(sample: Sample) -> Scored | None:
    fit = [part for part in sample.parts if part.coverage >= _SEVERAL and _near_date(sample, part)]
    fit.sort(key=lambda part: (-best_hint("date", part.names), -part.coverage, len(part.rule)))
    return _best(
        (_days(sample, part, attribute), part, attribute) for part in fit[:_DATES_TRIED] for attribute in ("", "title")
    )


def _near_date(sample: Sample, part: Part) -> bool:
    """It shows a date, or holds one and little else."""
    shape, firsts = sample.shape, part.firsts
    shown = [shape.shows("date", n) or (shape.count("date", n) and shape.count("words", n) <= 8) for n in firsts]
    return sum(map(bool, shown)) >= len(firsts) * _COMMON and all(shape.count("words", n) <= 14 for n in firsts)


def _days(sample: Sample, part: Part, attribute: str) -> float:
    values = sample.values(part, "date", attribute or None)
    good = [one for value in values if value and (one := _dated(str(value), sample.context))]
    if len(good) < len(values) / 2:
        return 0.0
    exact = sum(one.precision in ("day", "time") and not one.relative for one in good) / len(values)
    return len(good) / len(values) + exact + 0.2 * best_hint("date", part.names) - 0.05 * bool(attribute)


@lru_cache(maxsize=2048)
def _dated(text: str, context: Context) -> Dated | None:
    """The date in a text; remembered, since one in words takes milliseconds and stands in many parts."""
    return parse_date(text, at=context.at, language=context.language) if DATED.search(text) else None


def _reply(sample: Sample, part: Part) -> float:
    """The answer of the business, without its heading where that stands apart."""
    nodes = sample.shape.nodes
    if max(sample.shape.count("words", n) for n in part.firsts) < 4 or any(
        nodes[n].tag in _CONTROLS for n in part.firsts
    ):
        return 0.0
    if sample.within(part, "reply") == 1:
        told = best_hint("text", part.names)
        return 2 + told if told > 0.4 or nodes[part.firsts[0]].tag in _PARAGRAPHS else 0.0
    return 1.0 if all(sample.shape.shows("reply", n) for n in part.firsts) else 0.0


def _text(sample: Sample) -> Part | None:
    """The part with the most words that holds no other part; a named one within it if that has nearly as many."""
    sized = [(size, part) for part in sample.parts if (size := _size(sample, part)) > 0]
    if not sized:
        return None
    most, best = max(sized, key=lambda one: (round(one[0], 1), best_hint("text", one[1].names), *one[1].plainness))
    better = [(best_hint("text", part.names), size, part) for size, part in sized if size >= most * 0.7]
    told = [one for one in better if one[0] > max(0.4, best_hint("text", best.names))]
    return max(told, key=lambda one: (one[0], one[1], *one[2].plainness))[2] if told else best


def _size(sample: Sample, part: Part) -> float:
    """Words in each block, on average, less those that stand beside other parts."""
    if part.coverage < _COMMON or any(sample.shape.nodes[n].tag in _CONTROLS for n in part.firsts):
        return 0.0
    dirt = sum(sample.share(part, kind) for kind in ("stars", "date", "heading")) + 2 * sample.share(part, "reply")
    clean = 1 - dirt - sample.within(part, "reply")
    return max(0.0, sample.mean(part, "words") * part.coverage * clean)


def _author(sample: Sample, part: Part, text: Part) -> float:
    if part.coverage < _COMMON or sample.overlap(part, text) or sample.share(part, "rating") > 0.5:
        return 0.0
    values = [" ".join(value.split()) for value in sample.values(part, "author") if value]
    told = part.told("author")
    if (
        not _are_names(values, told)
        or len(values) < len(sample.blocks) * _COMMON
        or best_hint("title", part.names) > told
    ):
        return 0.0
    long = sum(len(value.split()) for value in values) / len(values)
    clutter = 0.04 * long + 0.25 * (sample.mean(part, "said") - 1) + 0.05 * (part.rule in BARE)
    return 0.3 + told + 0.3 * _distinct(values) + 0.2 * part.coverage - clutter


def _are_names(values: Sequence[str], told: float) -> bool:
    """Whether these may be names: the less the markup says so, the more they must look it."""
    if not values or told < 0 or not all(_may_be_name(value) for value in values):
        return False
    if told >= 0.4:
        return _distinct(values) >= 0.5
    return _distinct(values) >= 0.8 and all(len(value.split()) <= 4 for value in values)


def _may_be_name(value: str) -> bool:
    """Short, with letters, and neither a date nor a remark that stands in many blocks."""
    short = len(value) <= 60 and len(value.split()) <= 7
    return short and bool(re.search(r"[^\W\d_]", value)) and not DATED.search(value) and not _NO_NAME.search(value)


def _title(sample: Sample, part: Part, text: Part, author: Scored | None) -> float:
    told = best_hint("title", part.names)
    heading = all(sample.shape.shows("heading", n) for n in part.firsts)
    if part.coverage < _SEVERAL or (told < 0.6 and not heading) or sample.overlap(part, text):
        return 0.0
    if (author and set(author[1].firsts) & set(part.firsts)) or best_hint("author", part.names) > 0.6:
        return 0.0
    values = [value for value in sample.values(part, "title") if value]
    if not values or _distinct(values) < 0.5 or max(map(len, values)) > 200:
        return 0.0
    return (
        max(told, 0.5) + 0.3 * part.coverage if max(sample.share(part, k) for k in ("rating", "date")) <= 0.5 else 0.0
    )


def _distinct(values: Sequence[str]) -> float:
    return len(set(values)) / len(values)


def _id(shape: Outline, members: Sequence[int]) -> str:
    """An attribute that numbers the reviews for good: of the block or of the first element within that has it."""
    for name in _STAMPS:
        if _lasting([shape.nodes[n].get(name) for n in members]):
            return f"@{name}"
    for name in _STAMPS[:-1]:
        first = [next((i for i in shape.inside(n)[:60] if shape.nodes[i].get(name)), -1) for n in members]
        if min(first) >= 0 and _lasting([shape.nodes[n].get(name) for n in first]):
            return f"{next(iter(named(shape.nodes[first[0]])), f'[{name}]')} @{name}"
    return ""


def _lasting(values: Sequence[str | None]) -> bool:
    """Whether these tell reviews apart tomorrow too: all there, all different, no mere places in a list."""
    if not all(values) or len(set(values)) < len(values):
        return False
    found = [re.findall(r"\d{1,18}", value or "") for value in values]
    if not all(found):
        return all(len(value or "") >= 8 for value in values) and any(found)
    numbers = sorted(int(digits[-1]) for digits in found)
    return not (numbers[0] <= 1 and numbers[-1] - numbers[0] <= len(numbers))

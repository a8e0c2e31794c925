"""Guesses the `reviews:` and `fields:` of a page that says nothing in schema.org: repeated blocks that show a rating,
a date and words. Pure; used by `probe` only.

Every guess is tried on the page with the reading that a crawl does, and stands or falls by what comes out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from parsel import Selector

from crawler import nodes
from crawler.assemble import Context, assemble
from crawler.css import blocks
from crawler.fieldguess import guess_fields
from crawler.hints import tokens, words
from crawler.outline import Outline, classes, outline
from crawler.page import Found
from crawler.selectors import named, telling_id
from model import ExtractError

_TRIED = 8  # selectors of blocks whose fields are derived
_CLOSE = 0.3  # of the best one's worth, and a group is tried too
_FEWEST, _MOST = 2, 500  # blocks
_READ = 30  # blocks of a guess that are read
_WORDS = 3  # a review has at least; a shorter one counts if most are longer
_GOOD = words(
    "review reviews rating ratings testimonial testimonials bewertung bewertungen rezension rezensionen "
    "avis anmeldelse anmeldelser feedback opinion opinions critique erfahrung gaestebuch guestbook voice"
)
_BAD = words("reply replies response answer children related teaser product products menu nav breadcrumb")
_WEIGHT: Mapping[str, float] = {"text": 3, "rating": 3, "date": 2, "author": 1, "id": 0.3, "title": 0.1}


@dataclass(frozen=True, slots=True)
class BlockGuess:
    """An entry's `reviews`, `fields` and, where the page needs it, `language`. `worth` compares guesses."""

    reviews: str
    fields: Mapping[str, str]
    found: tuple[Found, ...]
    worth: float
    language: str = ""


@dataclass(frozen=True, slots=True)
class _Group:
    selector: str
    members: tuple[int, ...]
    worth: float
    named: bool


@dataclass(frozen=True, slots=True)
class _Page:
    """The page while guesses are made."""

    tree: Selector
    told: str | None  # by the page itself
    url: str
    at: datetime
    shape: Outline


def guess_blocks(text: str, *, url: str, at: datetime, languages: Sequence[str] = ()) -> BlockGuess | None:
    """The best guess, or None. `languages`: what dates may be written in where the page does not say."""
    tree = nodes.tree(text, url)
    told = nodes.language_of(text)
    page = _Page(tree, told, url, at, outline(tree.root))
    groups = _groups(page.shape)
    best: BlockGuess | None = None
    for language in [told] if told else [None, *languages]:
        for group in groups:
            guess = _guess(page, group, language)
            if guess and (best is None or guess.worth > best.worth):
                best = guess
    return best


def _groups(shape: Outline) -> list[_Group]:
    """The likeliest groups of blocks, each set of elements once."""
    found: dict[tuple[int, ...], _Group] = {}
    for selector, numbers in _by_selector(shape).items():
        members = tuple(_outermost(shape, numbers))
        if _FEWEST <= len(members) <= _MOST and (group := _group(shape, selector, members)):
            had = found.get(members)
            if had is None or (group.named, -len(selector)) > (had.named, -len(had.selector)):
                found[members] = group
    ranked = sorted(found.values(), key=lambda group: -group.worth)
    return [group for group in ranked[:_TRIED] if group.worth >= ranked[0].worth * _CLOSE]


def _by_selector(shape: Outline) -> dict[str, list[int]]:
    """Every selector that may mean a block, with the elements it picks."""
    found: dict[str, list[int]] = {}
    for number, node in enumerate(shape.nodes):
        if not shape.count("words", number) or node.tag in ("html", "body"):
            continue
        for selector in _block_selectors(shape, number):
            found.setdefault(selector, []).append(number)
    return found


def _block_selectors(shape: Outline, number: int) -> Iterator[str]:
    node = shape.nodes[number]
    names = named(node)[:4]
    for name in names:
        yield f"{node.tag}{name}"
    if not names and shape.parents[number] >= 0:
        above = shape.nodes[shape.parents[number]]
        near = [one for one in (telling_id(above), *named(above)[:2]) if one]
        for name in near or [str(above.tag)]:
            yield f"{name} > {node.tag}"


def _outermost(shape: Outline, numbers: Sequence[int]) -> Iterator[int]:
    end = -1
    for number in numbers:
        if number >= end:
            end = shape.ends[number]
            yield number


def _group(shape: Outline, selector: str, members: tuple[int, ...]) -> _Group | None:
    """How much a group looks like reviews; None for one that does not at all."""
    parts = set(tokens(selector))
    telling = bool(parts & _GOOD) and not parts & _BAD
    good = sum(_likeness(shape, number, telling) for number in members)
    if good < 1 or good < len(members) * 0.35:
        return None
    dates = median(shape.count("date", number) for number in members)
    worth = (
        good * (good / len(members)) * (1.4 if telling else 0.4 if parts & _BAD else 1) / (1 + max(0, dates - 3) / 3)
    )
    return _Group(selector, members, worth, telling)


def _likeness(shape: Outline, number: int, telling: bool) -> float:
    """1 for a block with a rating, a date and words; less with one of them where its name speaks for it."""
    if shape.count("words", number) < _WORDS:
        return 0.0
    rated, dated = shape.count("rating", number) > 0, shape.count("date", number) > 0
    if rated and dated:
        return 1.0
    return 0.6 if telling and (rated or dated) else 0.2 if rated or dated else 0.0


def _guess(page: _Page, group: _Group, language: str | None) -> BlockGuess | None:
    context = Context(page.at, page.url, language)
    fields = guess_fields(page.shape, group.members, context)
    if "text" not in fields:
        return None
    try:
        raws = blocks(page.tree, group.selector, fields)
    except ExtractError:
        return None  # a name that is no selector after all
    found = assemble(raws[:_READ], context)
    picked = max(len(raws), len(group.members))  # more than the outermost where blocks stand in blocks
    worth = _worth(found, min(picked, _READ), group.named) * len(group.members) ** 2 / picked / min(picked, _READ)
    written = language if language and not page.told and "date" in fields else None
    return BlockGuess(_by_guests(page.shape, group), fields, found, worth, written or "") if worth else None


def _by_guests(shape: Outline, group: _Group) -> str:
    """The selector, without what the page's author wrote (a class that WordPress gives) among the comments."""
    above, arrow, below = group.selector.partition(" > ")
    marked = [shape.parents[number] if arrow else number for number in group.members]
    owned = any("bypostauthor" in classes(shape.nodes[number]) for number in marked)
    return f"{above}:not(.bypostauthor){arrow}{below}" if owned else group.selector


def _worth(found: Sequence[Found], blocks_seen: int, telling: bool) -> float:
    """Reviews times what is known of each; 0 where they are no reviews: without stars, or all of the same words."""
    if len(found) < _FEWEST or len(found) < blocks_seen * 0.5:
        return 0.0
    shares = {name: sum(getattr(one, name) not in (None, "") for one in found) / len(found) for name in _WEIGHT}
    texts = {one.text for one in found if one.text}
    reviews = shares["rating"] >= 0.5 or (telling and shares["date"] >= 0.6 and shares["author"] >= 0.6)
    if not reviews or shares["text"] < 0.5 or shares["date"] + shares["author"] < 0.5 or len(texts) * 2 < len(found):
        return 0.0
    known = sum(weight * shares[name] for name, weight in _WEIGHT.items()) / sum(_WEIGHT.values())
    return len(found) * known**2 * (1.1 if telling else 1.0)

"""What `sources add` offers: entries that would read a page, each tried on it. Pure: pages are handed in.

An entry is offered only with the reviews it brings; what brings none is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from config import Source
from crawler import decode, nodes, repair, state
from crawler.blockguess import guess_blocks
from crawler.cost import Cost, cost_of
from crawler.extract import read_page
from crawler.guess import Guess, guess_lists
from crawler.nextguess import guess_next
from crawler.normalise import moment, to_reviews
from crawler.page import Found, Page
from crawler.selectors import telling_id
from model import ExtractError, Review

MOST = 4  # offers; the others bring less of the same
_SCRIPTS = 60  # scripts of a page that are looked into
_PAGE_NAMES = frozenset(("page", "p", "pg", "pageno", "pagenumber", "page_number", "seite", "side"))
_OFFSET_NAMES = frozenset(("offset", "start", "skip"))
_ENOUGH = 20  # reviews; a longer first page is no better
_OVER = 1.2  # times the reviews a site claims, and something else is among them
_PARTS: Mapping[str, float] = {"text": 3, "rating": 3, "date": 2, "author": 1, "id": 0.5}
_TRUST: Mapping[str, float] = {"css": 0.85, "script": 0.9, "feed": 0.6}
"""How far a way is trusted to last, beside 1 for schema.org and interfaces."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One page as it came: `url` as asked for, `final` as answered, `size` in bytes on the wire, when."""

    url: str
    final: str
    body: bytes
    size: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Candidate:
    """One way to watch the address. `entry` goes into config.yaml as it is; `has`: share of reviews with each part."""

    entry: dict[str, Any]
    where: str  # the address that is read
    via: str  # as Page.via, or "script"
    preset: str
    count: int  # reviews on the first page
    claimed_total: int | None
    has: Mapping[str, float]
    oldest: datetime | None  # in the business's zone
    newest: datetime | None
    samples: tuple[str, ...]  # a line for each of the first reviews
    cost: Cost
    terms: str = ""
    worth: float = field(default=0, compare=False)


def entries_on(seen: Seen, languages: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Entries that may read the page itself. `languages`: of its dates, where the page does not say."""
    text = decode.to_unicode(seen.body)
    kind = decode.kind_of(text)
    if kind == "feed":
        yield {"feed": seen.url}
    elif kind == "json":
        yield {"json": seen.url}
        yield from _of_json(text, seen)
    else:
        yield {"url": seen.url}
        yield from _of_scripts(text, seen)
        yield from _of_blocks(text, seen, languages)


def _of_json(text: str, seen: Seen) -> Iterator[dict[str, Any]]:
    try:
        data, _ = repair.loads(text)
    except ValueError:
        return
    for guess in guess_lists(data, at=seen.at)[:1]:
        address, start = paged(seen.url) if not guess.next_page else (seen.url, "")
        more = {"start": start, "total": guess.total, "next_page": guess.next_page}
        yield {"json": address, **_described(guess), **{name: value for name, value in more.items() if value}}


def _described(guess: Guess) -> dict[str, Any]:
    best = {"rating_out_of": guess.out_of} if guess.out_of else {}
    return {"reviews": guess.reviews, "fields": dict(guess.fields), **best}


def paged(url: str) -> tuple[str, str]:
    """The address with `{page}` or `{offset}` for the number of its first page, and `start` where that is not usual."""
    parts = urlsplit(url)
    query = parse_qsl(parts.query, keep_blank_values=True)
    for at, (name, value) in enumerate(query):
        page = name.casefold() in _PAGE_NAMES and value in ("0", "1")
        if page or (name.casefold() in _OFFSET_NAMES and value == "0"):
            # the braces are ours, to be filled in later
            rest = [urlencode([pair]) for pair in query]
            rest[at] = f"{name}={{{'page' if page else 'offset'}}}"
            return urlunsplit(parts._replace(query="&".join(rest))), "0" if page and value == "0" else ""
    return url, ""


def _of_scripts(text: str, seen: Seen) -> Iterator[dict[str, Any]]:
    """Reviews in the data that the page hands to its JavaScript."""
    found: list[tuple[Guess, str]] = []
    for number, (attributes, script) in enumerate(state.inline_scripts(text)):
        if number < _SCRIPTS and len(script) > 40:
            found += [(guess, attributes) for guess in _in_script(script, seen.at)]
    for guess, attributes in sorted(found, key=lambda one: -one[0].worth)[:1]:
        css = _script_selector(attributes, guess.reviews)
        yield {
            "url": seen.url,
            **_described(guess),
            "reviews": f"{css} @json {guess.reviews}",
            **_next_page(text, seen),
        }


def _in_script(script: str, at: datetime) -> list[Guess]:
    try:
        data, _ = state.data_of(script)
    except ValueError:
        return []
    return guess_lists(data, at=at, strict=True)[:1]


def _script_selector(attributes: str, path: str) -> str:
    """By its id or type, where these tell; else by the name that the data are assigned to."""
    node = nodes.tree(f"<script {attributes}></script>").css("script")[0].root
    kind, name = node.get("type") or "", path.partition(".")[0].partition("[")[0].strip('"')
    if telling_id(node):
        return f"script{telling_id(node)}"
    if "json" in kind and '"' not in kind:
        return f'script[type="{kind}"]'
    return f'script:contains("{name}")' if name.isidentifier() else "script"


def _of_blocks(text: str, seen: Seen, languages: Sequence[str]) -> Iterator[dict[str, Any]]:
    guess = guess_blocks(text, url=seen.final, at=seen.at, languages=languages)
    if guess:
        language = {"language": guess.language} if guess.language else {}
        described = {"reviews": guess.reviews, "fields": dict(guess.fields)}
        yield {"url": seen.url, **language, **described, **_next_page(text, seen)}


def _next_page(text: str, seen: Seen) -> dict[str, str]:
    """`next_page` where the page does not say so itself in a way that every crawl sees."""
    rule = "" if nodes.next_link(text) else guess_next(nodes.tree(text, seen.final), seen.final)
    return {"next_page": rule} if rule else {}


def candidate(entry: dict[str, Any], source: Source, seen: Seen, zone: tzinfo) -> Candidate | None:
    """The offer of `entry`, which is `source`, on the first page it reads; None where that holds no review for it."""
    try:
        page = read_page(seen.body, url=seen.final, content_type="", at=seen.at, source=source)
    except ExtractError:
        return None
    if not page.reviews:
        return None
    named = to_reviews(page.reviews[:5], business=source.business, source=source.name, zone=zone)
    days = [day.astimezone(zone) for found in page.reviews if (day := moment(found.date, zone))]
    has = {part: _share(page.reviews, part) for part in _PARTS}
    via = "script" if " @json " in (source.reviews or "") else page.via
    return Candidate(
        entry,
        where=source.where,
        via=via,
        preset=source.preset,
        count=len(page.reviews),
        claimed_total=page.claimed_total,
        has=has,
        oldest=min(days, default=None),
        newest=max(days, default=None),
        samples=tuple(sample_line(review, zone) for review in named),
        cost=cost_of(source, page, seen.size),
        terms=source.terms,
        worth=_worth(page, has, via, source),
    )


def sample_line(review: Review, zone: tzinfo) -> str:
    """One review on one line."""
    stars = f"{review.rating:g}★" if review.rating is not None else "no stars"
    day = f", {review.published.astimezone(zone):%Y-%m-%d}" if review.published else ""
    return f"{stars} {review.author or 'unnamed'}{day}: {' '.join(review.full_text.split())[:80]}"


def ranked(found: Iterable[Candidate | None]) -> tuple[Candidate, ...]:
    """The best first, and no more than MOST."""
    return tuple(sorted((one for one in found if one), key=lambda one: -one.worth)[:MOST])


def _worth(page: Page, has: Mapping[str, float], via: str, source: Source) -> float:
    """Reviews with stars, times what is known of them, times how far the way is trusted."""
    rated = sum(found.rating is not None for found in page.reviews)
    count = rated or len(page.reviews) / 2
    claimed = page.claimed_total or 0
    whole = 0.95 <= len(page.reviews) / claimed <= _OVER if claimed else False
    other = bool(claimed) and len(page.reviews) > claimed * _OVER  # the site does not count these as reviews
    known = sum(weight * has[part] for part, weight in _PARTS.items()) / sum(_PARTS.values())
    sure = (2 if whole or source.preset else 0.7 if other else 1) * _TRUST.get(via, 1.0)
    return min(count, _ENOUGH) * known * sure


def _share(founds: Sequence[Found], part: str) -> float:
    return round(sum(getattr(found, part) not in (None, "") for found in founds) / len(founds), 2)

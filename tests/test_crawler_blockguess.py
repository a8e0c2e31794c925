"""Selectors derived from repeated blocks: what comes out must be what a reader sees, and read so by a crawl."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from review_layouts import DAYS, LAYOUTS, NAMES, OTHERS, STARS, TEXTS, Layout

from config import Defaults
from config.entry_file import entry_source
from crawler.blockguess import BlockGuess, guess_blocks
from crawler.extract import read_page
from crawler.nodes import tree
from crawler.selectors import class_selectors

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
URL = "https://guide.example/cafe"


def guess(layout: Layout) -> BlockGuess | None:
    return guess_blocks(layout.html, url=URL, at=AT, languages=["en", "de"])


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=list(LAYOUTS))
def test_reviews_are_read_with_the_guessed_selectors(layout: Layout) -> None:
    found = guess(layout)
    assert found
    language = {"language": found.language} if found.language else {}
    entry = {"name": "Guide", "url": URL, "reviews": found.reviews, "fields": dict(found.fields), **language}
    source = entry_source(entry, {}, {}, Defaults())
    page = read_page(layout.html.encode(), url=URL, content_type="text/html", at=AT, source=source)
    told = [(one.author, one.text, one.rating, (one.date or "")[:10]) for one in page.reviews]
    assert told == list(zip(NAMES, TEXTS, map(float, STARS), DAYS, strict=True))


@pytest.mark.parametrize("layout", OTHERS.values(), ids=list(OTHERS))
def test_other_lists_are_no_reviews(layout: Layout) -> None:
    assert guess(layout) is None


@pytest.mark.parametrize(
    ("name", "rules"),
    [
        ("directory", {"reviews": "article.bewertung", "author": ".autor", "rating": ".sterne", "date": "time"}),
        ("directory", {"text": ".inhalt", "reply": ".antwort > p"}),
        ("table", {"reviews": "#avis > tr", "text": "> td:nth-of-type(4)"}),
        ("hashed classes", {"reviews": 'div[class*="Review_card__"]', "text": '[class*="Review_body__"]'}),
        ("width", {"id": "@id", "text": ".comment-content"}),
        ("no language", {"language": "de", "text": "blockquote"}),
        ("widget", {"id": "@data-review-id", "title": ".wdg-rev__title", "date": ".wdg-rev__timestamp"}),
        ("owner among guests", {"reviews": "li.comment:not(.bypostauthor)"}),
    ],
)
def test_selectors_are_short_and_readable(name: str, rules: dict[str, str]) -> None:
    found = guess(LAYOUTS[name])
    assert found
    assert rules.items() <= {"reviews": found.reviews, "language": found.language, **found.fields}.items()


def test_places_in_a_list_are_no_ids() -> None:
    layout = Layout('<div class="review" id="review-{n}"><b>{name}</b> {drawn} <i>{dots}</i><p>{text}</p></div>')
    found = guess(layout)
    assert found
    assert "id" not in found.fields


def test_reviews_that_differ_in_their_parts_keep_what_most_have() -> None:
    parts = '<span class="autor">Ada</span><time>2.10.2026</time><p class="inhalt">Ganz gut so</p>'
    more = f'<article class="bewertung">{parts}</article></section>'
    page = LAYOUTS["directory"].html.replace("</section>", more)
    found = guess_blocks(page, url=URL, at=AT)
    assert found
    assert [one.rating for one in found.found] == [*map(float, STARS), None]


@pytest.mark.parametrize(
    "page",
    [
        '<div class="review">4/5 2026-01-01 some words' * 3000,
        "<li class=review>" + "<span>4/5</span><i>2026-01-01</i>word" * 4000 + "</li>" + "<li class=review>x</li>",
        '<p aria-label="1' + " " * 300_000 + 'x">4/5</p>',
        ('<p class="' + "a_" * 50_000 + '">4/5 2026-01-01 a b c</p>') * 3,
    ],
)
def test_a_hostile_page_costs_no_more_than_a_long_one(page: str) -> None:
    """Where looking were quadratic these would take minutes."""
    assert guess_blocks(page, url=URL, at=AT, languages=["en", "de"]) is None


def test_names_that_make_no_selector_are_left_out() -> None:
    card = "<b>{name}</b> <i>{drawn}</i> <u>{dots}</u><p>{text}</p>"
    found = guess(Layout(f"<div class='a\"b] review' data-testid='x\"y'>{card}</div>"))
    assert found
    assert found.reviews == "div.review"


@pytest.mark.parametrize("page", ["", "<p>Hello</p>", "<div class=review>4/5 on 2026-01-01 by Mona: fine</div>"])
def test_a_page_without_a_list_has_no_guess(page: str) -> None:
    assert guess_blocks(page, url=URL, at=AT) is None


@pytest.mark.parametrize(
    ("name", "selector"),
    [
        ("review-author", ".review-author"),
        ("review__author", ".review__author"),
        ("noQuotes", ".noQuotes"),
        ("styles_reviewText__SCYfD", '[class*="styles_reviewText__"]'),
        ("Card_text__x7Yz1", '[class*="Card_text__"]'),
        ("css-1q2w3e", ""),
        ("kXyZqw", ""),
        ("mt-3", ""),
        ("text-muted", ""),
        ("md:flex", ""),
        ("bubble_50", ""),
        ("comment-1234", ""),
        ("thread-odd", ""),
    ],
)
def test_a_class_is_used_when_it_means_something_and_will_last(name: str, selector: str) -> None:
    [node] = tree(f'<p class="{name}">x</p>').css("p")
    assert class_selectors(node.root) == ([selector] if selector else [])

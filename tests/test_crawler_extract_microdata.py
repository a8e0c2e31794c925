"""Microdata: what the attributes say, and that a second reader of it agrees."""

from datetime import UTC, datetime
from typing import Any

import pytest
from extruct.w3cmicrodata import MicrodataExtractor

from crawler import microdata, nodes
from crawler.extract import read_page

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
URL = "https://shop.example/mug"
CARD = """
<div itemprop="review" itemscope itemtype="https://schema.org/Review">
  <span itemprop="author" itemscope itemtype="https://schema.org/Person"><b itemprop="name">Anna Lund</b></span>
  <meta itemprop="datePublished" content="2026-11-02">
  <div itemprop="reviewRating" itemscope itemtype="https://schema.org/Rating">
    <meta itemprop="worstRating" content="1"><b itemprop="ratingValue">4</b>/<b itemprop="bestRating">5</b></div>
  <h3 itemprop="name">A fine mug</h3>
  <div itemprop="reviewBody"><p>Keeps tea warm.</p><p>Handle is<br>small.</p></div>
</div>"""
PRODUCT = f"""<html lang="en"><head><title>Mug</title></head><body>
<div itemscope itemtype="https://schema.org/Product"><h1 itemprop="name">Mug</h1>
<div itemprop="aggregateRating" itemscope itemtype="https://schema.org/AggregateRating">
 <span itemprop="ratingValue">4.2</span> of <span itemprop="reviewCount">31</span></div>{CARD}</div></body></html>"""


def read(html: str) -> Any:
    return read_page(html.encode(), url=URL, content_type="text/html", at=AT, source=None)


def test_a_card_of_microdata_is_a_review():
    page = read(PRODUCT)
    (found,) = page.reviews
    assert (found.author, found.rating, found.best, found.date) == ("Anna Lund", 4, 5, "2026-11-02")
    assert (found.title, found.text) == ("A fine mug", "Keeps tea warm.\nHandle is\nsmall.")
    assert (page.claimed_total, page.claimed_average, page.via) == (31, 4.2, "microdata")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("https://schema.org/", "http://schema.org/"),
        ("https://schema.org/", "http://www.schema.org/"),
        ('itemprop="review" ', ""),  # a review that hangs nowhere
        ('itemscope itemtype="https://schema.org/Product"', ""),  # themes forget the outer item
        ("itemtype=", "ITEMTYPE="),
        ('<b itemprop="name">Anna Lund</b>', '<a itemprop="name" href="/u/7">Anna Lund</a>'),
        (
            '<meta itemprop="datePublished" content="2026-11-02">',
            '<time itemprop="datePublished" datetime="2026-11-02"/>',
        ),
        ("reviewBody", "description"),
    ],
)
def test_themes_write_it_in_many_ways(old, new):
    html = PRODUCT.replace(old, new)
    assert html != PRODUCT
    (found,) = read(html).reviews
    assert (found.author, found.rating, found.date) == ("Anna Lund", 4, "2026-11-02")
    assert found.text.startswith("Keeps tea")


def test_properties_elsewhere_on_the_page_are_fetched_by_reference():
    html = """<div itemscope itemtype="https://schema.org/Review" itemref="who stars"><p itemprop="text">Fine</p></div>
    <p id="who">by <i itemprop="author">Bo</i></p><p id="stars"><i itemprop="reviewRating">3</i></p>"""
    (found,) = read(html).reviews
    assert (found.author, found.rating, found.text) == ("Bo", 3, "Fine")


def test_items_that_refer_to_each_other_end():
    html = """<body><div id="a" itemscope itemtype="https://schema.org/Review" itemref="a b"><p itemprop="text">Fine
    </p></div><div id="b" itemscope itemprop="x" itemref="a"></div></body>"""
    assert [found.text for found in read(html).reviews] == ["Fine"]


def test_the_fuller_of_two_tellings_is_taken():
    one = '<script type="application/ld+json">{"@type":"Review","author":"Anna Lund","reviewBody":"Keeps"}</script>'
    page = read(PRODUCT.replace("</head>", f"{one}</head>").replace(CARD, CARD + CARD.replace("Anna Lund", "Bo")))
    assert (page.via, len(page.reviews)) == ("microdata", 2)


def flat(item: Any) -> Any:
    """An item of either reader as nested plain values, names sorted away."""
    if isinstance(item, list):
        return [flat(each) for each in item]
    if not isinstance(item, dict):
        return " ".join(str(item).split())
    properties = item.get("properties", {key: value for key, value in item.items() if not key.startswith("@")})
    return {key: flat(value) for key, value in properties.items()}


@pytest.mark.parametrize("html", [PRODUCT, f"<body>{CARD}{CARD.replace('Anna', 'Bo')}</body>"])
def test_a_second_reader_agrees(html):
    ours = microdata.items(nodes.tree(html).root)
    theirs = MicrodataExtractor(strict=False).extract(html)
    assert drop_body(flat(ours)) == drop_body(flat(theirs))


def drop_body(items: Any) -> Any:
    """Bodies apart: there we keep line breaks, on purpose."""
    if isinstance(items, list):
        return [drop_body(item) for item in items]
    if isinstance(items, dict):
        return {key: drop_body(value) for key, value in items.items() if key != "reviewBody"}
    return items

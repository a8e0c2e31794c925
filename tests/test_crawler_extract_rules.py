"""Sources with rules of their own: selectors, JMESPath, embedded JSON, feeds."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from crawler.extract import read_page
from crawler.page import Page
from model import ExtractError

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
URL = "https://guide.example/cafe-nord"


@dataclass(frozen=True)
class Rules:
    kind: str = "css"
    where: str = URL
    reviews: str | None = "div.review"
    fields: dict[str, str] = field(default_factory=lambda: dict(FIELDS))
    columns: dict[str, str] = field(default_factory=dict)
    next_page: str | None = None
    rating_out_of: float | None = None
    format: str | None = None
    language: str | None = None
    shape: dict[str, str] = field(default_factory=dict)
    total: str | None = None


FIELDS = {
    "id": "@data-id", "author": ".who", "rating": ".stars", "date": "time @datetime", "title": "h3", "text": ".body",
    "reply": ".answer", "verified": ".badge", "url": "a.permalink @href",
}  # fmt: skip
CARD = """<div class="review" data-id="r{n}"><b class="who"> Anna
 {n}</b><span class="stars">{stars}</span><time datetime="2026-11-0{n}">then</time><h3>Title <i>{n}</i></h3>
 <div class="body"><p>First.</p><p>Second<br>line.</p></div><div class="answer">Thank you</div>
 <i class="badge">Verified visit</i><a class="permalink" href="/r/{n}">#</a></div>"""


def html(*cards: str, tail: str = "", lang: str = "en") -> str:
    return f'<!doctype html><html lang="{lang}"><title>Café Nord</title><body>{"".join(cards)}{tail}</body></html>'


def read(body: str, rules: Rules | None, content_type: str = "text/html") -> Page:
    return read_page(body.encode(), url=URL, content_type=content_type, at=AT, source=rules)


def test_selectors_pick_every_part_of_a_review():
    found = read(html(CARD.format(n=1, stars="4 of 5")), Rules()).reviews[0]
    assert (found.id, found.author, found.rating, found.date) == ("r1", "Anna 1", 4, "2026-11-01")
    assert (found.title, found.text, found.reply) == ("Title 1", "First.\nSecond\nline.", "Thank you")
    assert (found.verified, found.url) == (True, "https://guide.example/r/1")


@pytest.mark.parametrize(
    ("stars", "rating"),
    [
        ("★★★★☆", 4),
        ('<i aria-label="4 out of 5 stars"></i>', 4),
        ('<i title="Rated 4 out of 5"></i>', 4),
        ('<span class="bubble bubble_40"></span>', 4),
        ('<span style="width:80%"></span>', 4),
        ('<img src="/img/stars-4.png" alt="">', 4),
        ('<i class="star full"></i>' * 4 + '<i class="star empty"></i>', 4),
        ('<i class="fa-star on"></i>' * 2 + '<i class="fa-star-half"></i>' + '<i class="fa-star off"></i>' * 2, 2.5),
        ('<meta itemprop="ratingValue" content="4">', 4),
        ("(12 reviews)", None),
        ("", None),
    ],
)
def test_stars_are_read_from_words_attributes_and_icons(stars, rating):
    assert read(html(CARD.format(n=1, stars=stars)), Rules()).reviews[0].rating == rating


def test_dates_follow_the_pages_language_unless_the_source_says_one():
    card = '<div class="review"><p class="body">x</p><time>05/08/2025</time></div>'
    rules = {"text": ".body", "date": "time"}
    assert read(html(card, lang="fr"), Rules(fields=rules)).reviews[0].date == "2025-08-05"
    assert read(html(card, lang="fr"), Rules(fields=rules, language="en")).reviews[0].date == "2025-05-08"


@pytest.mark.parametrize(
    ("rule", "url"),
    [("a.more", "https://guide.example/p/2"), ("a.more @data-next", "https://guide.example/p/3"), (None, None)],
)
def test_the_next_page_is_picked_by_a_selector(rule, url):
    page = read(
        html(CARD.format(n=1, stars=4), tail='<a class="more" href="/p/2" data-next="/p/3">'), Rules(next_page=rule)
    )
    assert page.next_url == url


def test_the_same_card_twice_is_one_review():
    assert len(read(html(CARD.format(n=1, stars=4) * 2, CARD.format(n=2, stars=4)), Rules()).reviews) == 2


def test_a_redesign_changes_the_fingerprint_and_new_words_do_not():
    before, after = (read(html(CARD.format(n=1, stars=stars)), Rules()).fingerprint for stars in (4, 5))
    other = read(html(CARD.format(n=1, stars=4).replace('class="who"', 'class="x7"')), Rules()).fingerprint
    assert before == after != other


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        (Rules(reviews="div.gone"), "site may have changed"),
        (Rules(reviews="div["), "not a CSS selector"),
        (Rules(reviews=".card:nth-of-type(2)"), "not a CSS selector"),
        (Rules(reviews="aside @json x"), "no script"),
        (Rules(reviews="body @json x"), "no JSON that can be read"),
        (Rules(fields={"text": "p["}), "not a CSS selector"),
        (Rules(reviews="script#state @json a.b"), "no script"),
    ],
)
def test_rules_that_find_nothing_say_so(rules, said):
    with pytest.raises(ExtractError, match=said):
        read(html(CARD.format(n=1, stars=4)), rules)


def test_json_in_a_script_is_read_where_the_rules_say_so():
    state = json.dumps({"props": {"list": [{"id": 1, "body": "Fine", "who": {"name": "Bo"}}]}})
    fields = {"id": "id", "text": "body", "author": "who.name"}
    rules = Rules(reviews="script#state @json props.list", fields=fields)
    page = read(html(tail=f'<script id="state" type="application/json">{state}</script>'), rules)
    assert (page.via, [(f.id, f.text, f.author) for f in page.reviews]) == ("json", [("1", "Fine", "Bo")])


@pytest.mark.parametrize(
    ("tail", "reviews"),
    [
        ('<script>window.STATE = {{"list": {}}};</script>', 'script:contains("STATE") @json STATE.list'),
        ('<script>use(STATE)</script><script>STATE = {{"list": {}}}</script>', "script @json STATE.list"),
        ('<div id="app" data-page=\'{{"list": {}}}\'></div>', "#app @data-page @json list"),
    ],
)
def test_json_is_read_from_an_assignment_or_an_attribute_too(tail, reviews):
    rows = json.dumps([{"text": "Fine", "stars": 4}, {"text": "Cold", "stars": 1}])
    rules = Rules(reviews=reviews, fields={"text": "text", "rating": "stars"}, next_page="a.more")
    page = read(html(tail=tail.format(rows) + '<a class="more" href="/r/2">More</a>'), rules)
    assert [(f.text, f.rating) for f in page.reviews] == [("Fine", 4.0), ("Cold", 1.0)]
    assert page.next_url.endswith("/r/2")


API = {"id": "id", "text": "comment", "author": "user.name", "rating": "stars", "date": "created_at"}
ROW = {
    "id": 18446744073709551615,
    "comment": "Good <b>soup</b>",
    "user": {"name": "Bo"},
    "stars": 8,
    "created_at": 1751500800,
}


def payload(value: Any, rules: Rules | None) -> Page:
    return read(json.dumps(value), rules, "application/json")


def test_a_payload_is_read_by_jmespath():
    (found,) = payload(
        {"data": {"items": [ROW]}}, Rules("json", reviews="data.items[]", fields=API, rating_out_of=10)
    ).reviews
    assert (found.id, found.text, found.author) == ("18446744073709551615", "Good soup", "Bo")
    assert (found.rating, found.date) == (4, "2025-07-03T00:00:00+00:00")


@pytest.mark.parametrize(("voted", "rating"), [(True, 5), (False, 1)])
def test_a_thumb_in_a_payload_is_five_or_one(voted, rating):
    rules = Rules("json", reviews="@", fields={"rating": "up", "text": "text"})
    assert payload([{"up": voted, "text": "x"}], rules).reviews[0].rating == rating


@pytest.mark.parametrize(("rows", "count"), [([], 0), ([ROW], 1), (ROW, 1), ([ROW, ROW], 1), ([None, "x", ROW], 1)])
def test_a_list_may_be_empty_or_a_single_object(rows, count):
    assert len(payload({"items": rows}, Rules("json", reviews="items", fields=API)).reviews) == count


@pytest.mark.parametrize(
    ("reviews", "said"),
    [
        ("reviews", "“items”"),
        ("items[", "not a JMESPath"),
        ("length(items)", "not a list"),
        ("join(items)", "JMESPath|fit"),
    ],
)
def test_a_path_to_nowhere_is_explained(reviews, said):
    with pytest.raises(ExtractError, match=said):
        payload({"items": [ROW]}, Rules("json", reviews=reviews, fields=API))


@pytest.mark.parametrize(
    ("where", "value", "url"),
    [
        (URL, "/page/2", "https://guide.example/page/2"),
        (URL, None, None),
        (URL, "", None),
        ("https://api.example/r?c={cursor}", "a b=", "https://api.example/r?c=a%20b%3D"),
    ],
)
def test_the_next_page_of_a_payload_is_an_address_or_a_cursor(where, value, url):
    rules = Rules("json", where=where, reviews="items", fields=API, next_page="next")
    assert payload({"items": [ROW], "next": value}, rules).next_url == url


def test_a_payload_of_schema_org_needs_no_rules():
    page = payload([{"@type": "Product", "name": "Mug", "review": [{"@type": "Review", "reviewBody": "Fine"}]}], None)
    assert (page.via, len(page.reviews)) == ("json", 1)


def test_a_payload_of_our_own_rows_needs_no_rules():
    page = payload({"reviews": [{"id": 1, "text": "Fine", "rating": 4, "date": "2026-11-02"}]}, None)
    assert [(f.id, f.rating, f.date) for f in page.reviews] == [("1", 4, "2026-11-02")]


@pytest.mark.parametrize("body", [")]}'\n", "cb(", "while(1);"])
def test_a_payload_wrapped_against_theft_is_unwrapped(body):
    text = body + json.dumps({"items": [ROW]}) + (");" if body == "cb(" else "")
    assert len(read(text, Rules("json", reviews="items", fields=API), "application/json").reviews) == 1


ATOM = """<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" xmlns:im="http://x.example/rss"
 xml:lang="en"><title>Reviews</title><link rel="next" href="https://feed.example/2"/><entry><id>77</id><title>Nice</title>
 <content type="text">Works well</content><content type="html">&lt;b&gt;Nice&lt;/b&gt;</content><im:rating>4</im:rating>
 <updated>2026-09-26T16:52:44-07:00</updated><author><name>Bo</name></author></entry></feed>"""
RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>Plugin reviews</title><item><title>Nice</title>
 <guid>https://x.example/t/7</guid><link>https://x.example/t/7</link><pubDate>Mon, 02 Nov 2026 08:00:00 +0000</pubDate>
 <description>&lt;p&gt;Replies: 0&lt;/p&gt;&lt;p&gt;Rating: 2 stars&lt;/p&gt;&lt;p&gt;Breaks.&lt;/p&gt;</description>
 </item></channel></rss>"""


def test_an_atom_feed_of_reviews_is_read():
    page = read(ATOM, None, "text/xml")
    (found,) = page.reviews
    assert (found.id, found.author, found.rating, found.title, found.text) == ("77", "Bo", 4, "Nice", "Works well")
    assert (found.date, page.via, page.next_url) == ("2026-09-26T16:52:44-07:00", "feed", "https://feed.example/2")


def test_stars_in_the_words_of_a_feed_become_the_rating():
    (found,) = read(RSS, None, "application/rss+xml").reviews
    assert (found.rating, found.text, found.date) == (2, "Breaks.", "2026-11-02T08:00:00+00:00")


def test_an_empty_feed_is_an_answer():
    assert read('<?xml version="1.0"?><rss version="2.0"><channel><title>t</title></channel></rss>', None).reviews == ()


def test_a_broken_feed_is_not():
    with pytest.raises(ExtractError, match="not a feed"):
        read("<rss", None)

"""Pages made to break a reader, by malice or by mistake: each ends, quickly, in reviews or in words."""

import json
from datetime import UTC, datetime

import pytest
from fakeweb import Answer, fake_web

from crawler import feed
from crawler.dates import Calendar
from crawler.extract import read_page
from crawler.page import Page
from model import ExtractError

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
REVIEW = '{"@type":"Review","author":"Anna","reviewBody":"BODY","reviewRating":4}'


def ld(script: str) -> str:
    return f'<!doctype html><html><body><script type="application/ld+json">{script}</script></body></html>'


def read(body: bytes | str, content_type: str = "text/html") -> Page:
    raw = body if isinstance(body, bytes) else body.encode()
    return read_page(raw, url="https://x.example/a", content_type=content_type, at=AT, source=None)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"<html>" + b"x" * 20_000_000, "20.0 MB, more than the 8 MB"),
        (b"", "it is empty"),
        (b"hello world", "neither a page, a feed nor JSON"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "neither a page"),
        (b"%PDF-1.4", "neither a page"),
        (b"<html><body>Our menu</body></html>", "no reviews found"),
        (ld("[" * 200_000), "no reviews found"),
        (ld('{"review":' * 20_000 + "{}" + "}" * 20_000), "no reviews found"),
        (ld("{" * 50_000 + '"review'), "no reviews found"),
        ("<html>" + "<div>" * 200_000, "no reviews found"),
        ('<html><script type="application/ld+json" ' * 50_000, "no reviews found"),
        ("<html>" + "<!--" * 200_000 + ld(REVIEW), "no reviews found"),
        ("<html>" + "ld+json " * 200_000, "no reviews found"),
        (
            "<html>" + '<div itemscope itemtype="https://schema.org/Review" itemprop="review">' * 20_000,
            "no reviews found",
        ),
        ("{" * 1000, "not JSON that can be read"),
        ('{"a": 1}', "`reviews:`"),
    ],
    ids=range(16),
)
def test_what_holds_no_reviews_is_refused_in_words(body, said):
    with pytest.raises(ExtractError, match=said):
        read(body)


@pytest.mark.parametrize(
    ("encoding", "content_type", "head"),
    [
        ("utf-8", "text/html; charset=iso-8859-1", ""),  # the header lies
        ("utf-8", "text/html; charset=nonsense", ""),
        ("utf-8", "", "<meta charset=iso-8859-1>"),
        ("utf-8", "", ""),
        ("utf-8-sig", "", ""),
        ("utf-16", "", ""),
        ("cp1252", "text/html; charset=utf-8", ""),  # so does this one
        ("cp1252", "", "<meta charset=utf-8>"),
        ("cp1252", "text/html; charset=windows-1252", ""),
        ("iso-8859-1", "text/html; charset=iso-8859-1", ""),
    ],
)
def test_the_words_survive_a_wrong_charset(encoding, content_type, head):
    words = "Smørrebrød på café, über alles" * 3
    page = read((head + ld(REVIEW.replace("BODY", words))).encode(encoding), content_type)
    assert [found.text for found in page.reviews] == [words]


def test_nul_bytes_are_left_out():
    assert read(ld(REVIEW.replace("BODY", "so\0 good"))).reviews[0].text == "so good"


@pytest.mark.parametrize(
    ("head", "encoding", "words"),
    [
        ("shift_jis", "shift_jis", "とても美味しい"),
        ("gbk", "gbk", "很好吃，下次再来"),
        ("windows-1251", "cp1251", "Очень вкусно"),
    ],
)
def test_a_declared_charset_is_believed_where_it_fits(head, encoding, words):
    page = read(f"<meta charset={head}>{ld(REVIEW.replace('BODY', words))}".encode(encoding))
    assert page.reviews[0].text == words


@pytest.mark.parametrize("number", ["1e999", "9" * 9000, "-1", "NaN"])
def test_absurd_numbers_are_no_rating(number):
    (found,) = read(ld(f'{{"@type":"Review","reviewBody":"x","reviewRating":{number}}}')).reviews
    assert found.rating is None


@pytest.mark.parametrize("words", [r"ok \ud83d\ude00 \ud83d", r"<b>ok</b> \ud83d\ude00 \ud83d"])
def test_half_a_character_is_left_out(words):
    (found,) = read(ld(REVIEW.replace("BODY", words))).reviews
    assert json.dumps(found.text, ensure_ascii=False).encode() == '"ok 😀"'.encode()


def test_a_thousand_scripts_and_equal_texts_are_read_in_one_pass():
    days = [REVIEW.replace('"BODY"', f'"ok","datePublished":"20{n % 90 + 10}-01-{n % 28 + 1:02}"') for n in range(5000)]
    scripts = "".join(f'<script type="application/ld+json">{day}</script>' for day in days)
    assert len(read(f"<html>{scripts}").reviews) == 1260


@pytest.mark.parametrize("words", ["<p " * 60_000, "(Translated by Google) " * 9000, "&amp;" * 50_000, "<" * 60_000])
def test_a_text_made_to_stall_a_pattern_does_not(words):
    assert len(read(ld(REVIEW.replace("BODY", words))).reviews) == 1


def test_a_script_that_never_closes_is_read_to_the_end():
    assert len(read(f'<html><script type="application/ld+json">{REVIEW}').reviews) == 1


ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    "entities", ['<!ENTITY x SYSTEM "file:///etc/hostname">', f'<!ENTITY e0 "aaaaaaaaaa">{ENTITIES}<!ENTITY x "&e9;">']
)
def test_a_feed_cannot_open_files_or_blow_up(entities):
    rss = f"""<?xml version="1.0"?><!DOCTYPE r [{entities}]><rss version="2.0"><channel><title>t</title>
    <item><title>Fine</title><description>[&x;]</description></item></channel></rss>"""
    try:
        texts = [found.text for found in read(rss, "text/xml").reviews]
    except ExtractError:
        texts = []
    assert all(len(text) < 2000 and text.startswith("[") and "\n" not in text for text in texts)


def test_a_body_that_names_a_file_or_an_address_is_not_followed(tmp_path):
    file = tmp_path / "feed.xml"
    file.write_text('<rss version="2.0"><channel><item><title>Not yours</title></item></channel></rss>')
    with fake_web() as web:
        web.says["/feed"] = Answer(file.read_bytes())
        for name in (str(file), file.as_uri(), web.url("/feed")):
            with pytest.raises(ExtractError):
                feed.parse(name.encode())
    assert web.asked == []


@pytest.mark.parametrize("reference", ["&#xD800;", "&#99999999999;", "&#x110000;"])
def test_a_reference_to_no_character_does_not_cost_the_feed(reference):
    rss = f'<rss version="2.0"><channel><item><title>Fine{reference}</title></item></channel></rss>'
    assert [found.title for found in read(rss, "text/xml").reviews] == ["Fine"]


def test_words_are_no_longer_tried_for_dates_on_a_page_of_nonsense_and_figures_still_are():
    calendar = Calendar(AT, "en")
    assert calendar.read("July 3, 2025") is not None
    assert [calendar.read(f"sometime in {n}") for n in range(60)] == [None] * 60
    assert calendar.read("July 3, 2025") is None
    assert calendar.read("2025-07-03") is not None

"""Which reviews of a page count: whose they are, each once, and where the list goes on."""

import json
from typing import Any

import pytest
from schema_pages import AT, REVIEW, URL, only, page_of, with_

from crawler.extract import read_page


def thing(name: str, author: str, **more: Any) -> dict[str, Any]:
    return {"@type": "Product", "name": name, "review": with_(author=author), **more}


def test_reviews_of_another_thing_are_left_out_where_one_is_the_pages():
    page = page_of(thing("Mug", "Anna", url=URL), thing("Plate", "Bo", url="https://cafe-nord.example/plate"))
    assert [found.author for found in page.reviews] == ["Anna"]


def test_the_title_tells_whose_page_it_is_too():
    page = page_of(thing("Mug", "Anna"), thing("Plate", "Bo"), head="<title>Blue Mug – shop</title>")
    assert [found.author for found in page.reviews] == ["Anna"]


def test_reviews_of_several_things_are_all_kept_where_none_is_the_pages():
    assert len(page_of(thing("Mug", "Anna"), thing("Plate", "Bo"), head="<title>Shop</title>").reviews) == 2


def test_what_a_review_says_it_is_about_counts_more_than_where_it_hangs():
    other = with_(author="Bo", itemReviewed={"@type": "Product", "name": "Plate"})
    page = page_of({"@type": "Product", "name": "Mug", "url": URL, "review": [REVIEW, other]})
    assert [found.author for found in page.reviews] == ["Anna"]


def test_each_review_is_there_once():
    assert len(page_of([REVIEW, REVIEW], REVIEW).reviews) == 1


def test_two_tellings_of_one_review_are_joined():
    found = only(REVIEW, with_(reviewRating=4, datePublished="2026-11-02"))
    assert (found.rating, found.date) == (4, "2026-11-02")


@pytest.mark.parametrize("more", [{"reviewRating": 2}, {"datePublished": "2026-11-03"}, {"author": "Bo"}])
def test_equal_words_on_another_day_or_of_another_person_are_another_review(more):
    review = with_(reviewRating=4, datePublished="2026-11-02")
    assert len(page_of([review, {**review, **more}]).reviews) == 2


def test_an_id_that_two_reviews_share_is_none():
    page = page_of([with_(identifier="r1"), with_(identifier="r1", author="Bo", reviewBody="Never again")])
    assert [found.id for found in page.reviews] == [None, None]


def test_a_cut_text_and_the_whole_one_with_the_same_id_are_one_review():
    page = page_of([with_(identifier="r1", reviewBody="Lovely…"), with_(identifier="r1", reviewBody="Lovely cake")])
    assert [found.text for found in page.reviews] == ["Lovely cake"]


@pytest.mark.parametrize(
    "tag",
    [
        'type="application/ld+json"',
        "type='application/ld+json'",
        "type=application/ld+json",
        'TYPE="APPLICATION/LD+JSON"',
        'type=" application/ld+json; charset=utf-8 "',
        'class="yoast" data-x="1" type="application/ld+json" id="s"',
    ],
)
def test_the_script_is_found_however_its_type_is_written(tag):
    html = f"<html><script {tag}>{json.dumps(REVIEW)}</SCRIPT ></html>"
    assert len(read_page(html.encode(), url=URL, content_type="", at=AT, source=None).reviews) == 1


def test_a_script_that_is_commented_out_does_not_count():
    live, dead = (
        f'<script type="application/ld+json">{json.dumps(with_(author=name))}</script>' for name in ("Anna", "Bo")
    )
    html = f"<html><!-- {dead} {dead} -->{live}</html>"
    page = read_page(html.encode(), url=URL, content_type="", at=AT, source=None)
    assert [found.author for found in page.reviews] == ["Anna"]


def test_one_hopeless_script_does_not_cost_the_others():
    html = f'<script type="application/ld+json">{{"review": ]][[</script><script type="application/ld+json">{json.dumps(REVIEW)}</script>'  # noqa: E501
    assert len(read_page(html.encode(), url=URL, content_type="", at=AT, source=None).reviews) == 1


def test_a_mended_script_is_marked():
    html = '<script type="application/ld+json">{"@type":"Review","reviewBody":"the "best" cake",}</script>'
    (found,) = read_page(html.encode(), url=URL, content_type="", at=AT, source=None).reviews
    assert (found.text, found.repaired) == ('the "best" cake', True)


def test_a_list_from_new_to_old_is_known_as_one():
    days = [with_(author=f"A{day}", datePublished=f"2026-11-{day:02}") for day in range(9, 0, -1)]
    assert page_of(days).newest_first is True
    assert page_of(days[::-1]).newest_first is False
    assert page_of(days[:2]).newest_first is None


def test_the_next_page_is_absolute():
    assert page_of(REVIEW, head='<link rel="next" href="?page=2&amp;x=1">').next_url == f"{URL}?page=2&x=1"


@pytest.mark.parametrize("href", ["javascript:more()", "mailto:a@b.example", "", "#"])
def test_what_is_no_address_is_no_next_page(href):
    assert page_of(REVIEW, head=f'<link rel="next" href="{href}">').next_url is None

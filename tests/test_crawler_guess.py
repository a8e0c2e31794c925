"""The first look at data nobody has described: which list is the reviews, and what its keys mean."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from crawler.guess import guess_lists
from crawler.hints import hint, tokens

AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
BODIES = ("Cold soup again", "Lovely cake and a kind waiter", "We waited an hour")


def rows(**more: Any) -> list[dict[str, Any]]:
    return [{"text": body, "rating": 5 - n, **more} for n, body in enumerate(BODIES)]


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ([{"text": "a", "rating": 1}], "@"),
        ({"a": [{"body": "a", "author": "b", "date": "2026-01-02"}], "b": [{"text": "a", "rating": 1}] * 5}, "b"),
        ({"data": {"all-of-it": rows()}}, 'data."all-of-it"'),
        ({"orders": [{"reviews": rows()}, {"reviews": rows()}]}, "orders[].reviews[]"),
        ({"edges": [{"node": row} for row in rows()]}, "edges"),
        ({"byId": {f"r{n}": row | {"id": n} for n, row in enumerate(rows())}}, "byId.*"),
        ({"relatedReviews": rows() * 3, "reviews": rows()}, "reviews"),
        ({"menu": [{"name": "Soup", "price": 3}]}, None),
        ({"goods": [{"name": "Cup", "description": "A cup of clay", "rating": 4.5}] * 3}, None),
        ({"posts": [{"text": "a"}]}, None),
        ([1, 2], None),
        ({}, None),
    ],
)
def test_a_list_of_reviews_is_told_from_other_lists(data: Any, path: str | None) -> None:
    guesses = guess_lists(data, at=AT)
    assert (guesses[0].reviews if guesses else None) == path


@pytest.mark.parametrize(
    ("row", "fields"),
    [
        (
            {"buyerFeedback": "", "buyerName": "", "buyerEval": 80, "evalDate": "22 Nov 2025", "evaluationId": 7},
            {"text": "buyerFeedback", "author": "buyerName", "rating": "buyerEval", "date": "evalDate"},
        ),
        (
            {"content": {"label": ""}, "im:rating": {"label": "5"}, "author": {"name": {"label": ""}}},
            {"text": "content.label", "rating": '"im:rating".label', "author": "author.name.label"},
        ),
        (
            {"review": "", "reviewer": "", "rating": 4, "date_created": "2026-01-02", "product_name": "Cup"},
            {"text": "review", "author": "reviewer", "rating": "rating", "date": "date_created"},
        ),
        (
            {
                "body": "",
                "score": 4,
                "user": {"id": "u1", "display_name": ""},
                "dates": {"publishedDate": "2026-01-02"},
            },
            {"text": "body", "rating": "score", "author": "user.display_name", "date": "dates.publishedDate"},
        ),
        (
            {"kommentar": "", "sterne": "4", "kunde": "", "datum": "12.03.2026", "antwort": "Vielen Dank dafür"},
            {"text": "kommentar", "rating": "sterne", "author": "kunde", "date": "datum", "reply": "antwort"},
        ),
        (
            {"text": "", "stars": 3, "created_at": 1751500800, "reply": {"text": "Thank you very much"}, "likes": 3},
            {"text": "text", "rating": "stars", "date": "created_at", "reply": "reply.text"},
        ),
    ],
)
def test_keys_are_told_by_name_and_looks(row: dict[str, Any], fields: dict[str, str]) -> None:
    names = ("Mona Berg", "Ole", "Ida T.")
    data = [_filled(row, body, name) for body, name in zip(BODIES, names, strict=True)]
    [guess] = guess_lists(data, at=AT)
    assert fields.items() <= guess.fields.items()


def _filled(row: dict[str, Any], body: str, name: str) -> dict[str, Any]:
    """The row with its empty strings filled: names where the key speaks of a person."""
    filled: dict[str, Any] = {}
    for key, value in row.items():
        person = any(word in key.lower() for word in ("name", "author", "reviewer", "kunde"))
        if isinstance(value, dict):
            inner = _filled(value, name if person else body, name)
            filled[key] = inner
        else:
            filled[key] = value if value != "" else name if person else body
    return filled


@pytest.mark.parametrize(("top", "best"), [(5, None), (4.5, None), (9, 10), (18, 20), (80, 100)])
def test_a_rating_beyond_five_gets_its_scale(top: float, best: float | None) -> None:
    [guess] = guess_lists([{"text": body, "rating": top} for body in BODIES], at=AT)
    assert guess.out_of == best


@pytest.mark.parametrize(
    ("beside", "total"),
    [
        ({"total": 240}, "total"),
        ({"meta": {"totalCount": 240, "perPage": 20}}, "meta.totalCount"),
        ({"review_count": 240}, "review_count"),
        ({"total": 2}, ""),  # fewer than there are
        ({"five_star_count": 240}, ""),
        ({"page": 3}, ""),
    ],
)
def test_the_number_of_all_reviews_is_found(beside: dict[str, Any], total: str) -> None:
    [guess] = guess_lists({"reviews": rows(), **beside}, at=AT)
    assert guess.total == total


@pytest.mark.parametrize(
    ("links", "path"),
    [
        ({"next": "/r?page=2"}, "links.next"),
        ({"next_page": "https://a.example/2"}, "links.next_page"),
        ({"next": 2}, ""),
    ],
)
def test_the_address_of_the_next_page_is_found(links: dict[str, Any], path: str) -> None:
    [guess] = guess_lists({"reviews": rows(), "links": links}, at=AT)
    assert guess.next_page == path


@pytest.mark.parametrize(
    ("data", "offered"),
    [
        ({"items": rows()}, False),
        ({"items": rows(author="Mona")}, True),
        ({"reviews": rows()}, True),
        ({"videos": rows(author="Mona", rating=None, date="2026-01-02")}, False),
    ],
)
def test_in_a_pages_script_a_list_must_look_more_like_reviews(data: Any, offered: bool) -> None:
    assert bool(guess_lists(data, at=AT, strict=True)) is offered


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("createdAt", "created at"),
        ("review_body", "review body"),
        ("XMLDate", "xml date"),
        ("im:rating2", "im rating 2"),
    ],
)
def test_a_name_is_its_words(name: str, words: str) -> None:
    assert " ".join(tokens(name)) == words


@pytest.mark.parametrize(
    ("field", "names", "speaks"),
    [
        ("author", ["reviewer", "name"], True),
        ("author", ["product", "name"], False),
        ("rating", ["stars"], True),
        ("rating", ["starsCount"], False),
        ("text", ["avatar_description"], False),
        ("date", ["birthday"], False),
    ],
)
def test_a_name_speaks_for_a_field_or_against_it(field: str, names: list[str], speaks: bool) -> None:
    assert (hint(field, names) >= 0.5) is speaks

"""What is found becomes what is stored: identity, time zone, cleaning."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.normalise import moment, to_review, to_reviews
from crawler.page import Found, Page
from crawler.report import extract_json
from model import Review

ZONE = ZoneInfo("Europe/Copenhagen")


def review_of(found: Found, **more: str) -> Review:
    return to_review(found, business="Café Nord", source="Own site", zone=ZONE, **more)


def found(**more: object) -> Found:
    return Found(
        **{"author": "Anna", "text": "Lovely cake", "rating": 4.0, "date": "2026-11-02", "precision": "day", **more}
    )


@pytest.mark.parametrize(
    ("iso", "utc"),
    [
        ("2026-11-02", datetime(2026, 11, 1, 23, tzinfo=UTC)),
        ("2026-07-02", datetime(2026, 7, 1, 22, tzinfo=UTC)),
        ("2026-11-02T08:00:00", datetime(2026, 11, 2, 7, tzinfo=UTC)),
        ("2026-11-02T08:00:00+05:00", datetime(2026, 11, 2, 3, tzinfo=UTC)),
        ("2026-11-02T08:00:00+00:00", datetime(2026, 11, 2, 8, tzinfo=UTC)),
        (None, None),
        ("", None),
    ],
)
def test_a_time_without_an_offset_is_local(iso, utc):
    assert moment(iso, ZONE) == utc


def test_a_native_id_is_the_identity():
    assert review_of(found(id="r7")).external_id == "r7"


@pytest.mark.parametrize(
    "change",
    [
        {"rating": 1.0},
        {"date": "2026-10-02"},
        {"title": "New"},
        {"url": "https://x.example/2"},
        {"text": "lovely  CAKE"},
    ],
)
def test_rating_date_and_title_are_no_part_of_who_a_review_is(change):
    assert review_of(found(**change)).external_id == review_of(found()).external_id


@pytest.mark.parametrize("change", [{"author": "Bo"}, {"text": "Dry cake"}])
def test_author_and_text_are(change):
    assert review_of(found(**change)).external_id != review_of(found()).external_id


def test_stars_alone_are_told_apart_by_their_day_where_it_is_absolute():
    monday, tuesday = (review_of(found(text="", date=f"2026-11-0{n}")).external_id for n in (2, 3))
    assert monday != tuesday
    one, two = (review_of(found(text="", date=f"2026-11-0{n}", precision="month")).external_id for n in (2, 3))
    assert one == two


def test_equal_reviews_of_one_page_get_numbers_that_a_new_one_does_not_shift():
    old = [found(date="2026-11-03"), found(date="2026-11-02")]
    names = [r.external_id for r in to_reviews(old, business="b", source="s", zone=ZONE)]
    later = [r.external_id for r in to_reviews([found(date="2026-11-04"), *old], business="b", source="s", zone=ZONE)]
    assert len(set(later)) == 3
    assert later[1:] == names


def test_the_fields_reach_the_review():
    review = review_of(
        found(reply="Thanks", reply_date="2026-11-03", lang="da", url="https://x.example/7", location="Nørrebro"),
        location="x",
    )
    assert (review.reply, review.replied) == ("Thanks", datetime(2026, 11, 2, 23, tzinfo=UTC))
    assert (review.lang, review.url, review.location, review.kind) == (
        "da",
        "https://x.example/7",
        "Nørrebro",
        "review",
    )


def test_the_sources_location_stands_in_where_the_review_names_none():
    assert review_of(found(), location="Østerbro").location == "Østerbro"


@pytest.mark.parametrize("rating", [0.0, 6.0, float("nan"), None])
def test_no_rating_outside_one_to_five_is_stored(rating):
    assert review_of(found(rating=rating)).rating is None


@given(st.text(max_size=300), st.text(max_size=50))
def test_whatever_is_written_can_be_stored_and_has_an_identity(text, author):
    review = review_of(found(text=text, author=author))
    assert review.external_id
    (review.text + review.author).encode()  # no half characters
    again = review_of(found(text=review.text, author=review.author))
    assert (again.external_id, again.text) == (review.external_id, review.text)


def test_the_report_has_the_fields_of_the_format_and_no_others():
    report = extract_json(Page((found(id="r7"),), claimed_total=3, claimed_average=4.5))
    assert report == {
        "reviews": [
            {
                "id": "r7", "author": "Anna", "rating": 4.0, "best": None, "date": "2026-11-02", "title": "",
                "text": "Lovely cake", "reply": None,
            }
        ],
        "claimed_total": 3,
        "claimed_average": 4.5,
    }  # fmt: skip

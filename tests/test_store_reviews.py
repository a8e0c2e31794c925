"""Reviews in the store: new, changed or same; versions; weeks; what is handed back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from factories import CAFE, NOW, PUBLISHED, a_review, a_sentiment

from model import InputError, State, Week
from store import Added, Store

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def add(store: Store, *reviews: Any, seen: datetime = NOW, initial: bool = False) -> Added:
    return store.reviews.add(reviews, seen=seen, zone=COPENHAGEN, initial=initial)


def test_a_review_is_new_once_and_then_the_same(store: Store) -> None:
    assert add(store, a_review()) == Added(new=[1])
    assert add(store, a_review()) == Added(same=1)
    assert store.reviews.count(CAFE) == 1


def test_what_was_stored_comes_back_as_it_was(store: Store) -> None:
    review = a_review(title="Slow", lang="en", url="https://r.example/1", location="North", reply="Sorry.", replied=NOW)
    add(store, review)
    stored = store.reviews.get(1)
    assert (stored.review, stored.review.published, stored.seen) == (review, review.published, NOW)
    assert (stored.review.author, stored.review.url, stored.review.replied) == ("Mette K.", "https://r.example/1", NOW)
    assert (stored.rev, stored.initial, stored.week) == (1, False, Week(2026, 46))


@pytest.mark.parametrize(
    "change", [{"rating": 4.0}, {"rating": None}, {"title": "New title"}, {"text": "Other words."}]
)
def test_an_edit_is_a_change_and_keeps_the_earlier_wording(store: Store, change: dict[str, Any]) -> None:
    add(store, a_review(), initial=True)
    later = NOW + timedelta(hours=6)
    assert add(store, a_review(**change), seen=later) == Added(changed=[1])
    stored = store.reviews.get(1)
    assert (stored.rev, stored.initial, stored.seen) == (2, False, NOW)
    [version] = store.reviews.versions(1)
    assert (version.rating, version.text, version.replaced) == (1.0, a_review().text, later)


def test_versions_come_oldest_first(store: Store) -> None:
    for text in ("one", "two", "three"):
        add(store, a_review(text=text))
    assert [version.text for version in store.reviews.versions(1)] == ["one", "two"]


@pytest.mark.parametrize(
    ("field", "value", "kept"),
    [
        ("url", "https://r.example/new", "https://r.example/new"),
        ("url", "", "https://r.example/1"),
        ("author", "Mette Kvist", "Mette Kvist"),
        ("author", "", "Mette K."),
        ("reply", "Thank you.", "Thank you."),
        ("reply", None, "Sorry."),
        ("location", "South", "South"),
        ("location", "", "North"),
        ("lang", "da", "da"),
        ("lang", None, "en"),
        ("published", NOW - timedelta(days=9), PUBLISHED),
    ],
)
def test_what_surrounds_the_words_is_kept_up_to_date_but_is_no_news(
    store: Store, field: str, value: object, kept: object
) -> None:
    whole = {"url": "https://r.example/1", "reply": "Sorry.", "location": "North", "lang": "en"}
    add(store, a_review(**whole))
    assert add(store, a_review(**whole | {field: value})) == Added(same=1)
    assert getattr(store.reviews.get(1).review, field) == kept
    assert store.reviews.get(1).rev == 1


def test_a_date_that_turns_up_later_moves_the_review_to_its_week(store: Store) -> None:
    add(store, a_review(published=None))
    assert store.reviews.get(1).week == Week(2026, 47)
    add(store, a_review())
    assert store.reviews.get(1).week == Week(2026, 46)


@pytest.mark.parametrize("other", [{"business": "Bar"}, {"source": "Map"}, {"external_id": "r2"}])
def test_business_source_and_id_together_say_who_a_review_is(store: Store, other: dict[str, Any]) -> None:
    assert add(store, a_review(), a_review(**other)) == Added(new=[1, 2])


def test_of_two_with_one_identity_in_a_batch_the_later_counts(store: Store) -> None:
    assert add(store, a_review(text="short…"), a_review(text="the whole text")) == Added(new=[1], same=1)
    assert store.reviews.get(1).review.text == "the whole text"


@pytest.mark.parametrize(
    ("published", "week"),
    [
        (datetime(2026, 3, 29, 21, 59, tzinfo=UTC), "2026-W13"),  # Sunday 23:59, the day summer time began
        (datetime(2026, 3, 29, 22, 0, tzinfo=UTC), "2026-W14"),  # Monday 00:00
        (datetime(2026, 10, 25, 22, 59, tzinfo=UTC), "2026-W43"),  # Sunday 23:59, the day it ended
        (datetime(2026, 10, 25, 23, 0, tzinfo=UTC), "2026-W44"),
        (datetime(2027, 1, 3, 22, 59, tzinfo=UTC), "2026-W53"),  # Sunday 3 January still belongs to the old year
        (datetime(2027, 1, 3, 23, 0, tzinfo=UTC), "2027-W01"),
    ],
)
def test_a_review_belongs_to_the_week_of_its_business(store: Store, published: datetime, week: str) -> None:
    add(store, a_review(published=published), seen=published + timedelta(days=30))
    assert str(store.reviews.get(1).week) == week
    only = Week.parse(week)
    assert len(store.reviews.scored(CAFE, only, only)) == 1
    assert store.reviews.scored(CAFE, only.shift(1), only.shift(9)) == []


@pytest.mark.parametrize(
    "wrong", [NOW + timedelta(days=3), datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC)]
)
def test_an_impossible_date_is_a_misread_one(store: Store, wrong: datetime) -> None:
    add(store, a_review(published=wrong, reply="Sorry.", replied=wrong))
    review = store.reviews.get(1).review
    assert (review.published, review.replied) == (None, None)
    assert store.reviews.get(1).week == Week(2026, 47)


def test_unscored_are_the_new_and_the_edited(store: Store) -> None:
    add(store, a_review(), a_review(external_id="r2"))
    for stored in store.reviews.unscored():
        store.flags.save(stored, a_sentiment(), now=NOW, open=None)
    assert store.reviews.unscored() == []
    add(store, a_review(external_id="r2", text="edited"))
    assert [stored.id for stored in store.reviews.unscored()] == [2]
    assert store.reviews.rescore(CAFE) == 1
    assert [stored.id for stored in store.reviews.unscored(limit=1)] == [1]


def test_scored_reviews_come_oldest_first_with_their_flag(store: Store) -> None:
    add(store, a_review(), a_review(external_id="r2", published=PUBLISHED - timedelta(days=1)))
    store.flags.save(store.reviews.get(1), a_sentiment(), now=NOW, open=State.TO_ANSWER)
    first, second = store.reviews.scored(CAFE, Week(2026, 40), Week(2026, 47))
    assert (first.stored.id, first.sentiment.why_not, first.state) == (2, "not_assessed", None)
    assert (second.sentiment, second.state, second.opened) == (a_sentiment(), State.TO_ANSWER, NOW)


def test_the_weekly_read_uses_its_index(store: Store) -> None:
    plan = store._link.rows("explain query plan select * from review where business = 'b' and week between 'a' and 'c'")
    assert "review_week" in str(plan)


def test_found_late_is_what_came_after_the_digest_of_its_week(store: Store) -> None:
    queued = NOW
    add(store, a_review(external_id="in time"), seen=queued - timedelta(hours=1))
    add(store, a_review(external_id="late"), seen=queued + timedelta(hours=1))
    add(store, a_review(external_id="first import"), seen=queued + timedelta(hours=1), initial=True)
    add(store, a_review(external_id="this week", published=NOW), seen=queued + timedelta(hours=1))
    late = store.reviews.found_late(CAFE, Week(2026, 46), queued)
    assert [scored.stored.review.external_id for scored in late] == ["late"]


def test_known_maps_ids_to_content(store: Store) -> None:
    add(store, a_review(), a_review(source="Map", external_id="m1"))
    assert store.reviews.known(CAFE, "Own site") == {"r1": a_review().content_hash}


def test_find_and_get_say_when_there_is_nothing(store: Store) -> None:
    assert store.reviews.find(CAFE, "Own site", "r1") is None
    for number in (7, -1, 10**30):
        with pytest.raises(InputError, match=r"no review number"):
            store.reviews.get(number)
    add(store, a_review())
    assert store.reviews.find(CAFE, "Own site", "r1") == store.reviews.get(1)


def test_export_has_the_row_format_of_import(store: Store) -> None:
    add(
        store,
        a_review(title="Slow", reply="Sorry.", replied=NOW),
        a_review(business="Bar", published=None, rating=None),
    )
    assert next(iter(store.reviews.export(CAFE))) == {
        "business": CAFE,
        "platform": "Own site",
        "id": "r1",
        "rating": 1.0,
        "best": 5,
        "title": "Slow",
        "text": a_review().text,
        "date": "2026-11-12T18:30:00+00:00",
        "author": "Mette K.",
        "reply": "Sorry.",
        "reply_date": "2026-11-16T08:00:00+00:00",
    }
    assert [(row["business"], row["date"], row["rating"]) for row in store.reviews.export()][1] == ("Bar", None, None)


def test_a_large_batch_is_stored_whole(store: Store) -> None:
    many = [a_review(external_id=f"r{n}") for n in range(1201)]
    assert len(add(store, *many).new) == 1201
    assert add(store, *many).same == 1201
    assert sum(1 for _ in store.reviews.export(CAFE)) == 1201

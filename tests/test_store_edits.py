"""Sources that give no id: an edited review is found again by its author and its words."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import Any

import pytest
from factories import CAFE, NOW, a_review, a_sentiment

from model import Review, State, identity
from store import Added, Store

TEXT = "We waited forty minutes for a table we had booked, and when the soup came it was cold."
EDIT = "We waited fifty minutes for a table we had booked, and when the soup came it was quite cold."
LONGER = f"{TEXT} Later they called and made up for it."


def without_id(text: str = TEXT, author: str = "Mette K.", **changes: Any) -> Review:
    return a_review(**{"text": text, "author": author, "external_id": identity(None, author, text)} | changes)


def add(store: Store, *reviews: Review, **how: Any) -> Added:
    return store.reviews.add(reviews, seen=NOW, zone=UTC, **how)


@pytest.mark.parametrize("text", [EDIT, LONGER])
def test_an_edit_is_no_new_review(store: Store, text: str) -> None:
    add(store, without_id())
    assert add(store, without_id(text)) == Added(changed=[1])
    assert [version.text for version in store.reviews.versions(1)] == [TEXT]
    stored = store.reviews.get(1)
    assert (stored.review.text, stored.rev) == (text, 2)
    assert add(store, without_id(text)) == Added(same=1)
    assert list(store.reviews.known(CAFE, "Own site")) == [identity(None, "Mette K.", text)]


def test_an_edit_opens_a_closed_case_again(store: Store) -> None:
    add(store, without_id())
    [stored] = store.reviews.unscored()
    store.flags.save(stored, a_sentiment(), now=NOW, open=State.TO_ANSWER)
    store.flags.move(1, State.ANSWERED, rev=1, who="jonas@cafe-ida.example", now=NOW)
    add(store, without_id(EDIT))
    [stored] = store.reviews.unscored()
    store.flags.save(stored, a_sentiment(), now=NOW, open=State.TO_ANSWER)
    assert store.flags.get(1).state is State.TO_ANSWER


@pytest.mark.parametrize(
    "other",
    [
        without_id(EDIT, author="Bo"),
        without_id(EDIT, author=""),
        without_id(EDIT, source="Map"),
        without_id(EDIT, business="Bar"),
        without_id(EDIT, external_id="native"),
        without_id(f"{TEXT[:60]}…"),
        without_id("The second time we had a table by the window, hot soup and a waiter with all the time."),
    ],
)
def test_other_people_places_and_visits_are_new(store: Store, other: Review) -> None:
    add(store, without_id())
    assert add(store, other).new == [2]


@pytest.mark.parametrize("author", ["A Google user", "Ein Gast", "Anonym", ""])
def test_nobody_edits_what_another_nobody_wrote(store: Store, author: str) -> None:
    add(store, without_id(author=author))
    assert add(store, without_id(EDIT, author=author)).new == [2]


def test_short_words_are_written_twice(store: Store) -> None:
    add(store, without_id("Super as always!"))
    assert add(store, without_id("Super as always!!")).new == [2]


def test_what_still_stands_beside_the_new_words_was_not_edited(store: Store) -> None:
    add(store, without_id())
    assert add(store, without_id(), without_id(EDIT)).new == [2]
    assert add(store, without_id(LONGER), beside=[identity(None, "Mette K.", text) for text in (TEXT, EDIT)]).new == [3]


def test_one_wording_takes_the_place_of_one_review_the_likest(store: Store) -> None:
    add(store, without_id(), without_id(f"{TEXT} And the bill was wrong, twice in a row."))
    assert add(store, without_id(EDIT)) == Added(changed=[1])
    assert store.reviews.count(CAFE) == 2


def test_a_review_with_an_id_of_its_source_is_never_renamed(store: Store) -> None:
    add(store, a_review(text=TEXT))
    assert add(store, without_id(EDIT)).new == [2]


def test_the_words_of_somebody_erased_are_no_edit(store: Store) -> None:
    add(store, without_id())
    store.reviews.erase("Mette K.", NOW + timedelta(hours=1))
    add(store, without_id(EDIT))
    assert store.reviews.count(CAFE) == 2

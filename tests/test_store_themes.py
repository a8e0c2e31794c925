"""What staff say a review is not about: kept, applied to every score of that version, undone, counted."""

from __future__ import annotations

from datetime import UTC, timedelta

import pytest
from factories import CAFE, NOW, a_review, a_sentiment

from model import InputError, Reason, State, ThemeHit
from store import Store

JONAS = "jonas@cafe-ida.example"
LATER = NOW + timedelta(hours=1)
HITS = (ThemeHit("waiting", "neg", 3, 23), ThemeHit("safety", "neg", 0, 2), ThemeHit("waiting", "pos", 0, 2))
WHY = (Reason(3, 23, "waited", "theme:waiting", -1.0), Reason(0, 2, "We", "safety", -2.0))
FOUND = a_sentiment(themes=HITS, reasons=WHY)


@pytest.fixture
def one(store: Store) -> Store:
    store.reviews.add([a_review()], seen=NOW, zone=UTC)
    score(store)
    return store


def score(store: Store) -> None:
    store.flags.save(store.reviews.get(1), FOUND, now=NOW, open=State.TO_ANSWER)


def listed(store: Store, theme: str) -> int:
    return len(store.flags.list([CAFE], [State.TO_ANSWER], theme=theme))


@pytest.mark.parametrize("again", [False, True])
def test_a_wrong_theme_goes_and_stays_away(one: Store, again: bool) -> None:
    one.themes.not_about(1, "waiting", JONAS, LATER)
    if again:
        score(one)
    flag = one.flags.get(1)
    assert flag.sentiment.complaints() == ("safety",)
    assert flag.sentiment.praises() == ("waiting",)
    assert [reason.why for reason in flag.sentiment.reasons] == ["safety"]
    assert (listed(one, "waiting"), listed(one, "safety"), flag.rev) == (0, 1, 2)
    assert one.themes.wrong(1) == ["waiting"]
    assert one.themes.wrong_counts([CAFE]) == {"waiting": 1}
    assert one.themes.wrong_counts(["Hotel"]) == {}


def test_without_safety_it_is_a_review_like_others(one: Store) -> None:
    one.themes.not_about(1, "safety", JONAS, LATER)
    assert not one.flags.get(1).sentiment.safety
    one.reviews.add([a_review(external_id="r2", text="Slow.")], seen=NOW, zone=UTC)
    one.flags.save(one.reviews.get(2), FOUND, now=LATER, open=State.TO_ANSWER)
    assert [flag.id for flag in one.flags.list([CAFE], [State.TO_ANSWER])] == [2, 1]


def test_an_edited_text_is_read_anew(one: Store) -> None:
    one.themes.not_about(1, "waiting", JONAS, LATER)
    one.reviews.add([a_review(text="We waited an hour.")], seen=LATER, zone=UTC)
    score(one)
    assert "waiting" in one.flags.get(1).sentiment.complaints()
    assert one.themes.wrong(1) == []


def test_undo_brings_the_theme_back_with_the_next_score(one: Store) -> None:
    one.themes.not_about(1, "waiting", JONAS, LATER)
    one.themes.about_after_all(1, "waiting", JONAS, LATER)
    one.themes.about_after_all(1, "waiting", JONAS, LATER)
    assert [stored.id for stored in one.reviews.unscored()] == [1]
    score(one)
    assert one.flags.get(1).sentiment.complaints() == ("waiting", "safety")
    assert [event.what for event in one.flags.history(1)] == ["found", "wrong_theme", "right_theme"]


def test_there_must_be_a_review(one: Store) -> None:
    with pytest.raises(InputError):
        one.themes.not_about(9, "waiting", JONAS, LATER)

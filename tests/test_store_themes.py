"""What staff say a review is not about: kept, applied to every score of that version, undone, counted."""

from __future__ import annotations

from datetime import UTC, timedelta

import pytest
from factories import CAFE, NOW, a_review, a_sentiment

from model import InputError, Reason, Reply, State, ThemeHit
from store import Store
from store.themes import Corrected

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
    assert one.themes.corrections([CAFE]) == [Corrected("waiting", wrong=1, told=0)]
    assert one.themes.corrections(["Hotel"]) == []


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


@pytest.mark.parametrize("again", [False, True])
def test_the_right_theme_takes_the_place_of_a_wrong_one_and_outlives_a_new_score(one: Store, again: bool) -> None:
    one.themes.not_about(1, "waiting", JONAS, LATER)
    one.themes.about(1, "attention", JONAS, LATER, instead="waiting")
    if again:
        score(one)
    assert one.flags.get(1).sentiment.complaints() == ("safety", "attention")
    assert (listed(one, "waiting"), listed(one, "attention")) == (0, 1)
    assert one.themes.told(1) == ["attention"]
    assert one.themes.corrections([CAFE]) == [Corrected("attention", 0, 1), Corrected("waiting", 1, 0)]
    assert [event.what for event in one.flags.history(1)] == ["found", "wrong_theme", "told_theme"]


def test_a_told_theme_is_counted_in_the_figures_of_its_week(one: Store) -> None:
    one.themes.about(1, "delivery", JONAS, LATER)
    week = one.reviews.get(1).week
    hits = [hit.theme for scored in one.sums.scored(CAFE, week, week) for hit in scored.sentiment.themes]
    assert hits.count("delivery") == 1


def test_a_theme_that_was_told_and_found_as_well_stands_there_once(one: Store) -> None:
    one.themes.about(1, "waiting", JONAS, LATER)
    assert one.flags.get(1).sentiment.complaints() == ("waiting", "safety")
    one.themes.not_about(1, "waiting", JONAS, LATER)
    assert one.flags.get(1).sentiment.complaints() == ("waiting", "safety")
    assert one.themes.wrong(1) == []


def test_what_was_told_can_be_taken_back_and_is_no_mistake_of_the_score(one: Store) -> None:
    one.themes.about(1, "delivery", JONAS, LATER)
    one.themes.not_about(1, "delivery", JONAS, LATER)
    assert one.flags.get(1).sentiment.complaints() == ("waiting", "safety")
    assert (listed(one, "delivery"), one.themes.corrections([CAFE])) == (0, [])


def test_undoing_the_wrong_one_takes_back_what_was_told_instead(one: Store) -> None:
    one.themes.not_about(1, "waiting", JONAS, LATER)
    one.themes.about(1, "delivery", JONAS, LATER, instead="waiting")
    one.themes.about_after_all(1, "waiting", JONAS, LATER)
    score(one)
    assert one.flags.get(1).sentiment.complaints() == ("waiting", "safety")
    assert one.themes.told(1) == []


def test_what_is_told_to_be_about_safety_is_handled_as_safety(store: Store) -> None:
    store.reviews.add([a_review()], seen=NOW, zone=UTC)
    calm = a_sentiment(themes=(ThemeHit("waiting", "neg", 3, 23),), reasons=())
    store.flags.save(store.reviews.get(1), calm, now=NOW, open=State.TO_ANSWER)
    store.themes.about(1, "safety", JONAS, LATER)
    assert store.flags.get(1).sentiment.safety
    store.flags.save(store.reviews.get(1), calm, now=LATER, open=State.TO_ANSWER)
    assert store.flags.get(1).sentiment.safety
    store.themes.not_about(1, "safety", JONAS, LATER)
    store.flags.save(store.reviews.get(1), calm, now=LATER, open=State.TO_ANSWER)
    assert not store.flags.get(1).sentiment.safety


def test_an_edited_text_forgets_what_was_told(one: Store) -> None:
    one.themes.about(1, "delivery", JONAS, LATER)
    one.reviews.add([a_review(text="We waited an hour.")], seen=LATER, zone=UTC)
    score(one)
    assert "delivery" not in one.flags.get(1).sentiment.complaints()
    assert one.themes.told(1) == []


@pytest.mark.parametrize("written", [False, True])
def test_our_own_draft_is_made_anew_and_what_a_person_wrote_stays(one: Store, written: bool) -> None:
    one.flags.draft(1, Reply("Sorry for the wait.", "en"), LATER, who=JONAS if written else "")
    one.themes.not_about(1, "waiting", JONAS, LATER)
    assert (one.flags.get(1).draft is not None) is written


def test_only_a_review_that_is_there_can_be_about_something(one: Store) -> None:
    with pytest.raises(InputError):
        one.themes.about(9, "waiting", JONAS, LATER)

"""What people do with a flag, what it leaves behind, and who loses when two act at once."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import Any

import pytest
from factories import CAFE, NOW, a_review, a_sentiment

from model import Conflict, InputError, Reply, State
from store import Store

IDA, JONAS = "ida@cafe-ida.example", "jonas@cafe-ida.example"
LATER = NOW + timedelta(hours=2)


@pytest.fixture
def one(store: Store) -> Store:
    """A store with flag 1, waiting for an answer."""
    store.reviews.add([a_review()], seen=NOW, zone=UTC)
    store.flags.save(store.reviews.get(1), a_sentiment(), now=NOW, open=State.TO_ANSWER)
    return store


def move(store: Store, to: State, **how: Any) -> Any:
    return store.flags.move(1, to, rev=store.flags.get(1).rev, who=JONAS, now=LATER, **how)


@pytest.mark.parametrize(
    ("path", "taken_by", "handled", "events"),
    [
        ([State.IN_HAND], JONAS, None, ["taken"]),
        ([State.IN_HAND, State.TO_ANSWER], "", None, ["taken", "released"]),
        ([State.ANSWERED], "", LATER, ["answered"]),
        ([State.IN_HAND, State.SOLVED], JONAS, LATER, ["taken", "solved"]),
        ([State.ANSWERED, State.TO_ANSWER], "", None, ["answered", "reopened"]),
        ([State.DISMISSED], "", LATER, ["dismissed"]),
        ([State.BACKLOG], "", None, ["shelved"]),
    ],
)
def test_a_move_is_kept_with_its_event(
    one: Store, path: list[State], taken_by: str, handled: Any, events: list[str]
) -> None:
    for to in path:
        flag = move(one, to)
    assert (flag.state, flag.taken_by, flag.handled, flag.rev) == (path[-1], taken_by, handled, 1 + len(path))
    assert [event.what for event in one.flags.history(1)] == ["found", *events]


def test_solving_keeps_the_time_of_the_answer(one: Store) -> None:
    move(one, State.ANSWERED)
    flag = one.flags.move(1, State.SOLVED, rev=2, who=IDA, now=LATER + timedelta(days=1), said="Done.", cause="policy")
    assert (flag.handled, flag.cause) == (LATER, "policy")
    assert one.flags.history(1)[-1].said == "Done."


def test_a_move_with_a_stale_rev_is_a_conflict_and_changes_nothing(one: Store) -> None:
    move(one, State.IN_HAND)
    with pytest.raises(Conflict, match="meanwhile"):
        one.flags.move(1, State.SOLVED, rev=1, who=IDA, now=LATER)
    with pytest.raises(Conflict):
        one.flags.assign(1, IDA, rev=1, who=IDA, now=LATER)
    assert one.flags.get(1).state is State.IN_HAND
    assert [event.what for event in one.flags.history(1)] == ["found", "taken"]


def test_an_edit_by_the_customer_makes_the_page_stale(one: Store) -> None:
    one.reviews.add([a_review(text="edited")], seen=LATER, zone=UTC)
    with pytest.raises(Conflict):
        one.flags.move(1, State.SOLVED, rev=1, who=IDA, now=LATER)


def test_a_cause_must_be_one_we_know(one: Store) -> None:
    with pytest.raises(InputError, match="policy, training"):
        move(one, State.SOLVED, cause="weather")


@pytest.mark.parametrize(("who", "what"), [(JONAS, "taken"), (IDA, "assigned")])
def test_an_assigned_flag_is_in_hand(one: Store, who: str, what: str) -> None:
    flag = one.flags.assign(1, JONAS, rev=1, who=who, now=LATER)
    assert (flag.state, flag.taken_by, flag.rev) == (State.IN_HAND, JONAS, 2)
    assert one.flags.history(1)[-1].what == what


def test_a_note_is_cleaned_and_kept(one: Store) -> None:
    one.flags.note(1, JONAS, "called\x00 her\ud800", LATER)
    event = one.flags.history(1)[-1]
    assert (event.at, event.who, event.what, event.said) == (LATER, JONAS, "noted", "called her")


def test_ticks_are_kept_once_and_cost_once(one: Store) -> None:
    one.flags.tick(1, "refund", True, JONAS, NOW, cost=12.5)
    one.flags.tick(1, "refund", True, JONAS, LATER)
    one.flags.tick(1, "coffee", True, JONAS, LATER, cost=float("nan"))
    assert one.flags.get(1).ticked == ("refund", "coffee")
    assert one.flags.goodwill(CAFE, NOW, LATER) == 12.5
    assert one.flags.goodwill(CAFE, LATER, LATER + timedelta(days=1)) == 0
    assert [event.said for event in one.flags.history(1)] == ["", "refund", "coffee"]


def test_a_mistaken_tick_leaves_no_trace(one: Store) -> None:
    one.flags.tick(1, "refund", True, JONAS, NOW, cost=12.5)
    one.flags.tick(1, "refund", False, JONAS, NOW)
    assert one.flags.get(1).ticked == ()
    assert one.flags.goodwill(CAFE, NOW, LATER) == 0
    assert [event.what for event in one.flags.history(1)] == ["found"]


def test_a_changed_draft_must_be_approved_anew(one: Store) -> None:
    draft = Reply("We are sorry.", "en", needs_approval=True, warnings=("repeats",))
    with pytest.raises(InputError, match="no draft"):
        one.flags.approve(1, IDA, NOW)
    one.flags.draft(1, draft)
    one.flags.approve(1, IDA, NOW)
    assert (one.flags.get(1).draft, one.flags.get(1).approved) == (draft, True)
    one.flags.draft(1, Reply("Sorry!", "en"), LATER, who=JONAS)
    assert one.flags.get(1).approved is False
    assert [event.what for event in one.flags.history(1)] == ["found", "approved", "drafted"]


def test_not_negative_dismisses_and_is_remembered_until_an_edit(one: Store) -> None:
    one.flags.correct(1, "not_negative", JONAS, LATER)
    assert (one.flags.get(1).state, one.flags.get(1).handled) == (State.DISMISSED, LATER)
    assert [(stored.id, what) for stored, what in one.flags.corrections()] == [(1, "not_negative")]
    one.reviews.add([a_review(text="edited")], seen=LATER, zone=UTC)
    assert one.flags.corrections() == []


def test_a_dismissal_is_a_correction(one: Store) -> None:
    move(one, State.DISMISSED)
    assert [what for _, what in one.flags.corrections()] == ["not_negative"]
    move(one, State.TO_ANSWER)
    assert one.flags.corrections() == []


def test_staff_can_flag_what_the_words_did_not_tell(store: Store) -> None:
    store.reviews.add([a_review()], seen=NOW, zone=UTC)
    fine = a_sentiment(flagged=False)
    store.flags.save(store.reviews.get(1), fine, now=NOW, open=None)
    store.flags.correct(1, "negative", JONAS, LATER)
    assert (store.flags.get(1).state, store.flags.get(1).opened) == (State.TO_ANSWER, LATER)
    store.flags.save(store.reviews.get(1), fine, now=LATER, open=None)
    assert store.flags.get(1).state is State.TO_ANSWER
    assert len(store.flags.list([CAFE], [State.TO_ANSWER], text="forty")) == 1


def test_acting_on_nothing_says_so(store: Store) -> None:
    for act in (
        lambda: store.flags.move(7, State.SOLVED, rev=1, who=IDA, now=NOW),
        lambda: store.flags.assign(7, IDA, rev=1, who=IDA, now=NOW),
        lambda: store.flags.note(7, IDA, "x", NOW),
        lambda: store.flags.tick(7, "k", True, IDA, NOW),
        lambda: store.flags.draft(7, Reply("x", "en")),
        lambda: store.flags.correct(7, "negative", IDA, NOW),
    ):
        with pytest.raises(InputError, match="number 7"):
            act()


@pytest.mark.parametrize(("taken", "state", "events"), [(True, State.IN_HAND, ["taken"]), (False, State.TO_ANSWER, [])])
def test_reopened_it_goes_back_to_whoever_had_it(one: Store, taken: bool, state: State, events: list[str]) -> None:
    if taken:
        move(one, State.IN_HAND)
    flag = move(one, State.DISMISSED)
    flag = one.flags.reopen(1, rev=flag.rev, who="ida@cafe-ida.example", now=LATER)
    assert (flag.state, flag.taken_by, flag.handled) == (state, JONAS if taken else "", None)
    assert [event.what for event in one.flags.history(1)] == ["found", *events, "dismissed", "reopened"]
    assert one.flags.corrections() == []


def test_a_cause_given_after_closing_is_kept_and_only_then(one: Store) -> None:
    one.flags.cause(1, "training", JONAS, LATER)
    assert one.flags.get(1).cause == ""
    move(one, State.ANSWERED)
    one.flags.cause(1, "training", JONAS, LATER)
    assert one.flags.get(1).cause == "training"
    with pytest.raises(InputError):
        one.flags.cause(1, "weather", JONAS, LATER)


@pytest.mark.parametrize(("who", "told"), [(JONAS, []), ("ida@cafe-ida.example", ["remedy", "remedy_off"])])
def test_a_colleagues_tick_is_not_taken_away_in_silence(one: Store, who: str, told: list[str]) -> None:
    one.flags.tick(1, "refund", True, JONAS, NOW)
    one.flags.tick(1, "refund", False, who, LATER)
    assert [event.what for event in one.flags.history(1)] == ["found", *told]

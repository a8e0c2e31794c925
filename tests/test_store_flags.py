"""Flags in the store: what a score opens, keeps, opens again or takes away; lists and searches."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import Any

import pytest
from factories import CAFE, NOW, a_review, a_sentiment

from model import InputError, Reply, State, StoredReview, ThemeHit
from store import Store

LATER = NOW + timedelta(hours=6)
WHO = "jonas@cafe-ida.example"
FINE = a_sentiment(label="pos", sentiment=0.7, flagged=False, level=None, severity=0, themes=(), reasons=())


def flagged(store: Store, sentiment: Any = None, open: State | None = State.TO_ANSWER, **review: Any) -> StoredReview:
    """Add and score one review."""
    store.reviews.add([a_review(**review)], seen=NOW, zone=UTC)
    [stored] = store.reviews.unscored()
    store.flags.save(stored, sentiment or a_sentiment(), now=NOW, open=open, due=NOW + timedelta(days=1))
    return stored


def scored_again(store: Store, sentiment: Any, open: State | None, id: int = 1) -> None:
    store.flags.save(store.reviews.get(id), sentiment, now=LATER, open=open, due=LATER + timedelta(days=1))


def moved(store: Store, to: State, id: int = 1) -> None:
    store.flags.move(id, to, rev=store.flags.get(id).rev, who=WHO, now=NOW)


def edit(store: Store, **changes: Any) -> None:
    store.reviews.add([a_review(text="Edited: it got worse.", **changes)], seen=LATER, zone=UTC)


def test_a_score_opens_a_flag(store: Store) -> None:
    stored = flagged(store)
    flag = store.flags.get(stored.id)
    assert (flag.stored, flag.sentiment, flag.state) == (stored, a_sentiment(), State.TO_ANSWER)
    assert (flag.opened, flag.due, flag.rev) == (NOW, NOW + timedelta(days=1), 1)
    assert [event.what for event in store.flags.history(1)] == ["found"]


def test_a_good_review_has_no_flag(store: Store) -> None:
    flagged(store, FINE, open=None)
    with pytest.raises(InputError, match="no flagged review number 1"):
        store.flags.get(1)


def test_a_review_that_the_owner_has_answered_starts_as_answered(store: Store) -> None:
    flagged(store, reply="We are sorry.", replied=NOW - timedelta(days=2))
    flag = store.flags.get(1)
    assert (flag.state, flag.handled) == (State.ANSWERED, NOW - timedelta(days=2))
    assert [event.what for event in store.flags.history(1)] == ["found", "answered"]


@pytest.mark.parametrize("state", [State.TO_ANSWER, State.IN_HAND, State.BACKLOG])
@pytest.mark.parametrize(("replied", "handled"), [(NOW + timedelta(hours=1), NOW + timedelta(hours=1)), (None, LATER)])
def test_a_public_reply_answers_an_open_flag(store: Store, state: State, replied: Any, handled: Any) -> None:
    flagged(store)
    moved(store, state)
    store.reviews.add([a_review(reply="We are sorry.", replied=replied)], seen=LATER, zone=UTC)
    flag = store.flags.get(1)
    assert (flag.state, flag.handled) == (State.ANSWERED, handled)
    assert store.flags.history(1)[-1].what == "answered"


def test_a_public_reply_leaves_a_solved_flag_alone(store: Store) -> None:
    flagged(store)
    moved(store, State.SOLVED)
    store.reviews.add([a_review(reply="We are sorry.")], seen=LATER, zone=UTC)
    assert store.flags.get(1).state is State.SOLVED


@pytest.mark.parametrize("state", [State.ANSWERED, State.SOLVED, State.DISMISSED, State.BACKLOG])
def test_an_edited_text_opens_a_closed_flag_again(store: Store, state: State) -> None:
    flagged(store)
    store.flags.alerted([1], NOW)
    moved(store, state)
    edit(store)
    scored_again(store, a_sentiment(severity=80), State.TO_ANSWER)
    flag = store.flags.get(1)
    assert (flag.state, flag.opened, flag.due) == (State.TO_ANSWER, LATER, LATER + timedelta(days=1))
    assert (flag.handled, flag.alerted, flag.sentiment.severity) == (None, None, 80)
    assert [event.what for event in store.flags.history(1)][-2:] == ["edited", "reopened"]


@pytest.mark.parametrize("state", [State.IN_HAND, State.ANSWERED, State.SOLVED, State.DISMISSED, State.BACKLOG])
def test_new_rules_do_not_undo_what_people_decided(store: Store, state: State) -> None:
    flagged(store)
    moved(store, state)
    scored_again(store, a_sentiment(severity=90), State.TO_ANSWER)
    flag = store.flags.get(1)
    assert (flag.state, flag.opened, flag.sentiment.severity) == (state, NOW, 90)


def test_an_edit_leaves_a_flag_in_hand_where_it_is(store: Store) -> None:
    flagged(store)
    moved(store, State.IN_HAND)
    edit(store)
    scored_again(store, a_sentiment(), State.TO_ANSWER)
    flag = store.flags.get(1)
    assert (flag.state, flag.taken_by, flag.opened) == (State.IN_HAND, WHO, NOW)


@pytest.mark.parametrize(("who", "left"), [("", None), (WHO, Reply("We are sorry.", "en"))])
@pytest.mark.parametrize("state", [State.TO_ANSWER, State.SOLVED])
def test_an_edit_drops_our_draft_but_not_a_persons(store: Store, state: State, who: str, left: Reply | None) -> None:
    flagged(store)
    store.flags.draft(1, Reply("We are sorry.", "en"), NOW, who=who)
    moved(store, state)
    edit(store)
    scored_again(store, a_sentiment(), State.TO_ANSWER)
    assert (store.flags.get(1).draft, store.flags.get(1).approved) == (left, False)


def test_a_reply_that_came_with_the_edit_answers_it(store: Store) -> None:
    flagged(store)
    edit(store, reply="Now we are sorry.")
    scored_again(store, a_sentiment(), State.TO_ANSWER)
    assert store.flags.get(1).state is State.ANSWERED


def test_a_reply_from_before_the_edit_does_not_answer_it(store: Store) -> None:
    flagged(store, reply="We are sorry.")
    edit(store, reply="We are sorry.")
    scored_again(store, a_sentiment(), State.TO_ANSWER)
    assert store.flags.get(1).state is State.TO_ANSWER


def test_an_untouched_flag_goes_when_the_review_is_no_longer_negative(store: Store) -> None:
    flagged(store)
    store.flags.alerted([1], NOW)
    edit(store)
    scored_again(store, FINE, None)
    assert store.flags.list([CAFE], list(State)) == []
    assert store.reviews.unscored() == []


def test_a_flag_that_somebody_touched_stays(store: Store) -> None:
    flagged(store)
    store.flags.note(1, WHO, "I called her.", NOW)
    scored_again(store, FINE, None)
    assert store.flags.get(1).state is State.TO_ANSWER


def test_a_score_for_an_older_wording_is_dropped(store: Store) -> None:
    store.reviews.add([a_review()], seen=NOW, zone=UTC)
    [old] = store.reviews.unscored()
    edit(store)
    store.flags.save(old, a_sentiment(), now=LATER, open=State.TO_ANSWER)
    assert store._link.rows("select * from theme") == []
    assert [stored.rev for stored in store.reviews.unscored()] == [2]
    assert store.flags.counts([CAFE])[State.TO_ANSWER] == 0


def test_the_list_puts_safety_first_and_then_the_oldest(store: Store) -> None:
    safety = a_sentiment(themes=(ThemeHit("safety", "neg", 0, 2),))
    opened = [(LATER, a_sentiment()), (NOW, a_sentiment()), (LATER + timedelta(days=1), safety)]
    for number, (now, sentiment) in enumerate(opened, start=1):
        store.reviews.add([a_review(external_id=str(number))], seen=NOW, zone=UTC)
        store.flags.save(store.reviews.get(number), sentiment, now=now, open=State.TO_ANSWER)
    assert [flag.id for flag in store.flags.list([CAFE], [State.TO_ANSWER])] == [3, 2, 1]
    assert [flag.id for flag in store.flags.list([CAFE], [State.TO_ANSWER], limit=1, offset=1)] == [2]


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        ({}, [1, 2]),
        ({"source": "Map"}, [2]),
        ({"theme": "waiting"}, [1]),
        ({"theme": "price"}, []),  # it praised the price
        ({"lang": "da"}, [2]),
        ({"person": WHO}, [2]),
        ({"person": "nobody"}, []),
    ],
)
def test_the_list_can_be_narrowed(store: Store, wanted: dict[str, Any], ids: list[int]) -> None:
    flagged(store)
    flagged(store, a_sentiment(lang="da", themes=(ThemeHit("price", "pos", 0, 3),)), source="Map")
    store.flags.assign(2, WHO, rev=1, who=WHO, now=NOW)
    assert [flag.id for flag in store.flags.list([CAFE], [State.TO_ANSWER, State.IN_HAND], **wanted)] == ids


def test_a_business_sees_only_its_own(store: Store) -> None:
    flagged(store)
    flagged(store, business="Bar")
    assert [flag.id for flag in store.flags.list(["Bar"], list(State))] == [2]
    assert store.flags.counts(["Bar", CAFE])[State.TO_ANSWER] == 2
    assert store.flags.counts([]) == dict.fromkeys(State, 0)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", True),
        ("brod", True),
        ("BRÖD", True),
        ("schrecklich brö", True),
        ("mette", True),
        ("title", True),
        ("brød", False),
        ("bröd kaffee", False),
        ("100 %", True),
        ("1_0", False),
        ("%", True),
        ("_", False),
    ],
)
def test_search_finds_words_whatever_their_case_and_accents(store: Store, text: str, found: bool) -> None:
    flagged(store, title="Title", text="Das Bröd war 100 % schrecklich.")
    assert bool(store.flags.list([CAFE], list(State), text=text)) is found


@pytest.mark.parametrize(
    "text",
    [
        '"',
        '"a" NEAR("b")',
        "NEAR(",
        "*",
        "a*",
        "'",
        "--",
        "\\",
        "%%%",
        "(((",
        "a AND",
        ":x",
        "\x00",
        "\ud800",
        "w " * 9999,
    ],
)
def test_no_search_raises(store: Store, text: str) -> None:
    flagged(store)
    assert len(store.flags.list([CAFE], list(State), text=text)) in (0, 1)


def test_unalerted_are_open_and_new(store: Store) -> None:
    flagged(store, external_id="open")
    flagged(store, external_id="backlog", open=State.BACKLOG)
    store.reviews.add([a_review(external_id="first import")], seen=NOW, zone=UTC, initial=True)
    scored_again(store, a_sentiment(), State.TO_ANSWER, id=3)
    assert [flag.id for flag in store.flags.unalerted(CAFE)] == [1]
    store.flags.alerted([1, 99], LATER)
    assert store.flags.unalerted(CAFE) == []
    assert (store.flags.get(1).alerted, store.flags.history(1)[-1].what) == (LATER, "alerted")


def test_recent_replies_are_drafts_and_public_ones_but_not_its_own(store: Store) -> None:
    flagged(store, external_id="1")
    flagged(store, external_id="2", reply="Public.", replied=NOW - timedelta(days=3))
    flagged(store, external_id="3")
    store.flags.draft(1, Reply("Draft 1", "en"), NOW)
    store.flags.draft(3, Reply("Draft 3", "en"), LATER)
    assert store.flags.recent_replies(CAFE) == ["Draft 3", "Draft 1", "Public."]
    assert store.flags.recent_replies(CAFE, limit=1, without=3) == ["Draft 1"]

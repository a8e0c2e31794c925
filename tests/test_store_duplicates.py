"""One review in two places: counted once, one case, whoever comes first, and nothing lost when one of them goes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from factories import CAFE, NOW, a_review, a_sentiment
from hypothesis import given, settings
from hypothesis import strategies as st

from model import Review, Sentiment, State, Week
from store import Added, Store, open_store

TEXT = "We waited forty minutes for a table we had booked, and when the soup came it was cold."
OTHER = "The waffles were burnt twice in a row, and the music was so loud that we could not talk."
WEEK = Week(2026, 46)
GUIDE, MAP, OWN = "Town guide", "Map", "Own site"
CALM = a_sentiment(flagged=False, level=None, severity=0, label="neu", themes=(), reasons=())


def a_copy(source: str = MAP, **changes: Any) -> Review:
    return a_review(
        **{"text": TEXT, "source": source, "external_id": source, "url": f"https://{source[:3]}.example/1"} | changes
    )


def add(store: Store, *reviews: Review, seen: datetime = NOW) -> Added:
    return store.reviews.add(reviews, seen=seen, zone=UTC)


def score_all(store: Store, *, calm: tuple[str, ...] = (), at: datetime = NOW) -> None:
    """As the sentiment stage does; those of the sources `calm` need nobody."""
    while waiting := store.reviews.unscored():
        for stored in waiting:
            quiet = stored.review.source in calm
            found: Sentiment = CALM if quiet else a_sentiment()
            store.flags.save(stored, found, now=at, open=None if quiet else State.TO_ANSWER, due=at)


def leads(store: Store) -> dict[int, int | None]:
    return {row["id"]: row["dup_of"] for row in store._link.rows("select id, dup_of from review")}


def counted(store: Store) -> list[int]:
    return [one.stored.id for one in store.reviews.scored(CAFE, WEEK.shift(-2), WEEK.shift(2))]


def cases(store: Store) -> list[int]:
    return sorted(flag.id for flag in store.flags.list([CAFE], list(State)))


def test_a_copy_points_at_the_first_and_every_place_stays(store: Store) -> None:
    add(store, a_copy(GUIDE), a_copy(MAP, text=f"{TEXT[:60]}…", author="mk82"), a_review())
    assert leads(store) == {1: None, 2: 1, 3: None}
    assert [one.id for one in store.reviews.elsewhere(1)] == [2]
    assert [one.id for one in store.reviews.elsewhere(2)] == [1]
    assert store.reviews.elsewhere(3) == []
    assert store.reviews.count(CAFE) == 3


def test_within_a_source_nothing_is_joined(store: Store) -> None:
    add(store, a_copy(GUIDE), a_copy(GUIDE, external_id="again"))
    assert leads(store) == {1: None, 2: None}


def test_other_businesses_have_reviews_of_their_own(store: Store) -> None:
    add(store, a_copy(GUIDE), a_copy(MAP, business="Bar"), a_copy(OWN, business="Bar"))
    assert leads(store) == {1: None, 2: None, 3: 2}


@pytest.mark.parametrize("batches", [[[0, 1, 2, 3]], [[0], [1], [2], [3]], [[3, 1], [0, 2]], [[2], [0, 3, 1]]])
def test_however_reviews_arrive_the_groups_are_the_same(store: Store, batches: list[list[int]]) -> None:
    all_of_them = [a_copy(GUIDE), a_copy(MAP), a_copy(OWN, rating=None), a_copy(MAP, external_id="other", text=OTHER)]
    for batch in batches:
        add(store, *[all_of_them[number] for number in batch])
    together = {store.reviews.get(id).review.source for id in counted(store)}
    assert len(counted(store)) == 2
    assert MAP in together  # Mette's or the other one: that on the music is by itself
    alone = store.reviews.find(CAFE, MAP, "other")
    assert alone
    assert store.reviews.elsewhere(alone.id) == []


def groups_of(store: Store) -> set[frozenset[str]]:
    found = {}
    for row in store._link.rows("select coalesce(dup_of, id) as root, source, external_id from review"):
        found.setdefault(row["root"], set()).add(f"{row['source']} {row['external_id']}")
    return {frozenset(group) for group in found.values()}


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_groups_follow_from_the_reviews_not_from_their_order(data: st.DataObject) -> None:
    """Copies on three sites, days apart, some cut, some without stars, some with the name: in two orders of arrival."""
    reviews = [
        a_copy(
            data.draw(st.sampled_from([GUIDE, MAP, OWN])),
            external_id=str(number),
            text=data.draw(st.sampled_from([TEXT, f"{TEXT[:60]}…", OTHER])),
            author=data.draw(st.sampled_from(["Mette K.", "mk82"])),
            rating=data.draw(st.sampled_from([1.0, None])),
            published=NOW - timedelta(days=data.draw(st.integers(0, 8))),
        )
        for number in range(data.draw(st.integers(2, 7)))
    ]
    found = []
    for order in (reviews, data.draw(st.permutations(reviews))):
        with open_store(":memory:") as store:
            cut = data.draw(st.integers(0, len(order)))
            add(store, *order[:cut])
            add(store, *order[cut:])
            assert add(store, *order) == Added(same=len(order))
            found.append(groups_of(store))
    assert found[0] == found[1]


def test_reviews_without_a_date_are_as_old_as_they_were_first_seen(store: Store) -> None:
    add(store, a_copy(GUIDE, published=None))
    add(store, a_copy(MAP, published=NOW))
    add(store, a_copy(OWN, published=NOW - timedelta(days=30)))
    assert leads(store) == {1: None, 2: 1, 3: None}


def test_a_date_that_turns_up_later_parts_what_it_must(store: Store) -> None:
    add(store, a_copy(GUIDE, published=None), a_copy(MAP, published=NOW))
    assert leads(store) == {1: None, 2: 1}
    add(store, a_copy(GUIDE, published=NOW - timedelta(days=30)))
    assert leads(store) == {1: None, 2: None}


def test_an_edit_may_part_and_join(store: Store) -> None:
    add(store, a_copy(GUIDE), a_copy(MAP, text=OTHER))
    assert leads(store) == {1: None, 2: None}
    add(store, a_copy(MAP))
    assert leads(store) == {1: None, 2: 1}
    add(store, a_copy(MAP, text=OTHER))
    assert leads(store) == {1: None, 2: None}


def test_who_has_stars_counts_before_who_has_none(store: Store) -> None:
    add(store, a_copy(GUIDE, rating=None))
    add(store, a_copy(MAP, rating=1.0))
    assert leads(store) == {1: 2, 2: None}


def test_every_figure_counts_one(store: Store) -> None:
    add(store, a_copy(GUIDE), a_copy(MAP), a_copy(OWN))
    score_all(store)
    assert [one.stored.id for one in store.reviews.scored(CAFE, WEEK, WEEK)] == [1]
    assert len(store.sums.scored(CAFE, WEEK, WEEK)) == 1
    assert len(store.sums.complaints(CAFE, ["waiting"], WEEK, WEEK)) == 1
    assert [one.stored.review.source for one in store.sums.copies(CAFE, WEEK, WEEK)] == [MAP, OWN]
    assert store.flags.counts([CAFE])[State.TO_ANSWER] == 1


def test_a_copy_of_what_was_told_is_not_found_late(store: Store) -> None:
    add(store, a_copy(GUIDE))
    add(store, a_copy(MAP), a_copy(MAP, external_id="new", text=OTHER), seen=NOW + timedelta(days=1))
    late = store.reviews.found_late(CAFE, WEEK, NOW + timedelta(hours=1))
    assert [one.stored.review.text for one in late] == [OTHER]


def test_what_was_answered_here_may_be_answered_there_in_the_same_words(store: Store) -> None:
    add(store, a_copy(GUIDE), a_copy(MAP, reply="We are sorry."), a_review(reply="Thank you."))
    assert store.flags.recent_replies(CAFE, without=1) == ["Thank you."]
    assert set(store.flags.recent_replies(CAFE)) == {"We are sorry.", "Thank you."}


def test_the_export_says_whose_copy_it_is(store: Store) -> None:
    add(store, a_copy(GUIDE), a_copy(MAP))
    assert [row.get("dup_of") for row in store.reviews.export(CAFE)] == [None, {"platform": GUIDE, "id": GUIDE}]


# one case


@pytest.mark.parametrize("together", [True, False])
def test_a_copy_opens_no_second_case_and_no_second_alert(store: Store, together: bool) -> None:
    add(store, a_copy(GUIDE), *([a_copy(MAP)] if together else []))
    score_all(store)
    assert [flag.id for flag in store.flags.unalerted(CAFE)] == [1]
    store.flags.alerted([1], NOW)
    add(store, a_copy(MAP))
    score_all(store, at=NOW + timedelta(hours=1))
    assert cases(store) == [1]
    assert store.flags.unalerted(CAFE) == []
    [also] = [event for event in store.flags.history(1) if event.what == "also_on"]
    assert also.said == MAP
    copy = store.reviews.get(2)
    assert store._link.value("select scored is not null from review where id = :id", id=copy.id)


def test_the_history_names_a_place_once(store: Store) -> None:
    add(store, a_copy(GUIDE), a_copy(MAP))
    score_all(store)
    store.reviews.rescore()
    score_all(store)
    assert [event.what for event in store.flags.history(1)] == ["found", "also_on"]


def test_a_copy_that_alone_is_unhappy_opens_the_case_and_then_counts(store: Store) -> None:
    """The first was found without stars and cut before the words that hurt."""
    add(store, a_copy(GUIDE, rating=None, text=f"{TEXT[:60]}…"))
    score_all(store, calm=(GUIDE,))
    add(store, a_copy(MAP))
    score_all(store, calm=(GUIDE,))
    assert cases(store) == [2]
    assert leads(store) == {1: 2, 2: None}
    [one] = store.reviews.scored(CAFE, WEEK, WEEK)
    assert (one.stored.review.rating, one.state) == (1.0, State.TO_ANSWER)


@pytest.mark.parametrize("to", [State.IN_HAND, State.ANSWERED, State.SOLVED, State.DISMISSED])
def test_a_case_that_somebody_has_dealt_with_stays_as_it_is(store: Store, to: State) -> None:
    add(store, a_copy(GUIDE))
    score_all(store)
    store.flags.move(1, to, rev=1, who="jonas@cafe-ida.example", now=NOW)
    add(store, a_copy(MAP))
    score_all(store)
    assert cases(store) == [1]
    assert store.flags.get(1).state is to


def test_a_case_is_found_by_each_of_its_sources(store: Store) -> None:
    add(store, a_copy(GUIDE), a_copy(MAP))
    score_all(store)
    for source in (GUIDE, MAP):
        assert [flag.id for flag in store.flags.list([CAFE], [State.TO_ANSWER], source=source)] == [1]
    assert store.flags.list([CAFE], [State.TO_ANSWER], source=OWN) == []


def test_two_cases_that_turn_out_to_be_one_both_stay(store: Store) -> None:
    add(store, a_copy(GUIDE), a_copy(MAP, text=OTHER))
    score_all(store)
    store.flags.assign(2, "jonas@cafe-ida.example", rev=1, who="jonas@cafe-ida.example", now=NOW)
    add(store, a_copy(MAP))
    score_all(store)
    assert cases(store) == [1, 2]
    assert leads(store) == {1: 2, 2: None}  # the one that somebody works on
    assert len(counted(store)) == 1


def test_when_the_original_changes_its_words_the_copy_gets_a_case_of_its_own(store: Store) -> None:
    add(store, a_copy(GUIDE), a_copy(MAP))
    score_all(store)
    add(store, a_copy(GUIDE, text=OTHER))
    score_all(store)
    assert cases(store) == [1, 2]
    assert [flag.id for flag in store.flags.unalerted(CAFE)] == [1, 2]


def test_when_the_original_is_no_longer_unhappy_the_copy_gets_the_case(store: Store) -> None:
    add(store, a_copy(GUIDE), a_copy(MAP))
    score_all(store)
    store.reviews.rescore()
    score_all(store, calm=(GUIDE,))
    assert cases(store) == [2]
    assert leads(store) == {1: 2, 2: None}


def test_a_case_opened_by_hand_counts(store: Store) -> None:
    add(store, a_copy(GUIDE), a_copy(MAP))
    score_all(store, calm=(GUIDE, MAP))
    store.flags.correct(2, "negative", "ida@cafe-ida.example", NOW)
    assert leads(store) == {1: 2, 2: None}


# when one goes


def test_when_the_first_is_erased_the_next_counts_and_has_the_case(store: Store) -> None:
    add(store, a_copy(GUIDE), a_copy(MAP, author="mk82"), a_copy(OWN, author="mk82"))
    score_all(store)
    assert store.reviews.erase("Mette K.", NOW) == 1
    assert leads(store) == {1: 2, 2: None, 3: 2}
    score_all(store)
    assert [flag.id for flag in store.flags.list([CAFE], [State.TO_ANSWER])] == [2]
    [one] = store.reviews.scored(CAFE, WEEK, WEEK)
    assert (one.stored.review.text, one.stored.review.rating, one.state) == (TEXT, 1.0, State.TO_ANSWER)
    assert [other.id for other in store.reviews.elsewhere(2)] == [3]


def test_erasing_what_was_answered_changes_no_figure_and_opens_nothing(store: Store) -> None:
    add(store, a_copy(GUIDE), a_copy(MAP, author="mk82"))
    score_all(store)
    store.flags.move(1, State.ANSWERED, rev=1, who="jonas@cafe-ida.example", now=NOW)
    store.reviews.erase("Mette K.", NOW)
    score_all(store)
    assert cases(store) == [1]
    [one] = store.reviews.scored(CAFE, WEEK, WEEK)
    assert (one.stored.id, one.state) == (1, State.ANSWERED)


def test_erasing_all_of_them_leaves_one_to_count(store: Store) -> None:
    add(store, a_copy(GUIDE), a_copy(MAP))
    score_all(store)
    assert store.reviews.erase("Mette K.", NOW) == 2
    assert counted(store) == [1]
    assert store.reviews.unscored() == []


def test_an_erased_review_stays_with_whom_it_was(store: Store) -> None:
    add(store, a_copy(GUIDE), a_copy(MAP, author="mk82"))
    store.reviews.erase("Mette K.", NOW)
    add(store, a_copy(OWN, author="mk82"))
    assert leads(store) == {1: 2, 2: None, 3: 2}
    add(store, a_copy(MAP, author="mk82", text=OTHER))
    assert leads(store) == {1: 2, 2: None, 3: None}


def test_an_erased_review_that_counts_keeps_those_it_had(store: Store) -> None:
    add(store, a_copy(GUIDE), a_copy(MAP, author="mk82"))
    score_all(store)
    store.flags.move(1, State.SOLVED, rev=1, who="jonas@cafe-ida.example", now=NOW)
    store.reviews.erase("Mette K.", NOW)
    add(store, a_copy(OWN, author="mk82"))
    assert leads(store) == {1: None, 2: 1, 3: 1}


def test_what_is_too_old_to_keep_counts_as_before(store: Store) -> None:
    add(store, a_copy(GUIDE))
    add(store, a_copy(MAP), seen=NOW + timedelta(days=2))
    score_all(store, calm=(GUIDE, MAP))
    assert store.reviews.expire(NOW + timedelta(days=1)) == 1
    assert leads(store) == {1: 2, 2: None}
    assert store.reviews.expire(NOW + timedelta(days=3)) == 1
    assert len(counted(store)) == 1


@pytest.mark.parametrize(("calm", "first"), [((GUIDE, MAP), 2), ((), 1)], ids=["praise", "case"])
def test_what_a_site_has_taken_down_gives_way_unless_it_holds_the_case(
    store: Store, calm: tuple[str, ...], first: int
) -> None:
    add(store, a_copy(GUIDE), a_copy(MAP))
    score_all(store, calm=calm)
    for _ in range(2):
        store.reviews.missed(CAFE, GUIDE, set(), NOW)
    assert counted(store) == [first]
    assert [one.id for one in store.reviews.elsewhere(2)] == []
    store.reviews.shown(CAFE, GUIDE, {GUIDE})
    assert counted(store) == [1]


@settings(max_examples=60, deadline=None)
@given(st.permutations(["add", "erase", "gone", "edit", "score"]))
def test_nobody_is_ever_lost_or_counted_twice(steps: list[str]) -> None:
    """Whatever happens in whatever order: each group has exactly one that counts, and pointers never chain."""
    with open_store(":memory:") as store:
        add(store, a_copy(GUIDE), a_copy(MAP, author="mk82"))
        acts = {
            "add": lambda: add(store, a_copy(OWN, author="Jens")),
            "erase": lambda: store.reviews.erase("Mette K.", NOW),
            "gone": lambda: [store.reviews.missed(CAFE, MAP, set(), NOW) for _ in range(2)],
            "edit": lambda: add(store, a_copy(MAP, author="mk82", text=OTHER)),
            "score": lambda: score_all(store),
        }
        for step in steps:
            acts[step]()
            found = leads(store)
            assert all(found[lead] is None for lead in found.values() if lead is not None)
            assert len(counted(store)) == sum(lead is None for lead in found.values())


def test_every_order_of_three_ends_in_one_case() -> None:
    for order in permutations([GUIDE, MAP, OWN]):
        with open_store(":memory:") as store:
            for source in order:
                add(store, a_copy(source))
                score_all(store)
            assert (cases(store), counted(store)) == ([1], [1])

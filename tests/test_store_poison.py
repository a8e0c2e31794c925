"""What customers and platforms throw at the store: everything is stored readable or refused alone."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from factories import CAFE, NOW, a_review
from hypothesis import given, settings
from hypothesis import strategies as st

from model import Week, clean
from store import Store, open_store

TEXTS = {
    "nul": ("a\x00b", "ab"),
    "lone surrogate": ("a\ud800b", "ab"),
    "noncharacters": ("a\uffff\ufdd0b", "ab"),
    "bidi override": ("a\u202eb", "ab"),
    "right to left": ("\u05e9\u05dc\u05d5\u05dd", "\u05e9\u05dc\u05d5\u05dd"),
    "emoji only": ("😡👨‍👩‍👧", "😡👨‍👩‍👧"),
    "placeholders": ("100 % :b ? %s %(x)s {y}", "100 % :b ? %s %(x)s {y}"),
    "quotes": ("'; drop table review; --", "'; drop table review; --"),
    "json": ('{"a": "\\u0000"}', '{"a": "\\u0000"}'),
    "one megabyte": ("ab " * 350_000, ("ab " * 7_000)[:20_000].strip()),
}


@pytest.mark.parametrize("name", TEXTS)
def test_hostile_text_is_stored_readable(store: Store, name: str) -> None:
    sent, kept = TEXTS[name]
    added = store.reviews.add([a_review(text=sent, author=sent, title=sent)], seen=NOW, zone=UTC)
    assert (added.new, added.refused) == ([1], [])
    [scored] = store.reviews.scored(CAFE, Week(2026, 46), Week(2026, 46))
    assert scored.stored.review.text == kept
    assert store.reviews.add([a_review(text=sent, author=sent, title=sent)], seen=NOW, zone=UTC).same == 1
    assert json.dumps(list(store.reviews.export())).encode()


@pytest.mark.parametrize("rating", [float("nan"), float("inf"), 0.0, -3.0, 11.0, 10.0**300])
def test_a_rating_that_is_none_is_left_out(store: Store, rating: float) -> None:
    store.reviews.add([a_review(rating=rating)], seen=NOW, zone=UTC)
    assert store.reviews.get(1).review.rating is None


@pytest.mark.parametrize(
    ("poison", "reason"),
    [
        ({"external_id": "", "text": "no id"}, "external_id"),
        ({"external_id": "p", "source": ""}, "source"),
        ({"external_id": "p", "rating": "five"}, "number"),
        ({"external_id": "p", "published": datetime(2026, 11, 12)}, "offset-naive"),  # noqa: DTZ001 - the point
    ],
)
def test_a_bad_row_is_refused_alone_and_says_why(store: Store, poison: dict[str, Any], reason: str) -> None:
    batch = [a_review(), a_review(**poison), a_review(external_id="r3")]
    added = store.reviews.add(batch, seen=NOW, zone=UTC)
    assert (added.new, added.same) == ([1, 2], 0)
    [(external_id, said)] = added.refused
    assert external_id == poison["external_id"]
    assert reason in said
    [row] = store.reviews.quarantined()
    assert (row["business"], row["said"], row["at"]) == (CAFE, said, NOW)


def test_a_crawl_without_a_zone_is_our_own_mistake(store: Store) -> None:
    with pytest.raises(ValueError, match="no zone"):
        store.reviews.add([a_review()], seen=NOW.replace(tzinfo=None), zone=UTC)
    assert store.reviews.quarantined() == []


def test_a_refused_row_keeps_nothing_of_what_was_written(store: Store) -> None:
    store.reviews.add([a_review(external_id="", text="secret words", author="Mette K.")], seen=NOW, zone=UTC)
    everything = str(store._link.rows("select * from quarantine"))
    assert "secret" not in everything
    assert "Mette" not in everything


def test_a_bad_row_leaves_no_second_version_of_the_good_ones(store: Store) -> None:
    store.reviews.add([a_review()], seen=NOW, zone=UTC)
    added = store.reviews.add([a_review(text="edited"), a_review(external_id="")], seen=NOW, zone=UTC)
    assert added.changed == [1]
    assert len(store.reviews.versions(1)) == 1
    assert [event.what for event in store.flags.history(1)] == ["edited"]


ANY_TEXT = st.text(st.characters(), max_size=60)  # lone surrogates too


@settings(max_examples=80, deadline=None)
@given(text=ANY_TEXT, author=ANY_TEXT, external_id=ANY_TEXT, rating=st.floats() | st.none())
def test_whatever_comes_is_stored_readable_or_refused(
    text: str, author: str, external_id: str, rating: float | None
) -> None:
    review = a_review(text=text, title=author, author=author, external_id=external_id, rating=rating, url=text)
    with open_store(":memory:") as store:
        added = store.reviews.add([review], seen=NOW, zone=UTC)
        assert len(added.new) + len(added.refused) == 1
        for row in store.reviews.export():
            assert json.dumps(row, ensure_ascii=False).encode()
        assert store.reviews.add([review], seen=NOW, zone=UTC).same == len(added.new)
        store.reviews.erase(author)
        assert all(row["text"] in ("", clean(text)) for row in store.reviews.export())

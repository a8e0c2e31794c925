"""Forgetting people: on request, for good, and by age."""

from __future__ import annotations

from datetime import UTC, timedelta
from pathlib import Path

import pytest
from factories import CAFE, NOW, a_mail, a_review, a_sentiment

from model import Reply, State, Week
from store import Store, open_store


@pytest.fixture
def filled(store: Store) -> Store:
    """One flagged review by Mette K. with a version, a draft, a note and a mail; one by somebody else."""
    store.reviews.add([a_review(text="An earlier wording of hers.")], seen=NOW, zone=UTC)
    store.reviews.add([a_review(), a_review(external_id="r2", author="Jens")], seen=NOW, zone=UTC)
    for stored in store.reviews.unscored():
        store.flags.save(stored, a_sentiment(), now=NOW, open=State.TO_ANSWER)
    store.flags.draft(1, Reply("Dear Mette, we are sorry.", "en"), NOW)
    store.flags.note(1, "ida@cafe-ida.example", "Mette is the lady from table 4.", NOW)
    store.outbox.queue(a_mail(text="“… nobody came.”\n\nMette K."), NOW)
    store.outbox.sent(a_mail().key, NOW)
    return store


def test_erasing_takes_the_words_and_leaves_the_numbers(filled: Store) -> None:
    assert filled.reviews.erase("  mette k. ", NOW) == 1
    scored = {s.stored.id: s for s in filled.reviews.scored(CAFE, Week(2026, 46), Week(2026, 46))}
    gone = scored[1].stored.review
    assert (gone.text, gone.title, gone.author, gone.rating) == ("", "", "", 1.0)
    assert (scored[1].sentiment.label, scored[1].sentiment.reasons) == ("neg", ())
    assert scored[1].sentiment.complaints() == ("waiting",)
    assert scored[2].stored.review.author == "Jens"
    assert filled.reviews.versions(1) == []


def test_erasing_closes_the_flag_and_says_so_without_words(filled: Store) -> None:
    filled.reviews.erase("Mette K.", NOW)
    flag = filled.flags.get(1)
    assert (flag.state, flag.draft) == (State.DISMISSED, None)
    history = filled.flags.history(1)
    assert [event.what for event in history] == ["edited", "found", "noted", "erased"]
    assert all(event.said == "" for event in history)
    assert filled.flags.list([CAFE], list(State), text="mette") == []


def test_nothing_of_an_erased_author_is_left_in_any_table(filled: Store) -> None:
    filled.reviews.erase("Mette K.", NOW)
    for table in filled._link.rows("select name from sqlite_master where type = 'table'"):
        rows = str(filled._link.rows(f"select * from {table['name']} where :all", all=1))
        assert "mette" not in rows.casefold(), table["name"]
        assert "earlier wording" not in rows.casefold(), table["name"]


def test_a_mail_that_does_not_quote_them_keeps_its_text(filled: Store) -> None:
    filled.outbox.queue(a_mail(key="other", text="A quiet week."), NOW)
    filled.outbox.sent("other", NOW)
    filled.reviews.erase("Mette K.")
    texts = {mail.key: mail.text for mail in filled.outbox.list()}
    assert texts == {"other": "A quiet week.", a_mail().key: ""}


@pytest.mark.parametrize(
    ("said", "gone"),
    [
        ("New: “We waited FORTY minutes…”, Tuesday.", True),
        ("Somebody waited forty\nminutes and nobody answered.", True),
        ("A customer waited for a long time.", False),
        ("Mette K. wrote.", True),
        ("Mette L. wrote.", False),
    ],
)
def test_four_words_in_a_row_or_the_name_give_a_mail_away(filled: Store, said: str, gone: bool) -> None:
    filled.outbox.queue(a_mail(key="other", text=said), NOW)
    filled.outbox.sent("other", NOW)
    filled.reviews.erase("Mette K.")
    mail = filled.outbox.get("other")
    assert mail is not None
    assert (mail.text == "") is gone


@pytest.mark.parametrize("claimed", [False, True], ids=["waiting", "in a sender's hands"])
def test_a_mail_that_quotes_them_and_was_not_sent_is_withdrawn(filled: Store, claimed: bool) -> None:
    filled.outbox.queue(a_mail(key="other", kind="alert", text="Mette K. wrote."), NOW)
    if claimed:
        filled.outbox.claim(NOW, owner="a")
    filled.reviews.erase("Mette K.")
    filled.outbox.failed("other", "451 later", retry=NOW)
    mail = filled.outbox.get("other")
    assert mail is not None
    assert (mail.state, mail.text, mail.html) == ("dead", "", "")
    assert filled.outbox.claim(NOW, owner="a") is None


def test_a_crawl_does_not_bring_them_back(filled: Store) -> None:
    filled.reviews.erase("Mette K.")
    edited = a_review(text="I wrote this again.", reply="Dear Mette")
    fresh = a_review(external_id="r3", author="Mette  K.", text="And more.")
    added = filled.reviews.add([edited, fresh], seen=NOW, zone=UTC)
    assert (added.new, added.changed, added.same) == ([], [], 2)
    assert filled.reviews.unscored() == []
    assert [row["text"] for row in filled.reviews.export()] == ["", a_review().text, ""]
    assert set(filled.reviews.known(CAFE, "Own site")) == {"r1", "r2", "r3"}


def test_a_review_that_had_no_name_is_erased_when_the_name_shows(filled: Store) -> None:
    filled.reviews.add([a_review(external_id="r3", author="", text="Unsigned.")], seen=NOW, zone=UTC)
    filled.reviews.erase("Mette K.")
    added = filled.reviews.add([a_review(external_id="r3", text="Unsigned, edited.")], seen=NOW, zone=UTC)
    assert (added.changed, added.same) == ([], 1)
    found = filled.reviews.find(CAFE, "Own site", "r3")
    assert found is not None
    assert found.review.text == ""


def test_erasing_nobody_erases_nothing(filled: Store) -> None:
    filled.reviews.add([a_review(external_id="r3", author="")], seen=NOW, zone=UTC)
    assert filled.reviews.erase("  ") == 0
    assert filled.reviews.erase("Unknown") == 0
    assert filled.reviews.erase("Mette K.") == 1
    assert filled.reviews.erase("Mette K.") == 0


def test_an_unscored_review_that_is_erased_waits_for_no_score(store: Store) -> None:
    store.reviews.add([a_review()], seen=NOW, zone=UTC)
    stored = store.reviews.get(1)
    store.reviews.erase("Mette K.")
    assert store.reviews.unscored() == []
    store.flags.save(stored, a_sentiment(), now=NOW, open=State.TO_ANSWER)
    assert store.flags.counts([CAFE])[State.TO_ANSWER] == 0


def test_old_reviews_lose_their_words_and_are_no_news_later(filled: Store) -> None:
    filled.reviews.add([a_review(external_id="young")], seen=NOW + timedelta(hours=1), zone=UTC)
    assert filled.reviews.expire(NOW) == 0
    assert filled.reviews.expire(NOW + timedelta(seconds=1)) == 2
    assert filled.reviews.expire(NOW + timedelta(seconds=1)) == 0
    assert [row["text"] for row in filled.reviews.export()] == ["", "", a_review().text]
    assert filled.reviews.add([a_review()], seen=NOW, zone=UTC).same == 1


def test_old_mails_lose_their_body(filled: Store) -> None:
    filled.reviews.expire(NOW + timedelta(days=1))
    [mail] = filled.outbox.list()
    assert (mail.text, mail.html, mail.state) == ("", "", "sent")


def test_erased_words_are_not_left_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "grapevine.db"
    with open_store(path) as store:
        store.reviews.add([a_review(text="zebrafinch " * 40)], seen=NOW, zone=UTC)
        store.reviews.erase("Mette K.")
        store.backup(tmp_path / "copy.db")
    left = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert b"zebrafinch" not in left

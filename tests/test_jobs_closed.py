"""Who hears that a review they were told of is closed: once, in the alert's thread, and nobody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from config_factories import a_business, a_config, a_person, a_playbook
from factories import NOW, a_flag, a_review, a_sentiment

from config import Business, Config
from config.times import parse_hours
from digest.answered import compose_answered
from digest.message import message_id, to_message
from jobs.alerts import queue_alerts
from jobs.closed import LOOKED_BACK, SETTLED, queue_answered
from model import Mail, State, ThemeHit
from store import Store
from words import LANGUAGES

IDA = a_person("Ida", roles=frozenset({"owner"}), language="da")
JONAS, MIA = a_person("Jonas"), a_person("Mia")
SHOP = a_business(people=(IDA, JONAS, MIA))
SAFE = a_sentiment(themes=(ThemeHit("safety", "neg", 0, 3),))
HOUR = timedelta(hours=1)
LATER = NOW + 2 * HOUR


def config(business: Business = SHOP) -> Config:
    return a_config(businesses=(business,))


def alerted(store: Store, business: Business = SHOP, *, native: str = "r1", safety: bool = False) -> int:
    """A new flag, and the alerts of it; its id."""
    review = a_review(external_id=native)
    store.reviews.add([review], seen=NOW, zone=SHOP.tz)
    stored = store.reviews.find(review.business, review.source, native)
    assert stored is not None
    store.flags.save(stored, SAFE if safety else a_sentiment(), now=NOW, open=State.TO_ANSWER)
    queue_alerts(store, config(business), NOW)
    return stored.id


def close(store: Store, id: int, who: str = JONAS.email, to: State = State.ANSWERED, at: datetime = LATER) -> None:
    store.flags.move(id, to, rev=store.flags.get(id).rev, who=who, now=at)


def notes(store: Store, business: Business = SHOP, now: datetime = LATER + SETTLED + HOUR) -> list[Mail]:
    """What is queued when the clock looks then."""
    before = {mail.key for mail in store.outbox.list()}
    queue_answered(store, config(business), now)
    return [mail for mail in store.outbox.list() if mail.key not in before]


def test_the_others_who_were_told_hear_who_has_answered(store: Store) -> None:
    close(store, alerted(store))
    (note,) = notes(store)
    assert (note.to, note.kind) == (MIA.email, "answered")
    assert "Jonas has answered: nothing left to do." in note.text
    assert "https://reviews.cafe-ida.example/reviews/1" in note.text


def test_it_is_said_once_however_often_the_clock_looks(store: Store) -> None:
    id = alerted(store)
    close(store, id)
    assert len(notes(store)) == 1
    assert notes(store) == []
    store.flags.reopen(id, rev=store.flags.get(id).rev, who=JONAS.email, now=LATER + HOUR)
    close(store, id, at=LATER + 2 * HOUR)
    assert notes(store, now=LATER + 4 * HOUR) == []


def test_it_stays_in_the_thread_of_the_alert(store: Store) -> None:
    close(store, alerted(store))
    first = next(mail for mail in store.outbox.list(kind="alert") if mail.to == MIA.email)
    (note,) = notes(store)
    sent = to_message(note, sender=config().mail.sender, now=LATER)
    assert sent["In-Reply-To"] == sent["References"] == message_id(first.key, config().mail.sender)
    assert note.subject == f"Re: {first.subject}"


@pytest.mark.parametrize(("after", "told"), [(SETTLED, 0), (SETTLED + HOUR, 1), (LOOKED_BACK + HOUR, 0)])
def test_a_wrong_tap_may_be_undone_and_old_news_is_none(store: Store, after: timedelta, told: int) -> None:
    close(store, alerted(store))
    assert len(notes(store, now=LATER + after)) == told


def test_what_is_open_again_by_then_is_not_called_off(store: Store) -> None:
    id = alerted(store)
    close(store, id)
    store.flags.reopen(id, rev=store.flags.get(id).rev, who=JONAS.email, now=LATER + timedelta(minutes=1))
    assert notes(store) == []


def test_what_is_no_complaint_after_all_is_not_called_answered(store: Store) -> None:
    close(store, alerted(store), to=State.DISMISSED)
    assert notes(store) == []


def test_a_public_answer_is_told_to_everybody_who_was_told(store: Store) -> None:
    alerted(store)
    answer = replace(a_review(external_id="r1"), reply="We are sorry.", replied=LATER)
    store.reviews.add([answer], seen=LATER, zone=SHOP.tz)
    found = notes(store)
    assert {note.to for note in found} == {JONAS.email, MIA.email}
    assert all("It has been answered: nothing left to do." in note.text for note in found)


def test_who_was_never_told_of_it_hears_nothing(store: Store) -> None:
    alone = a_business(people=(IDA, JONAS))
    close(store, alerted(store, alone))
    assert notes(store) == []  # Mia came later


def test_a_review_that_no_mail_told_of_is_closed_in_silence(store: Store) -> None:
    id = alerted(store)
    for mail in store.outbox.list(kind="alert"):
        store.outbox.failed(mail.key, "550 no such user", retry=None)
    close(store, id)
    assert notes(store) == []


def test_each_hears_of_the_review_they_were_told_of_in_a_bundle(store: Store) -> None:
    assigned = SHOP.model_copy(update={"playbook": a_playbook(assign={"waiting": "Mia", "price": "Jonas"})})
    for native, theme in (("r1", "waiting"), ("r2", "price")):
        review = a_review(external_id=native, text=f"Invented words of {native}.")
        store.reviews.add([review], seen=NOW, zone=SHOP.tz)
        stored = store.reviews.find(review.business, review.source, native)
        assert stored is not None
        sentiment = a_sentiment(themes=(ThemeHit(theme, "neg", 0, 3),))
        store.flags.save(stored, sentiment, now=NOW, open=State.TO_ANSWER)
    queue_alerts(store, config(assigned), NOW)
    for id in (1, 2):
        close(store, id, who=IDA.email, to=State.SOLVED)
    found = {note.to: note.text for note in notes(store, assigned)}
    assert "Invented words of r1" in found[MIA.email]
    assert "Invented words of r2" in found[JONAS.email]


def test_of_safety_the_owner_always_hears(store: Store) -> None:
    id = alerted(store, a_business(people=(JONAS, MIA)), safety=True)  # no owner was told then
    close(store, id)
    assert {note.to for note in notes(store)} == {IDA.email, MIA.email}


@pytest.mark.parametrize(("hour", "safety", "told"), [(20, False, 0), (20, True, 2), (31, False, 1)])
def test_it_waits_for_opening_hours_but_for_safety(store: Store, hour: int, safety: bool, told: int) -> None:
    hours = parse_hours({"mon-fri": "08:00-18:00"})
    shop = SHOP.model_copy(update={"hours": hours})
    close(store, alerted(store, shop, safety=safety), at=NOW + HOUR)
    day = datetime(2026, 11, 16, tzinfo=UTC)
    assert NOW.date() == day.date()
    assert len(notes(store, shop, now=day + hour * HOUR)) == told


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", [State.ANSWERED, State.SOLVED])
@pytest.mark.parametrize("closer", [JONAS, None])
def test_the_note_speaks_the_language_of_its_reader(language: str, state: State, closer: object) -> None:
    reader = a_person("Mia", language=language)
    flag = a_flag(state=state, alerted=NOW)
    note = compose_answered(flag, SHOP, reader, closer=JONAS if closer else None, config=config(), now=NOW)
    english = ("nothing left to do", "This note is for", "See what was done")
    assert all((sentence in note.text) is (language == "en") for sentence in english)
    assert ("Jonas" in note.text) is bool(closer)
    assert dict(note.headers)["Content-Language"] == language

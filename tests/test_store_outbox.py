"""The outbox: queued once, claimed by one, given back by the dead, never sent too late."""

from __future__ import annotations

from datetime import timedelta

import pytest
from factories import NOW, a_mail

from model import InputError, Mail
from store import Store

MINUTE = timedelta(minutes=1)
KEY = a_mail().key


def claim(store: Store, now: object = None, owner: str = "a") -> Mail | None:
    return store.outbox.claim(now or NOW, owner=owner)  # type: ignore[arg-type]


def test_queueing_twice_sends_once(store: Store) -> None:
    assert store.outbox.queue(a_mail(), NOW) is True
    assert store.outbox.queue(a_mail(subject="Another"), NOW) is False
    mail = claim(store)
    assert mail is not None
    assert (mail.key, mail.subject, mail.state, mail.tries) == (KEY, "Your week", "sending", 1)
    assert claim(store) is None


def test_a_mail_comes_back_as_it_was_queued(store: Store) -> None:
    mail = a_mail(headers=(("List-Id", "<a.b>"), ("X", "ü")), expires=NOW + MINUTE)
    store.outbox.queue(mail, NOW)
    back = store.outbox.get(KEY)
    assert back is not None
    assert (back.headers, back.expires, back.queued, back.html) == (mail.headers, mail.expires, NOW, mail.html)
    assert store.outbox.get("unknown") is None


def test_a_sent_mail_is_never_claimed_again(store: Store) -> None:
    store.outbox.queue(a_mail(), NOW)
    claim(store)
    store.outbox.sent(KEY, NOW + MINUTE, "var/mail/1.eml")
    mail = store.outbox.get(KEY)
    assert mail is not None
    assert (mail.state, mail.sent, mail.said) == ("sent", NOW + MINUTE, "var/mail/1.eml")
    store.outbox.failed(KEY, "a slow second sender", retry=NOW)
    assert claim(store, NOW + timedelta(days=9)) is None


def test_a_sender_that_died_gives_its_mail_back(store: Store) -> None:
    store.outbox.queue(a_mail(), NOW)
    store.outbox.claim(NOW, owner="dies", lease=5 * MINUTE)
    assert claim(store, NOW + 4 * MINUTE, "b") is None
    mail = claim(store, NOW + 5 * MINUTE, "b")
    assert mail is not None
    assert (mail.key, mail.tries) == (KEY, 2)


def test_a_failed_mail_waits_for_its_retry(store: Store) -> None:
    store.outbox.queue(a_mail(), NOW)
    claim(store)
    store.outbox.failed(KEY, "450 greylisted", retry=NOW + 5 * MINUTE)
    assert claim(store, NOW + 4 * MINUTE) is None
    mail = claim(store, NOW + 5 * MINUTE)
    assert mail is not None
    assert (mail.tries, mail.said) == (2, "450 greylisted")


def test_a_refused_mail_is_dead_and_says_why(store: Store) -> None:
    store.outbox.queue(a_mail(), NOW)
    claim(store)
    store.outbox.failed(KEY, "550 unknown user", retry=None)
    assert claim(store, NOW + timedelta(days=9)) is None
    assert store.outbox.counts() == {"queued": 0, "sending": 0, "sent": 0, "dead": 1}
    assert store.outbox.list()[0].said == "550 unknown user"


@pytest.mark.parametrize("claimed", [False, True], ids=["queued", "claimed by a sender that died"])
def test_an_expired_mail_is_never_sent(store: Store, claimed: bool) -> None:
    store.outbox.queue(a_mail(expires=NOW + 10 * MINUTE), NOW)
    if claimed:
        claim(store)
    assert claim(store, NOW + 10 * MINUTE) is None
    [mail] = store.outbox.expire(NOW + 10 * MINUTE)
    assert (mail.key, mail.state, mail.said) == (KEY, "dead", "not sent: it was no longer of use")
    assert store.outbox.expire(NOW + 11 * MINUTE) == []


def test_a_mail_that_is_being_sent_does_not_expire_under_the_sender(store: Store) -> None:
    store.outbox.queue(a_mail(expires=NOW + MINUTE), NOW)
    claim(store)
    assert claim(store, NOW + 2 * MINUTE, "b") is None
    assert store.outbox.expire(NOW + 2 * MINUTE) == []
    assert store.outbox.counts()["sending"] == 1


def test_who_waits_at_the_screen_comes_first(store: Store) -> None:
    for minutes, kind in enumerate(("digest", "operator", "alert", "signin")):
        store.outbox.queue(a_mail(key=kind, kind=kind), NOW + minutes * MINUTE)
    order = [claim(store, NOW + timedelta(hours=1)) for _ in range(4)]
    assert [mail.key for mail in order if mail] == ["signin", "alert", "digest", "operator"]


def test_a_sign_in_link_is_forgotten_once_sent(store: Store) -> None:
    store.outbox.queue(a_mail(kind="signin", text="https://r.example/in/token"), NOW)
    claim(store)
    store.outbox.sent(KEY, NOW)
    assert "token" not in str(store._link.rows("select * from mail"))


def test_a_mail_can_be_sent_again(store: Store) -> None:
    store.outbox.queue(a_mail(expires=NOW + MINUTE), NOW)
    store.outbox.expire(NOW + 2 * MINUTE)
    store.outbox.requeue(KEY, NOW + 2 * MINUTE)
    mail = claim(store, NOW + 3 * MINUTE)
    assert mail is not None
    assert (mail.key, mail.tries) == (KEY, 1)


@pytest.mark.parametrize("key", ["unknown", KEY])
def test_what_is_gone_cannot_be_sent_again(store: Store, key: str) -> None:
    store.outbox.queue(a_mail(kind="signin"), NOW)
    store.outbox.sent(KEY, NOW)
    with pytest.raises(InputError, match="cannot be sent again"):
        store.outbox.requeue(key, NOW)


def test_an_address_that_refuses_our_mail_gets_none(store: Store) -> None:
    store.outbox.suppress("Ida@Cafe-Ida.example", "550 no such user", NOW)
    assert store.outbox.suppressed("ida@cafe-ida.example") is True
    assert store.outbox.queue(a_mail(), NOW) is True
    assert claim(store) is None
    assert store.outbox.list()[0].said == "550 no such user"
    assert store.outbox.refusals() == {"ida@cafe-ida.example": (NOW, "550 no such user")}
    store.outbox.allow("ida@cafe-ida.example")
    assert store.outbox.suppressed("Ida@cafe-ida.example") is False


def test_an_address_that_takes_a_mail_sent_again_gets_all_again(store: Store) -> None:
    store.outbox.suppress("ida@cafe-ida.example", "550 mailbox full", NOW)
    store.outbox.queue(a_mail(), NOW)
    store.outbox.requeue(KEY, NOW)
    assert claim(store) is not None
    store.outbox.sent(KEY, NOW)
    assert store.outbox.refusals() == {}


def test_the_list_is_newest_first_and_by_kind(store: Store) -> None:
    for minutes, kind in enumerate(("digest", "alert", "digest")):
        store.outbox.queue(a_mail(key=f"{minutes}", kind=kind), NOW + minutes * MINUTE)
    assert [mail.key for mail in store.outbox.list()] == ["2", "1", "0"]
    assert [mail.key for mail in store.outbox.list(limit=1, kind="digest")] == ["2"]

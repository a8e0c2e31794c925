"""The operator hears, once, of mail that nobody got: too late to be sent, or to an address that refuses it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from config_factories import a_business, a_config
from factories import NOW, a_mail

from config import MailSettings
from jobs.operator import queue_unsent
from jobs.post import deliver
from jobs.workplace import Workplace
from model import Mail
from store import Store

CONFIG = a_config()
HOUR, WEEK = timedelta(hours=1), timedelta(weeks=1)


def told(store: Store) -> list[Mail]:
    """Oldest first."""
    return store.outbox.list(kind="operator")[::-1]


def flat(mail: Mail) -> str:
    return " ".join(mail.text.split())


def test_mails_that_came_too_late_are_told_of_once_in_one_mail(store: Store) -> None:
    for name in ("ida", "jonas"):
        mail = a_mail(key=f"alert:{name}", to=f"{name}@cafe-ida.example", subject="Cold soup", expires=NOW + HOUR)
        store.outbox.queue(mail, NOW)
    assert [queue_unsent(store, CONFIG, NOW + n * HOUR) for n in (0, 1, 2)] == [0, 1, 0]
    (mail,) = told(store)
    assert mail.to == "olga@cafe-ida.example"
    assert "2 mails could not be sent in time." in flat(mail)
    assert "ida@cafe-ida.example: Cold soup | jonas@cafe-ida.example: Cold soup" in flat(mail)


def test_many_late_mails_are_named_in_part_and_counted_in_full(store: Store) -> None:
    for n in range(25):
        store.outbox.queue(a_mail(key=f"alert:{n}", subject=f"Soup {n}", expires=NOW), NOW)
    queue_unsent(store, CONFIG, NOW)
    (mail,) = told(store)
    assert "25 mails" in mail.text
    assert ("Soup 9" in mail.text, "Soup 10" in mail.text, "…" in mail.text) == (True, False, True)


def test_a_late_mail_to_operators_is_not_told_to_operators(store: Store) -> None:
    store.outbox.queue(a_mail(kind="operator", expires=NOW), NOW)
    assert queue_unsent(store, CONFIG, NOW) == 0
    assert store.outbox.counts()["dead"] == 1


@pytest.mark.parametrize(("after", "count"), [(timedelta(days=6), 0), (WEEK, 1), (3 * WEEK, 1)])
def test_an_address_that_goes_on_refusing_us_is_told_of_each_week(store: Store, after: timedelta, count: int) -> None:
    store.outbox.suppress("Jonas@cafe-ida.example", "550 5.1.1 no such user", NOW)
    for minutes in range(3):
        queue_unsent(store, CONFIG, NOW + after + timedelta(minutes=minutes))
    assert len(told(store)) == count
    assert all("550 5.1.1 no such user" in mail.text and mail.to.startswith("olga") for mail in told(store))


def test_who_left_and_who_would_be_told_of_themself_are_no_matter_for_a_mail(store: Store) -> None:
    for address in ("gone@cafe-ida.example", "olga@cafe-ida.example"):
        store.outbox.suppress(address, "550", NOW)
    assert queue_unsent(store, CONFIG, NOW + WEEK) == 0


def test_delivery_tells_of_late_mail_in_the_same_pass(store: Store, tmp_path: Path) -> None:
    store.outbox.queue(a_mail(kind="alert", expires=NOW), NOW)
    deliver(store, Workplace(lambda: CONFIG, tmp_path, clock=lambda: NOW), NOW)
    assert [mail.state for mail in told(store)] == ["sent"]


def test_answers_to_mails_go_where_config_says(store: Store, tmp_path: Path) -> None:
    mail = MailSettings.model_validate({"from": "reviews@cafe-ida.example", "reply_to": "hello@cafe-ida.example"})
    place = Workplace(lambda: a_config(mail=mail, businesses=(a_business(),)), tmp_path, clock=lambda: NOW)
    store.outbox.queue(a_mail(), NOW)
    deliver(store, place, NOW)
    [eml] = place.mail_folder.glob("*.eml")
    assert b"\r\nReply-To: hello@cafe-ida.example\r\n" in eml.read_bytes()

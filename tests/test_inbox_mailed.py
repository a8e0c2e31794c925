"""Mails seen from the inbox: who may read which, and what the links in them may do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from factories import NOW, a_mail
from inbox_visitor import IDA, JONAS, OLGA, House, a_safety_sentiment

from inbox import links
from model import State


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path / "grapevine.db")


def test_a_mail_is_shown_in_a_sandbox_without_scripts(house: House) -> None:
    with house.store() as store:
        store.outbox.queue(a_mail(to=IDA), NOW)
    answer = house.visitor(IDA).get("/digests/preview", params={"key": a_mail().key})
    policy = answer.headers["content-security-policy"]
    assert answer.status_code == 200
    assert "sandbox" in policy
    assert "script" not in policy
    assert "frame-ancestors 'self'" in policy


@pytest.mark.parametrize(("kind", "to"), [("signin", IDA), ("digest", "anna@anker.example")])
def test_nobody_reads_a_mail_that_is_not_theirs(house: House, kind: str, to: str) -> None:
    mail = replace(a_mail(), kind=kind, to=to)
    with house.store() as store:
        store.outbox.queue(mail, NOW)
    for who in (IDA, OLGA):
        client = house.visitor(who)
        assert client.get("/digests/preview", params={"key": mail.key}).status_code == 404
        assert client.post("/digests/again", data={"key": mail.key}).status_code == 404


def test_an_operator_sees_the_queue_but_not_what_it_says(house: House) -> None:
    with house.store() as store:
        store.outbox.queue(a_mail(to=JONAS, subject="Private matter"), NOW)
    client = house.visitor(OLGA)
    page = client.get("/digests").text
    assert JONAS in page
    assert "Private matter" not in page
    assert client.get("/digests/preview", params={"key": a_mail().key}).status_code == 404


def alert(house: House, number: int, act: str = "answered", email: str = JONAS) -> str:
    with house.store() as store:
        return links.alert_path(store.meta.secret(), links.AlertLink(number, act, email), house.now)


def test_a_link_in_an_alert_shows_first_and_acts_on_post_as_its_person(house: House) -> None:
    number = house.flag()
    path, stranger = alert(house, number), house.stranger()
    assert [stranger.get(path).status_code, stranger.head(path).status_code] == [200, 200]
    assert house.get(number).state is State.TO_ANSWER
    assert stranger.post(path).status_code == 200
    assert house.get(number).state is State.ANSWERED
    with house.store() as store:
        assert store.flags.history(number)[-1].who == JONAS


def test_pressing_a_mailed_link_twice_changes_nothing_more(house: House) -> None:
    number = house.flag()
    path = alert(house, number, "take")
    for _ in range(2):
        assert house.stranger().post(path).status_code == 200
    assert house.get(number).rev == 2


@pytest.mark.parametrize("spoil", [lambda p: p[:-3] + "xyz", lambda p: "/a/e30.x", lambda p: p.replace("/a/", "/u/")])
def test_a_forged_mailed_link_does_nothing(house: House, spoil: Callable[[str], str]) -> None:
    number = house.flag()
    assert house.stranger().post(spoil(alert(house, number))).status_code == 410
    assert house.get(number).state is State.TO_ANSWER


def test_a_mailed_link_ends_after_two_weeks(house: House) -> None:
    path = alert(house, house.flag())
    house.now += links.LINK_LASTS + timedelta(seconds=1)
    assert house.stranger().get(path).status_code == 410


@pytest.mark.parametrize("email", ["gone@cafe-ida.example", OLGA, "anna@anker.example"])
def test_a_mailed_link_of_somebody_who_may_not_answer_is_void(house: House, email: str) -> None:
    number = house.flag()
    assert house.stranger().post(alert(house, number, email=email)).status_code == 410


def test_a_mailed_link_cannot_close_what_an_owner_must_see(house: House) -> None:
    number = house.flag(sentiment=a_safety_sentiment())
    assert house.stranger().post(alert(house, number)).status_code == 403
    assert house.get(number).state is State.TO_ANSWER


def test_one_click_unsubscribe_needs_no_cookie_and_stops_the_weekly_mail_only(house: House) -> None:
    with house.store() as store:
        path = links.digest_path(store.meta.secret(), links.DigestLink("Café Ida", IDA))
    client = house.stranger()
    client.headers.pop("sec-fetch-site")
    key = links.digest_off_key("Café Ida", IDA)
    client.get(path)
    client.head(path)
    with house.store() as store:
        assert store.meta.get(key) is None
    answer = client.post(path, data={"List-Unsubscribe": "One-Click"}, headers={"origin": "https://mail.example"})
    assert answer.status_code == 200
    with house.store() as store:
        assert store.meta.get(key) == NOW.isoformat()
        assert not store.outbox.suppressed(IDA)

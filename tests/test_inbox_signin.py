"""Sign-in by mailed link, and sessions: fixation, guessing, age, reuse, HEAD, constant answers, limits."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from factories import NOW
from inbox_visitor import IDA, JONAS, House, two_businesses

from inbox import sessions


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path / "grapevine.db")


@pytest.mark.parametrize("path", ["/inbox", "/overview", "/fixes", "/digests", "/sources", "/settings", "/me"])
def test_a_stranger_is_sent_to_sign_in(house: House, path: str) -> None:
    answer = house.stranger().get(path)
    assert (answer.status_code, answer.headers["location"]) == (303, "/signin")


def test_a_review_is_remembered_over_sign_in_by_its_number_only(house: House) -> None:
    number = house.flag()
    client = house.stranger()
    assert client.get(f"/reviews/{number}").headers["location"] == f"/signin?review={number}"
    answer = client.post(house.link(JONAS), data={"review": str(number)})
    assert answer.headers["location"] == f"/reviews/{number}"


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil.example", "1/../..", "12x"])
def test_no_form_can_choose_where_sign_in_leads(house: House, target: str) -> None:
    given = {"review": target, "next": target, "url": target}
    answer = house.stranger().post(house.link(JONAS), data=given)
    assert answer.headers["location"] == "/"


def test_the_answer_to_asking_is_the_same_for_known_and_unknown(house: House) -> None:
    client = house.stranger()
    known, unknown = (client.post("/signin", data={"email": email}) for email in (JONAS, "nobody@there.example"))
    assert (known.status_code, known.headers["location"]) == (unknown.status_code, unknown.headers["location"])
    assert known.content == unknown.content
    with house.store() as store:
        request = store.requests.claim(NOW)
        assert request is not None
        assert (request.kind, request.payload) == ("signin", {"email": JONAS, "review": None})
        assert store.requests.claim(NOW) is None


def test_asking_too_often_is_refused_and_mails_nothing_more(house: House) -> None:
    client = house.stranger()
    answers = [client.post("/signin", data={"email": JONAS}).status_code for _ in range(sessions.MOST_PER_MAIL + 1)]
    assert answers == [303] * sessions.MOST_PER_MAIL + [429]
    house.now += sessions.TRIES_WITHIN + timedelta(seconds=1)
    assert client.post("/signin", data={"email": JONAS}).status_code == 303


def test_looking_does_not_use_a_link_up(house: House) -> None:
    client, link = house.stranger(), house.link(JONAS)
    assert [client.get(link).status_code, client.head(link).status_code, client.get(link).status_code] == [200] * 3
    assert client.post(link).status_code == 303


def test_a_link_works_once(house: House) -> None:
    link = house.link(JONAS)
    assert house.stranger().post(link).status_code == 303
    again = house.stranger()
    assert again.post(link).status_code == 410
    assert again.get("/inbox").status_code == 303


def test_a_link_is_too_old_after_a_quarter_of_an_hour(house: House) -> None:
    link = house.link(JONAS)
    house.now += sessions.SIGNIN_LASTS
    assert house.stranger().post(link).status_code == 410


@pytest.mark.parametrize("token", ["x", "A" * 43, "%00", "..%2f..%2fme"])
def test_a_guessed_link_signs_nobody_in(house: House, token: str) -> None:
    assert house.stranger().post(f"/signin/{token}").status_code in (404, 410)


def test_guessing_links_is_slowed_down(house: House) -> None:
    client = house.stranger()
    tries = [client.post("/signin/guess").status_code for _ in range(sessions.MOST_PER_PLACE + 1)]
    assert tries[-1] == 429


def test_a_session_planted_before_sign_in_is_worth_nothing(house: House) -> None:
    client = house.stranger(cookies={"grapevine": "planted"})
    client.post(house.link(JONAS))
    assert client.cookies.get("grapevine", domain="127.0.0.1") != "planted"
    assert house.stranger(cookies={"grapevine": "planted"}).get("/inbox").status_code == 303


def test_signing_in_again_ends_the_old_session(house: House) -> None:
    client = house.visitor(JONAS)
    old = {"grapevine": client.cookies["grapevine"]}
    client.post(house.link(IDA))
    assert house.stranger(cookies=old).get("/inbox").status_code == 303
    assert client.get("/inbox").status_code == 200


def test_only_the_hash_of_a_session_is_stored(house: House) -> None:
    token = house.visitor(JONAS).cookies["grapevine"]
    assert len(token) == 43
    assert token.encode() not in house.file.read_bytes()


def test_sign_out_ends_this_session_and_everywhere_ends_all(house: House) -> None:
    here, there, phone = house.visitor(JONAS), house.visitor(JONAS), house.visitor(JONAS)
    here.post("/signout")
    assert [client.get("/inbox").status_code for client in (here, there)] == [303, 200]
    there.post("/signout/everywhere")
    assert [client.get("/inbox").status_code for client in (there, phone)] == [303, 303]


def test_who_leaves_config_is_out_at_once(house: House) -> None:
    client = house.visitor(JONAS)
    people = tuple(p for p in house.config.businesses[0].people if p.email != JONAS)
    business = house.config.businesses[0].model_copy(update={"people": people})
    house.config = house.config.model_copy(update={"businesses": (business,)})
    assert client.get("/inbox").status_code == 303


@pytest.mark.parametrize(
    ("base", "start"),
    [
        ("https://reviews.cafe-ida.example", "__Host-grapevine="),
        ("http://127.0.0.1:8000", "grapevine="),
    ],
)
def test_the_cookie_is_as_strict_as_the_connection_allows(tmp_path: Path, base: str, start: str) -> None:
    house = House(tmp_path / "g.db", two_businesses(base if base.startswith("https") else None), base=base)
    cookie = house.stranger().post(house.link(JONAS)).headers["set-cookie"]
    assert cookie.startswith(start)
    assert "HttpOnly" in cookie
    assert ("Secure" in cookie) is base.startswith("https")
    assert ("SameSite=strict" in cookie) is not base.startswith("https")

"""Sign-in by a header of a trusted proxy: only a named peer is believed, and whom it names must be known."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest
from config_factories import a_business, a_config
from factories import NOW
from inbox_visitor import IDA, JONAS, OLGA, SAME, House
from pydantic import ValidationError
from starlette.testclient import TestClient

from config import Config, InboxSettings
from config.explain import explain, explain_json
from inbox.proxy import behind_proxy

PROXY, STRANGER = "10.0.0.2", "192.0.2.7"
HEADER = "X-Forwarded-Email"


def settings(**given: Any) -> Config:
    inbox: dict[str, Any] = {"trusted_proxies": (PROXY,), "signin_header": HEADER} | given
    return a_config(businesses=(a_business(),), inbox=inbox)


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path / "grapevine.db", config=settings())


def client(house: House, peer: str = PROXY) -> TestClient:
    app: Any = behind_proxy(house.app(), house.config.inbox)
    return TestClient(app, base_url=house.base, headers=SAME, follow_redirects=False, client=(peer, 50000))


def test_whom_a_trusted_proxy_names_is_signed_in_with_their_own_roles(house: House) -> None:
    page = client(house).get("/inbox", headers={HEADER: JONAS.upper()})
    assert page.status_code == 200
    assert ">Jonas</a>" in page.text
    assert 'action="/signout"' not in page.text
    assert "set-cookie" not in page.headers
    assert client(house).get("/settings", headers={HEADER: JONAS}).status_code == 403
    assert client(house).get("/settings", headers={HEADER: OLGA}).status_code == 200


@pytest.mark.parametrize("peer", [STRANGER, "127.0.0.1", "::1", "testclient", ""])
def test_a_forged_header_from_anybody_else_is_ignored_and_logged(
    house: House, peer: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "grapevine"):
        answer = client(house, peer).get("/inbox", headers={HEADER: IDA})
    assert answer.headers["location"] == "/signin"
    assert f"sent {HEADER} and is no trusted proxy: ignored" in caplog.text
    assert IDA not in caplog.text


def test_a_visitor_who_claims_the_proxys_address_is_still_a_visitor(house: House) -> None:
    forged = {HEADER: IDA, "x-forwarded-for": PROXY, "x-real-ip": PROXY, "forwarded": f"for={PROXY}"}
    assert client(house, STRANGER).get("/inbox", headers=forged).headers["location"] == "/signin"


def test_the_visitors_own_address_behind_the_proxy_does_not_matter(house: House) -> None:
    assert client(house).get("/inbox", headers={HEADER: IDA, "x-forwarded-for": STRANGER}).status_code == 200


def test_an_application_that_is_not_told_its_peer_believes_no_header(house: House) -> None:
    bare = TestClient(house.app(), base_url=house.base, follow_redirects=False, client=(PROXY, 50000))
    assert bare.get("/inbox", headers={HEADER: IDA}).headers["location"] == "/signin"


@pytest.mark.parametrize("path", ["/", "/signin", "/inbox", "/reviews/1", "/sources"])
def test_an_address_nobody_knows_gets_a_page_that_says_so(house: House, path: str) -> None:
    answer = client(house).get(path, headers={HEADER: "mallory@elsewhere.example"})
    assert answer.status_code == 403
    assert "Nobody here knows your address" in answer.text
    assert "mallory" not in answer.text


def test_two_headers_of_that_name_sign_nobody_in(house: House, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "grapevine"):
        answer = client(house).get("/inbox", headers=[(HEADER, JONAS), (HEADER, IDA)])
    assert answer.headers["location"] == "/signin"
    assert "twice" in caplog.text


@pytest.mark.parametrize("name", ["X_Forwarded_Email", "X-Forwarded-User", "Remote-Email"])
def test_headers_of_other_names_sign_nobody_in(house: House, name: str) -> None:
    assert client(house).get("/inbox", headers={name: IDA}).headers["location"] == "/signin"


def test_the_proxy_outranks_a_session_of_somebody_else(house: House) -> None:
    browser = client(house)
    browser.post(house.link(IDA))
    assert "Ida</a>" in browser.get("/inbox").text
    assert "Jonas</a>" in browser.get("/inbox", headers={HEADER: JONAS}).text


def test_without_a_header_the_mailed_link_still_works(house: House) -> None:
    browser = client(house)
    assert browser.post(house.link(JONAS), headers={HEADER: " "}).status_code == 303
    assert browser.get("/inbox").status_code == 200


@pytest.mark.parametrize("origin", [{"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}])
def test_a_form_of_another_site_changes_nothing_behind_a_proxy_either(house: House, origin: dict[str, str]) -> None:
    number = house.flag()
    answer = client(house).post(
        f"/reviews/{number}/take", data={"rev": house.rev(number)}, headers={HEADER: JONAS, **origin}
    )
    assert answer.status_code == 403
    assert house.get(number).taken_by == ""


def test_it_is_off_unless_it_is_switched_on(house: House) -> None:
    house.config = settings(signin_header="X-Other")
    assert client(house).get("/inbox", headers={HEADER: IDA}).headers["location"] == "/signin"
    assert InboxSettings().signin_header == ""


@pytest.mark.parametrize(
    ("proxies", "peer", "trusted"),
    [
        (("10.0.0.0/24",), "10.0.0.9", True),
        (("10.0.0.0/24",), "10.0.1.9", False),
        (("10.0.0.2",), "::ffff:10.0.0.2", True),
        (("fd00::/8",), "fd00::1", True),
        (("fd00::/8",), "10.0.0.2", False),
        (("10.0.0.2",), "10.0.0.2, 1.1.1.1", False),
        (("10.0.0.2",), "", False),
        ((), "10.0.0.2", False),
    ],
)
def test_a_peer_is_trusted_by_its_address_alone(proxies: tuple[str, ...], peer: str, trusted: bool) -> None:
    assert InboxSettings(trusted_proxies=proxies).trusts(peer) is trusted


@pytest.mark.parametrize(
    "inbox",
    [
        {"signin_header": HEADER},
        {"signin_header": HEADER, "trusted_proxies": ()},
        {"signin_header": HEADER, "trusted_proxies": ("0.0.0.0/0",)},
        {"signin_header": HEADER, "trusted_proxies": (PROXY, "::/0")},
        {"signin_header": "Cookie", "trusted_proxies": (PROXY,)},
        {"signin_header": "X Forwarded", "trusted_proxies": (PROXY,)},
        {"signin_header": "X-A\r\nB", "trusted_proxies": (PROXY,)},
    ],
)
def test_a_header_without_a_named_proxy_is_refused_by_the_settings(inbox: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        InboxSettings(**inbox)


def test_check_says_that_it_is_on() -> None:
    assert any(f"{PROXY} may say in {HEADER} who somebody is" in line for line in explain(settings()))
    assert explain_json(settings())["signin_header"] == HEADER
    assert not any("header" in line for line in explain(a_config()))


def test_the_tries_of_one_machine_are_counted_by_the_address_the_proxy_gives(house: House) -> None:
    browser = client(house)
    for place in range(21):
        answer = browser.post(
            "/signin", data={"email": f"p{place}@x.example"}, headers={"x-forwarded-for": f"192.0.2.{place}"}
        )
    assert answer.status_code == 303
    assert house.now == NOW

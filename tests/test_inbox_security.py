"""What a stranger, a colleague of another business and a hostile review can not do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from factories import NOW, a_mail, a_review, a_sentiment
from inbox_visitor import IDA, JONAS, OLGA, SAME, House, a_safety_sentiment, elsewhere
from starlette.datastructures import Headers
from starlette.routing import Route
from starlette.testclient import TestClient
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from config import Config
from inbox.app import create_app
from inbox.guard import MAX_BODY, same_origin
from inbox.pages.acts import draft_key
from inbox.sessions import MOST_PER_PLACE
from model import ConfigError, Measure, Reason, State, StoreError
from store import Store

SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
PAGES = ("/inbox", "/overview", "/fixes", "/complaints/new", "/digests", "/me", "/nowhere", "/reviews/1")
ACTS = (
    *("take", "assign", "tick", "draft", "answered", "solved", "reopen", "note", "not-negative"),
    *("cause", "wrong-theme", "right-theme", "told-theme"),
)
NOT_THEIRS = [
    (JONAS, "/people"),
    (JONAS, "/sources"),
    (JONAS, "/settings"),
    (JONAS, "/digests"),
    (JONAS, "/mirror"),
    (OLGA, "/inbox"),
]


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path / "grapevine.db")


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "cross-site", "origin": "http://127.0.0.1:8000"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {},
    ],
)
def test_a_form_of_another_site_changes_nothing(house: House, headers: dict[str, str]) -> None:
    number = house.flag()
    client = house.visitor(JONAS)
    client.headers.pop("sec-fetch-site")
    answer = client.post(f"/reviews/{number}/take", data={"rev": house.rev(number)}, headers=headers)
    assert answer.status_code == 403
    assert house.get(number).state is State.TO_ANSWER


@pytest.mark.parametrize("path", ["/reviews/0", "/reviews/99999999999999999999999", "/reviews/x", "/static/../app.py"])
def test_an_odd_address_is_a_page_that_is_not_there(house: House, path: str) -> None:
    assert house.visitor(JONAS).get(path).status_code == 404


def test_a_file_in_a_form_is_refused(house: House) -> None:
    answer = house.visitor(JONAS).post("/complaints/new", files={"text": ("x.txt", b"hello")})
    assert answer.status_code == 400
    assert "We could not read this form" in answer.text


def test_settings_that_cannot_be_read_give_a_page_that_says_what_to_do(house: House) -> None:
    def spoilt() -> Config:
        raise ConfigError("config.yaml", ["line 3: a secret detail"])

    app = create_app(house.store, spoilt, lambda: NOW)
    answer = TestClient(app, base_url=house.base).get("/signin")
    assert answer.status_code == 503
    assert "schedule.py check" in answer.text
    assert "secret detail" not in answer.text


def test_the_same_origin_is_enough_where_a_browser_sends_no_fetch_metadata() -> None:
    assert same_origin(Headers({"host": "shop.example:8000", "origin": "http://shop.example:8000"}))
    assert not same_origin(Headers({"host": "shop.example:8000", "origin": "http://shop.example"}))


def test_a_body_over_the_cap_is_refused_with_a_page(house: House) -> None:
    answer = house.visitor(JONAS).post("/complaints/new", data={"text": "x" * (MAX_BODY + 1)})
    assert answer.status_code == 413
    assert "default-src 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_the_security_headers(house: House, path: str) -> None:
    house.flag()
    headers = house.visitor(IDA).get(path).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"


def browser_at(house: House, open_store: Callable[[], Store]) -> TestClient:
    app = create_app(open_store, lambda: house.config, lambda: NOW)
    return TestClient(app, base_url=house.base, headers=SAME, raise_server_exceptions=False)


def test_a_page_for_a_fault_of_ours_has_them_too(house: House) -> None:
    def broken() -> Store:
        raise ZeroDivisionError

    answer = browser_at(house, broken).get("/signin")
    assert answer.status_code == 500
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_a_store_that_cannot_be_opened_gives_a_page_that_says_what_to_do(house: House) -> None:
    def locked() -> Store:
        raise StoreError("locked")

    answer = browser_at(house, locked).get("/signin")
    assert answer.status_code == 503
    assert "schedule.py doctor" in answer.text


@pytest.mark.parametrize("act", ACTS)
def test_another_businesss_review_looks_like_none(house: House, act: str) -> None:
    foreign = house.flag(elsewhere())
    client = house.visitor(IDA)
    assert client.get(f"/reviews/{foreign}").content == client.get("/reviews/4711").content
    data = {"rev": "1", "text": "mine", "said": "mine", "person": IDA}
    assert client.post(f"/reviews/{foreign}/{act}", data=data).status_code == 404
    flag = house.get(foreign)
    assert (flag.state, flag.rev, flag.draft, flag.taken_by) == (State.TO_ANSWER, 1, None, "")


def test_lists_never_hold_another_businesss_reviews(house: House) -> None:
    house.flag(elsewhere(text="Secret of the hotel."))
    client = house.visitor(IDA)
    for path in (
        "/inbox",
        "/inbox?business=hotel-anker",
        "/inbox?q=secret",
        "/overview?business=hotel-anker",
        "/fixes",
    ):
        assert "Secret of the hotel" not in client.get(path).text
    assert "Secret of the hotel" in house.visitor("anna@anker.example").get("/inbox").text


@pytest.mark.parametrize(("who", "path"), NOT_THEIRS)
def test_a_role_opens_its_own_pages_only(house: House, who: str, path: str) -> None:
    assert house.visitor(who).get(path).status_code == 403


def test_staff_cannot_approve_or_close_what_an_owner_must_see(house: House) -> None:
    number = house.flag(sentiment=a_safety_sentiment())
    staff = house.visitor(JONAS)
    for act in ("approve", "answered", "solved", "not-negative"):
        form = {"rev": house.rev(number), "text": "We are sorry."}
        assert staff.post(f"/reviews/{number}/{act}", data=form).status_code == 403
    assert house.get(number).state is State.TO_ANSWER


def test_an_approval_holds_for_the_approved_words_only(house: House) -> None:
    number = house.flag(sentiment=a_safety_sentiment())
    key = auth_key(house, number)
    form = {"rev": house.rev(number), "draft": key, "text": "We call you today."}
    assert house.visitor(IDA).post(f"/reviews/{number}/approve", data=form).status_code == 303
    assert house.get(number).approved
    staff = house.visitor(JONAS)
    changed = {"rev": house.rev(number), "draft": auth_key(house, number), "text": "It was your own fault."}
    assert staff.post(f"/reviews/{number}/answered", data=changed).status_code == 403
    same = changed | {"text": "We call you today."}
    assert staff.post(f"/reviews/{number}/answered", data=same).status_code == 303


def auth_key(house: House, number: int) -> str:
    return draft_key(house.get(number))


def test_a_stored_script_comes_out_as_text_everywhere(house: House) -> None:
    review = a_review(text=SCRIPT, title="T" + SCRIPT, author=SCRIPT, source=SCRIPT, location=SCRIPT, reply=SCRIPT)
    sentiment = a_sentiment(reasons=(Reason(0, 9, SCRIPT, "phrase", -1.0),))
    number = house.flag(review, sentiment)
    staff = house.visitor(IDA)
    staff.post(f"/reviews/{number}/note", data={"said": SCRIPT})
    staff.post(f"/reviews/{number}/draft", data={"rev": "1", "draft": auth_key(house, number), "text": SCRIPT})
    with house.store() as store:
        store.measures.add(Measure("Café Ida", "waiting", SCRIPT, NOW.date(), say=(("en", SCRIPT),)))
        store.outbox.queue(a_mail(subject=SCRIPT, text=SCRIPT, html="<p>fine</p>", to=IDA), NOW)
    shown = ("/inbox", f"/reviews/{number}", "/fixes?recorded=waiting", "/overview", "/digests", f"/inbox?q={SCRIPT}")
    for path in shown:
        page = staff.get(path).text
        assert "<script>alert" not in page, path
        assert "<img src=x" not in page, path
    assert "&lt;script&gt;" in staff.get(f"/reviews/{number}").text


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "vbscript:x", "http:///x"]
)
def test_only_web_addresses_become_links(house: House, url: str) -> None:
    number = house.flag(a_review(url=url))
    assert f'href="{url}"' not in house.visitor(IDA).get(f"/reviews/{number}").text


@pytest.mark.parametrize(("trusted", "last"), [("10.0.0.2", 429), ("testclient", 303)])
def test_a_forged_proxy_header_makes_nobody_somebody_else(house: House, trusted: str, last: int) -> None:
    """Only a proxy that config.yaml names may say who asks; else a machine would be somebody new with each try."""
    app: Any = ProxyHeadersMiddleware(house.app(), trusted_hosts=[trusted])
    client = TestClient(app, base_url=house.base, headers=SAME, follow_redirects=False)
    for place in range(MOST_PER_PLACE + 1):
        forged = {"x-forwarded-for": f"192.0.2.{place}", "x-forwarded-host": "evil.example"}
        answer = client.post("/signin", data={"email": f"p{place}@x.example"}, headers=forged)
    assert answer.status_code == last


def test_a_proxy_header_signs_nobody_in(house: House) -> None:
    named = {"x-forwarded-user": IDA, "remote-user": IDA, "x-forwarded-email": IDA, "x-forwarded-for": "127.0.0.1"}
    assert house.stranger().get("/inbox", headers=named).headers["location"] == "/signin"


def test_head_and_get_change_nothing_on_any_route(house: House) -> None:
    number = house.flag(sentiment=a_safety_sentiment())
    link = house.link(JONAS)
    owner = house.visitor(IDA)
    before = _all_rows(house)
    paths = {route.path for route in house.app().routes if isinstance(route, Route)}
    assert len(paths) > 35
    for path in sorted(paths):
        there = path.replace("{id:int}", str(number)).replace("{form:str}", "x").replace("{token}", link.split("/")[2])
        for method in ("HEAD", "GET", "OPTIONS"):
            assert owner.request(method, there).status_code < 500, there
            assert _all_rows(house) == before, f"{method} {there}"
    assert house.stranger().post(link).headers["location"] == "/"


def _all_rows(house: House) -> dict[str, list[str]]:
    with house.store() as store:
        tables = [row["name"] for row in store._link.rows("select name from sqlite_master where type = 'table'")]
        return {table: [str(row) for row in store._link.rows(f"select * from {table}")] for table in tables}


@pytest.mark.parametrize("path", ["/sources/pages", "/sources/page"])
@pytest.mark.parametrize("who", [JONAS, IDA])
def test_kept_pages_are_for_the_operator(house: House, path: str, who: str) -> None:
    assert house.visitor(who).get(f"{path}?business=cafe-ida&source=own-site&good=1").status_code == 403


def test_a_kept_page_is_shown_in_a_sandbox(house: House) -> None:
    app = create_app(house.store, lambda: house.config, lambda: house.now, lambda key, good: SCRIPT.encode())
    client = TestClient(app, base_url=house.base, headers=SAME, follow_redirects=False)
    client.post(house.link(OLGA))
    answer = client.get("/sources/page?business=cafe-ida&source=own-site&good=1")
    assert answer.text == SCRIPT
    assert "sandbox" in answer.headers["content-security-policy"]
    assert "script-src" not in answer.headers["content-security-policy"]
    assert client.get("/sources/page?business=hotel-anker&source=own-site").status_code == 404


def test_the_trial_of_a_playbook_shows_no_other_businesss_review(house: House) -> None:
    theirs = house.flag(elsewhere(text="The lift stood still."))
    assert "The lift stood still." not in house.visitor(IDA).get(f"/playbook?try={theirs}").text

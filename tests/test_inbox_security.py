"""What a stranger, a colleague of another business and a hostile review can not do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from factories import NOW, a_mail, a_review, a_sentiment
from inbox_visitor import IDA, JONAS, OLGA, SAME, House, a_safety_sentiment, elsewhere, two_businesses
from starlette.datastructures import Headers
from starlette.testclient import TestClient

from config import Config
from inbox import auth, links
from inbox.app import create_app
from inbox.guard import MAX_BODY, same_origin
from inbox.pages.acts import draft_key
from model import ConfigError, Measure, Reason, State, StoreError
from store import Store

SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
PAGES = ("/inbox", "/overview", "/fixes", "/complaints/new", "/digests", "/me", "/nowhere", "/reviews/1")
ACTS = ("take", "assign", "tick", "draft", "answered", "solved", "reopen", "note", "not-negative")
NOT_THEIRS = [(JONAS, "/sources"), (JONAS, "/settings"), (JONAS, "/digests"), (OLGA, "/inbox")]


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
    answers = [client.post("/signin", data={"email": JONAS}).status_code for _ in range(auth.MOST_PER_MAIL + 1)]
    assert answers == [303] * auth.MOST_PER_MAIL + [429]
    house.now += auth.TRIES_WITHIN + timedelta(seconds=1)
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
    house.now += auth.LINK_LASTS
    assert house.stranger().post(link).status_code == 410


@pytest.mark.parametrize("token", ["x", "A" * 43, "%00", "..%2f..%2fme"])
def test_a_guessed_link_signs_nobody_in(house: House, token: str) -> None:
    assert house.stranger().post(f"/signin/{token}").status_code in (404, 410)


def test_guessing_links_is_slowed_down(house: House) -> None:
    client = house.stranger()
    tries = [client.post("/signin/guess").status_code for _ in range(auth.MOST_PER_PLACE + 1)]
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

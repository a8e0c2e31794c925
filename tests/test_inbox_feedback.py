"""The public feedback form: kept as reviews, the same way for everybody, closed to machines."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from config_factories import a_business, a_config, a_source
from factories import CAFE, NOW
from inbox_visitor import JONAS, House
from starlette.testclient import TestClient

from inbox.forms import LATEST, SOONEST, new_slip, public_sites, read_slip
from inbox.pages.feedback import HEARD, MOST
from model import State
from sentiment.stage import score_waiting
from words import LANGUAGES, speak

GOOD = {"stars": "5", "text": "Lovely rolls.", "recommend": "10", "heard": "friend"}
BAD = {"stars": "1", "text": "We waited forty minutes and nobody came.", "recommend": "0", "contact": "m@x.example"}
SECRET = b"s" * 32
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def house(tmp_path: Path) -> House:
    form = a_source("Table card", kind="form", where="table-card", location="Harbour")
    api = a_source("Hidden", kind="json", where="https://api.example/v1?key=${KEY}", reviews="r")
    house = House(tmp_path / "grapevine.db")
    house.config = a_config(businesses=(a_business(sources=(a_source(), form, api)),), inbox={})
    return house


@pytest.fixture
def guest(house: House) -> TestClient:
    return house.stranger()


def fill(house: House, guest: TestClient, answer: dict[str, str], wait: timedelta = SOONEST) -> Any:
    """Open the form, wait, send it."""
    page = guest.get("/f/table-card").text
    slip = re.search(r'name="slip" value="([^"]+)"', page)
    assert slip is not None
    house.now += wait
    return guest.post("/f/table-card", data={"slip": slip[1]} | answer)


def count(house: House) -> int:
    with house.store() as store:
        return store.reviews.count(CAFE)


def test_an_answer_becomes_a_review_of_its_own_kind_and_an_unhappy_one_is_flagged(
    house: House, guest: TestClient
) -> None:
    assert fill(house, guest, BAD).headers["location"] == "/f/table-card/thanks?lang=en"
    with house.store() as store:
        (stored,) = store.reviews.unscored()
        score_waiting(store, house.config, house.now)
        sums = store.feedback.sums(CAFE, NOW)
    review = stored.review
    assert (review.kind, review.source, review.rating, review.location) == ("feedback", "Table card", 1.0, "Harbour")
    assert review.url == "mailto:m@x.example"
    assert house.get(stored.id).state is State.TO_ANSWER
    assert (sums.answers, sums.recommended, sums.promoters, sums.detractors) == (1, 1, 0, 1)
    assert 'href="mailto:m@x.example"' in house.visitor(JONAS).get(f"/reviews/{stored.id}").text


def test_everybody_gets_the_same_page_and_the_same_links_whatever_they_answered(
    house: House, guest: TestClient
) -> None:
    pages = []
    for answer in (GOOD, BAD, {"stars": "3"}):
        sent = fill(house, guest, answer)
        assert sent.headers["location"] == "/f/table-card/thanks?lang=en"
        pages.append(guest.get(sent.headers["location"]).text)
    assert len(set(pages)) == 1
    assert 'href="https://cafe-ida.example/anmeldelser"' in pages[0]
    assert 'href="https://cafe-ida.example/anmeldelser"' in guest.get("/f/table-card").text
    assert "api.example" not in pages[0]
    assert count(house) == 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_speaks_the_language_of_the_browser_or_of_the_link(guest: TestClient, language: str) -> None:
    asks = speak(language, "inbox")("How was it?")
    assert asks in guest.get("/f/table-card", headers={"accept-language": language}).text
    for path in ("/f/table-card", "/f/table-card/thanks", "/f/table-card/card"):
        page = guest.get(f"{path}?lang={language}", headers={"accept-language": "fi"}).text
        assert f'<html lang="{language}">' in page
        assert {f"?lang={other}" for other in LANGUAGES} <= set(re.findall(r"\?lang=\w\w", page))


@pytest.mark.parametrize("heard", HEARD)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_way_of_hearing_of_us_has_a_name(language: str, heard: str) -> None:
    assert speak(language, "inbox")(f"heard:{heard}") != f"heard:{heard}"


@pytest.mark.parametrize(
    ("changes", "status", "kept"),
    [
        ({}, 303, 1),
        ({"website": "http://spam.example"}, 303, 0),
        ({"slip": "forged"}, 400, 0),
        ({"stars": ""}, 400, 0),
        ({"stars": "6"}, 400, 0),
        ({"contact": "at the bar"}, 400, 0),
        ({"recommend": "11"}, 303, 1),
        ({"recommend": "²"}, 303, 1),
        ({"heard": SCRIPT}, 303, 1),
        ({"text": SCRIPT}, 303, 1),
        ({"text": "x" * 9000}, 303, 1),
        ({"text": "x" * 300_000}, 413, 0),
    ],
)
def test_what_the_form_takes_and_refuses(
    house: House, guest: TestClient, changes: dict[str, str], status: int, kept: int
) -> None:
    answer = fill(house, guest, GOOD | changes)
    assert answer.status_code == status
    assert count(house) == kept
    if status == 400:
        assert "Lovely rolls." in answer.text
        assert 'role="alert"' in answer.text


@pytest.mark.parametrize(
    ("wait", "status"),
    [(timedelta(seconds=1), 400), (SOONEST, 303), (LATEST, 303), (LATEST + timedelta(seconds=1), 400)],
)
def test_too_fast_for_a_person_or_a_day_late_is_asked_again(
    house: House, guest: TestClient, wait: timedelta, status: int
) -> None:
    assert fill(house, guest, GOOD, wait).status_code == status


def test_one_slip_is_one_answer_however_often_it_is_sent(house: House, guest: TestClient) -> None:
    slip = new_slip(_secret(house), "table-card", house.now)
    house.now += SOONEST
    for text in ("First.", "Second."):
        assert guest.post("/f/table-card", data=GOOD | {"slip": slip, "text": text}).status_code == 303
    with house.store() as store:
        assert [stored.review.text for stored in store.reviews.unscored()] == ["First."]


def _secret(house: House) -> bytes:
    with house.store() as store:
        return store.meta.secret()


def test_a_flood_from_one_place_is_stopped(house: House, guest: TestClient) -> None:
    sent = [fill(house, guest, GOOD).status_code for _ in range(MOST + 1)]
    assert sent == [303] * MOST + [429]


@pytest.mark.parametrize("path", ["/f/nothing", "/f/own-site", "/f/table-card/thanks/x"])
def test_there_is_no_form_that_nobody_made(guest: TestClient, path: str) -> None:
    assert guest.get(path).status_code == 404


def test_a_slip_is_good_for_its_own_form_only() -> None:
    slip = new_slip(SECRET, "a", NOW)
    assert read_slip(SECRET, slip, "a", NOW + SOONEST) is not None
    assert read_slip(SECRET, slip, "b", NOW + SOONEST) is None
    assert read_slip(b"t" * 32, slip, "a", NOW + SOONEST) is None


def test_only_addresses_for_people_are_passed_on(house: House) -> None:
    assert public_sites(house.config.businesses[0]) == [("Own site", "https://cafe-ida.example/anmeldelser")]


def test_the_card_shows_the_address_and_its_code(guest: TestClient) -> None:
    page = guest.get("/f/table-card/card").text
    assert "http://127.0.0.1:8000/f/table-card" in page
    assert '<path d="M0 0h7' in page

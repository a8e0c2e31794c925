"""What made a new member of staff hesitate, and no longer does."""

from __future__ import annotations

from pathlib import Path

import pytest
from config_factories import a_business, a_config, a_source
from factories import a_review
from inbox_visitor import JONAS, House
from starlette.testclient import TestClient

from inbox.pages.acts import draft_key

LETTER = "Hello Mette,\r\n\r\nwe are sorry.\r\n \r\n\r\nPlease call us.\r\nJonas"


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path / "grapevine.db")


@pytest.fixture
def jonas(house: House) -> TestClient:
    return house.visitor(JONAS)


def test_a_saved_reply_keeps_its_paragraphs(house: House, jonas: TestClient) -> None:
    number = house.flag()
    form = {"rev": house.rev(number), "draft": draft_key(house.get(number)), "text": LETTER}
    jonas.post(f"/reviews/{number}/draft", data=form)
    kept = house.get(number).draft
    assert kept is not None
    assert kept.text == "Hello Mette,\n\nwe are sorry.\n\nPlease call us.\nJonas"


def test_the_way_to_where_the_review_stands_is_beside_the_reply(house: House, jonas: TestClient) -> None:
    own, there = house.flag(a_review(url="https://guide.example/r/1")), house.flag(a_review(external_id="r2", url=""))
    assert 'href="https://guide.example/r/1" rel="noreferrer noopener" target="_blank">Open Own site' in (
        jonas.get(f"/reviews/{own}").text
    )
    assert 'href="https://cafe-ida.example/anmeldelser" rel=' in jonas.get(f"/reviews/{there}").text


@pytest.mark.parametrize(
    "source",
    [
        a_source(kind="json", where="https://api.example/reviews"),
        a_source(kind="files", where="drop/*.csv"),
        a_source(where="https://x.example/${TOKEN}"),
    ],
)
def test_what_only_a_program_can_read_is_no_link_to_answer_at(house: House, source: object) -> None:
    house.config = a_config(businesses=(a_business(sources=(source,)),), inbox={})
    number = house.flag(a_review(url=""))
    assert "Open Own site" not in house.visitor(JONAS).get(f"/reviews/{number}").text


@pytest.mark.parametrize(
    ("contact", "said"), [("+45 12 34 56 78", "Call or write to +4512345678"), ("", "They left no number")]
)
def test_a_complaint_is_answered_to_the_customer_not_in_public(jonas: TestClient, contact: str, said: str) -> None:
    told = {"business": "cafe-ida", "text": "The bread was burnt.", "channel": "phone", "contact": contact}
    noted = jonas.post("/complaints/new", data=told).headers["location"]
    number = noted.partition("saved=")[2]
    assert f'href="/reviews/{number}">Open it' in jonas.get(noted).text
    page = jonas.get(f"/reviews/{number}").text
    assert "Answer the customer" in page
    assert said in page
    assert "Answer in public" not in page
    assert "Written down" in page


def test_the_same_complaint_twice_leads_to_the_one_that_was_noted(jonas: TestClient) -> None:
    told = {"business": "cafe-ida", "text": "The bread was burnt.", "channel": "phone"}
    first, second = (jonas.post("/complaints/new", data=told).headers["location"] for _ in range(2))
    assert first == second


@pytest.mark.parametrize("taken", [True, False])
def test_after_undo_the_cause_is_asked_again(house: House, jonas: TestClient, taken: bool) -> None:
    number = house.flag()
    if taken:
        jonas.post(f"/reviews/{number}/take", data={"rev": house.rev(number)})
    for cause in ("supplier", "training"):
        jonas.post(f"/reviews/{number}/answered", data={"rev": house.rev(number)})
        assert "What was the cause?" in jonas.get(f"/inbox?closed={number}").text
        jonas.post(f"/reviews/{number}/cause", data={"cause": cause})
        assert house.get(number).cause == cause
        jonas.post(f"/reviews/{number}/reopen", data={"rev": house.rev(number)})
        assert house.get(number).cause == ""

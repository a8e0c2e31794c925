"""Corrections in one tap more, and what they and the owner's own criteria say on the overview."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from config_factories import a_business, a_config
from factories import CAFE, a_review
from inbox_visitor import IDA, JONAS, House
from starlette.testclient import TestClient

from config import Budget
from inbox.pages.scorecard import ENOUGH_FLAGS
from model import State


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path / "grapevine.db")


@pytest.fixture
def jonas(house: House) -> TestClient:
    return house.visitor(JONAS)


def about(page: str) -> list[str]:
    """What the page says the review is about."""
    return re.findall(r'Not about this: ([^"]+)"', page)


def test_the_right_theme_is_one_tap_after_the_wrong_one(house: House, jonas: TestClient) -> None:
    number = house.flag()
    assert '<details class="choose">' in jonas.get(f"/reviews/{number}").text
    jonas.post(f"/reviews/{number}/wrong-theme", data={"theme": "waiting"})
    page = jonas.get(f"/reviews/{number}").text
    assert '<details class="choose" open>' in page
    assert 'name="instead" value="waiting"' in page
    answer = jonas.post(f"/reviews/{number}/told-theme", data={"theme": "attention", "instead": "waiting"})
    assert answer.headers["location"] == f"/reviews/{number}#why"
    page = jonas.get(f"/reviews/{number}").text
    assert about(page) == ["Attention to customers"]
    assert '<details class="choose">' in page
    assert "It is about" in page


def test_undo_of_the_wrong_theme_takes_the_other_back(house: House, jonas: TestClient) -> None:
    number = house.flag()
    jonas.post(f"/reviews/{number}/wrong-theme", data={"theme": "waiting"})
    jonas.post(f"/reviews/{number}/told-theme", data={"theme": "attention", "instead": "waiting"})
    jonas.post(f"/reviews/{number}/right-theme", data={"theme": "waiting"})
    with house.store() as store:
        assert (store.themes.wrong(number), store.themes.told(number)) == ([], [])


@pytest.mark.parametrize("theme", ["", "x", "referral", "staff", "<script>"])
def test_only_a_theme_that_can_be_mended_can_be_told(house: House, jonas: TestClient, theme: str) -> None:
    number = house.flag()
    assert jonas.post(f"/reviews/{number}/told-theme", data={"theme": theme}).status_code == 400
    with house.store() as store:
        assert store.themes.told(number) == []


def test_an_answer_about_the_wrong_theme_is_drafted_anew(house: House, jonas: TestClient) -> None:
    number = house.flag()
    before = re.search(r'<textarea id="text".*?</textarea>', jonas.get(f"/reviews/{number}").text, re.S)
    jonas.post(f"/reviews/{number}/wrong-theme", data={"theme": "waiting"})
    jonas.post(f"/reviews/{number}/told-theme", data={"theme": "wrong_item", "instead": "waiting"})
    page = jonas.get(f"/reviews/{number}").text
    after = re.search(r'<textarea id="text".*?</textarea>', page, re.S)
    assert before is not None
    assert after is not None
    assert before[0] != after[0]
    assert "They keep what they got" in page


def test_corrections_are_counted_with_what_they_mean(house: House, jonas: TestClient) -> None:
    for place in range(ENOUGH_FLAGS):
        house.flag(a_review(external_id=f"r{place}", text=f"{place}: we waited forty minutes."))
    jonas.post("/reviews/1/not-negative", data={"rev": house.rev(1)})
    jonas.post("/reviews/2/wrong-theme", data={"theme": "waiting"})
    jonas.post("/reviews/2/told-theme", data={"theme": "attention", "instead": "waiting"})
    page = jonas.get("/overview").text
    assert f"Of {ENOUGH_FLAGS} flagged reviews, your team has marked 1 as not negative. That is 5%." in page
    assert '<td>Waiting and speed</td><td class="num">1</td><td class="num">0</td>' in page
    assert '<td>Attention to customers</td><td class="num">0</td><td class="num">1</td>' in page
    assert "the fewer corrections, the further you can trust a flag" in page


def test_few_flags_give_no_share(house: House, jonas: TestClient) -> None:
    house.flag()
    jonas.post("/reviews/1/not-negative", data={"rev": house.rev(1)})
    page = jonas.get("/overview").text
    assert "Of 1 flagged review, your team has marked 1 as not negative." in page
    assert "That is" not in page


@pytest.mark.parametrize(
    ("monthly", "said"), [(40.0, "12\u00a0EUR of 40\u00a0EUR."), (None, "12\u00a0EUR. No budget is set.")]
)
def test_goodwill_is_what_was_ticked_this_month(house: House, monthly: float | None, said: str) -> None:
    criteria = ("goodwill", "answered", "complaints", "rating", "answer_time")
    house.config = a_config(businesses=(a_business(budget=Budget(monthly=monthly), scorecard=criteria),), inbox={})
    number = house.flag()
    jonas = house.visitor(JONAS)
    keys = re.findall(r'name="done" value="([^"]+)"', jonas.get(f"/reviews/{number}").text)
    jonas.post(f"/reviews/{number}/tick", data={"done": keys[:1]})
    with house.store() as store:
        flag = store.flags.get(number)
        store.flags.move(number, State.ANSWERED, rev=flag.rev, who=IDA, now=house.now + timedelta(hours=2))
        cost = store.flags.goodwill(CAFE, house.now - timedelta(days=1), house.now + timedelta(days=1))
    page = jonas.get("/overview").text
    assert f"Goodwill this month: {said}".replace("12\u00a0", f"{cost:g}\u00a0") in page
    assert '<td>Answered</td><td class="num">1 of 1</td><td class="num">–</td>' in page
    assert '<td>Average</td><td class="num">–</td>' in page

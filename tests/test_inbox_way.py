"""The whole way of a flagged review through the pages, without JavaScript: found, fixed, answered, closed, undone."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from config_factories import a_business, a_config, a_playbook
from factories import NOW, a_review
from inbox_visitor import IDA, JONAS, House, a_safety_sentiment
from starlette.testclient import TestClient

from inbox.pages.acts import draft_key
from model import State

TEXT = "We are sorry about the wait."


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path / "grapevine.db")


@pytest.fixture
def jonas(house: House) -> TestClient:
    return house.visitor(JONAS)


def form(house: House, number: int, **fields: str) -> dict[str, str]:
    flag = house.get(number)
    return {"rev": str(flag.rev), "draft": draft_key(flag)} | fields


def test_the_list_shows_what_waits_with_its_clock(house: House, jonas: TestClient) -> None:
    house.flag(due=NOW + timedelta(hours=4))
    house.now += timedelta(hours=6)
    page = jonas.get("/inbox").text
    assert "1 review to answer" in page
    assert "Waiting 6 hours, promised within 4 hours" in page
    assert "Nobody yet" in page
    assert 'aria-label="1 out of 5 stars"' in page


def test_safety_comes_first_whatever_its_age(house: House, jonas: TestClient) -> None:
    house.flag(a_review(external_id="old", text="An old grumble."))
    house.now += timedelta(hours=1)
    house.flag(a_review(external_id="new", text="Nuts in the nut-free cake."), a_safety_sentiment())
    page = jonas.get("/inbox").text
    assert page.index("Nuts in the") < page.index("An old grumble")
    assert "Safety: answer first" in page


def test_the_words_that_made_the_flag_are_marked_and_explained(house: House, jonas: TestClient) -> None:
    page = jonas.get(f"/reviews/{house.flag()}").text
    assert re.search(r'We <mark title="[^"]+">waited forty minutes</mark> and nobody came', page)
    assert "Waiting and speed: “waited forty minutes”" in page


def test_taking_and_giving_back(house: House, jonas: TestClient) -> None:
    number = house.flag()
    jonas.post(f"/reviews/{number}/take", data=form(house, number))
    assert (house.get(number).state, house.get(number).taken_by) == (State.IN_HAND, JONAS)
    jonas.post(f"/reviews/{number}/give-back", data=form(house, number))
    assert (house.get(number).state, house.get(number).taken_by) == (State.TO_ANSWER, "")


def test_giving_it_to_a_colleague_but_not_to_a_stranger(house: House, jonas: TestClient) -> None:
    number = house.flag()
    jonas.post(f"/reviews/{number}/assign", data=form(house, number, person=IDA))
    assert house.get(number).taken_by == IDA
    answer = jonas.post(f"/reviews/{number}/assign", data=form(house, number, person="x@y.example"))
    assert answer.status_code == 400
    assert house.get(number).taken_by == IDA


def test_ticks_are_kept_and_taken_back_and_unknown_ones_left_out(house: House, jonas: TestClient) -> None:
    number = house.flag()
    keys = re.findall(r'name="done" value="([^"]+)"', jonas.get(f"/reviews/{number}").text)
    jonas.post(f"/reviews/{number}/tick", data={"done": [keys[0], "made-up"]})
    assert house.get(number).ticked == (keys[0],)
    assert f'value="{keys[0]}" checked' in jonas.get(f"/reviews/{number}").text
    jonas.post(f"/reviews/{number}/tick", data={})
    assert house.get(number).ticked == ()


def test_a_suggestion_is_shown_and_a_draft_is_kept(house: House, jonas: TestClient) -> None:
    number = house.flag()
    assert "Hello Mette" in jonas.get(f"/reviews/{number}").text
    answer = jonas.post(f"/reviews/{number}/draft", data=form(house, number, text=TEXT))
    assert answer.headers["location"] == f"/reviews/{number}#answer"
    kept = house.get(number).draft
    assert kept is not None
    assert (kept.text, kept.lang) == (TEXT, "en")
    assert TEXT in jonas.get(f"/reviews/{number}").text


def test_another_wording_differs_and_saves_nothing(house: House, jonas: TestClient) -> None:
    number = house.flag()
    texts = {
        re.search(r"<textarea id=\"text\".*?>(.*?)</textarea>", jonas.get(path).text, re.S)[1]  # type: ignore[index]
        for path in (f"/reviews/{number}", f"/reviews/{number}?wording=1", f"/reviews/{number}/wording?wording=2")
    }
    assert len(texts) == 3
    assert house.get(number).draft is None


def test_a_bad_reply_gets_its_warning_while_it_is_typed(house: House, jonas: TestClient) -> None:
    number = house.flag()
    page = jonas.post(f"/reviews/{number}/lint", data={"text": "You get a refund of 50 euro if you delete this."}).text
    assert 'class="warn"' in page
    assert "<html" not in page


def test_closing_as_answered_keeps_the_text_and_can_be_undone(house: House, jonas: TestClient) -> None:
    number = house.flag()
    answer = jonas.post(f"/reviews/{number}/answered", data=form(house, number, text=TEXT))
    assert answer.headers["location"] == f"/inbox?closed={number}"
    flag = house.get(number)
    assert flag.state is State.ANSWERED
    assert flag.draft is not None
    page = jonas.get(answer.headers["location"]).text
    assert f'action="/reviews/{number}/reopen"' in page
    jonas.post(f"/reviews/{number}/reopen", data=form(house, number))
    assert (house.get(number).state, house.get(number).handled) == (State.TO_ANSWER, None)


def test_solving_asks_the_cause_in_one_tap(house: House, jonas: TestClient) -> None:
    number = house.flag()
    assert 'name="cause" value="training"' in jonas.get(f"/reviews/{number}").text
    jonas.post(f"/reviews/{number}/solved", data=form(house, number, cause="training"))
    assert (house.get(number).state, house.get(number).cause) == (State.SOLVED, "training")


def test_not_negative_is_a_correction_that_can_be_undone(house: House, jonas: TestClient) -> None:
    number = house.flag()
    jonas.post(f"/reviews/{number}/not-negative", data=form(house, number))
    assert house.get(number).state is State.DISMISSED
    jonas.post(f"/reviews/{number}/reopen", data=form(house, number))
    assert house.get(number).state is State.TO_ANSWER


def test_notes_stand_in_the_history_with_their_writer(house: House, jonas: TestClient) -> None:
    number = house.flag()
    jonas.post(f"/reviews/{number}/note", data={"said": "Called her, comes on Friday."})
    page = jonas.get(f"/reviews/{number}").text
    assert re.search(r"<b>Jonas:</b> Note added.*Called her, comes on Friday\.", page)


def test_the_second_of_two_people_is_told_and_keeps_the_text(house: House, jonas: TestClient) -> None:
    number = house.flag()
    stale = form(house, number, text="My long and careful reply.")
    house.visitor(IDA).post(f"/reviews/{number}/take", data=form(house, number))
    answer = jonas.post(f"/reviews/{number}/answered", data=stale)
    assert answer.status_code == 409
    assert "My long and careful reply." in answer.text
    assert "Taken by Ida." in answer.text
    assert house.get(number).draft is None
    again = form(house, number, text="My long and careful reply.")
    assert jonas.post(f"/reviews/{number}/draft", data=again).status_code == 303


def test_a_draft_never_overwrites_a_colleagues_newer_one(house: House, jonas: TestClient) -> None:
    number = house.flag()
    stale = form(house, number, text="From Jonas.")
    house.visitor(IDA).post(f"/reviews/{number}/draft", data=form(house, number, text="From Ida."))
    answer = jonas.post(f"/reviews/{number}/draft", data=stale)
    assert answer.status_code == 409
    assert "From Jonas." in answer.text
    assert "From Ida." in answer.text
    kept = house.get(number).draft
    assert kept is not None
    assert kept.text == "From Ida."


def test_an_edited_review_shows_its_earlier_words(house: House, jonas: TestClient) -> None:
    number = house.flag(a_review(text="All was lovely.", rating=5.0))
    house.flag(a_review(text="We waited forty minutes and nobody came."))
    page = jonas.get(f"/reviews/{number}").text
    assert "The customer has changed it: 1 earlier version" in page
    assert "All was lovely." in page


def test_reopened_by_a_colleague_it_goes_back_to_whoever_had_it(house: House, jonas: TestClient) -> None:
    number = house.flag()
    jonas.post(f"/reviews/{number}/take", data=form(house, number))
    jonas.post(f"/reviews/{number}/answered", data=form(house, number))
    house.visitor(IDA).post(f"/reviews/{number}/reopen", data=form(house, number))
    assert (house.get(number).state, house.get(number).taken_by) == (State.IN_HAND, JONAS)


def test_after_closing_the_cause_is_one_tap_and_no_duty(house: House, jonas: TestClient) -> None:
    number = house.flag()
    closed = jonas.post(f"/reviews/{number}/answered", data=form(house, number)).headers["location"]
    assert f'action="/reviews/{number}/cause"' in jonas.get(closed).text
    again = jonas.post(f"/reviews/{number}/cause", data={"cause": "supplier"}).headers["location"]
    assert house.get(number).cause == "supplier"
    assert "Cause: Supplier" in jonas.get(again).text


def test_a_wrong_theme_is_corrected_in_one_tap_and_can_be_undone(house: House, jonas: TestClient) -> None:
    number = house.flag()
    jonas.post(f"/reviews/{number}/wrong-theme", data={"theme": "waiting"})
    assert house.get(number).sentiment.complaints() == ()
    page = jonas.get(f"/reviews/{number}").text
    assert f'action="/reviews/{number}/right-theme"' in page
    jonas.post(f"/reviews/{number}/right-theme", data={"theme": "waiting"})
    with house.store() as store:
        assert store.themes.wrong(number) == []


def test_only_an_owner_takes_safety_away(house: House, jonas: TestClient) -> None:
    number = house.flag(sentiment=a_safety_sentiment())
    assert jonas.post(f"/reviews/{number}/wrong-theme", data={"theme": "safety"}).status_code == 403
    assert house.visitor(IDA).post(f"/reviews/{number}/wrong-theme", data={"theme": "safety"}).status_code == 303


def test_a_saved_reply_stands_in_the_history_with_its_writer(house: House, jonas: TestClient) -> None:
    number = house.flag()
    jonas.post(f"/reviews/{number}/draft", data=form(house, number, text=TEXT))
    assert re.search(r"<b>Jonas:</b> Reply drafted", jonas.get(f"/reviews/{number}").text)


def test_the_limit_of_a_platform_is_the_one_the_check_counts_by(house: House, jonas: TestClient) -> None:
    playbook = a_playbook(platforms={"own site": {"max_chars": 4000}})
    house.config = a_config(businesses=(a_business(playbook=playbook),), inbox={})
    number = house.flag()
    assert "of 4,000 characters" in jonas.get(f"/reviews/{number}").text

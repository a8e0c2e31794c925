"""The whole way of a flagged review through the pages, without JavaScript: found, fixed, answered, closed, undone."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from factories import CAFE, NOW, a_mail, a_measure, a_review, a_run, a_sentiment
from inbox_visitor import IDA, JONAS, OLGA, House, a_safety_sentiment
from starlette.testclient import TestClient

from inbox.pages.acts import draft_key
from model import State, ThemeHit, Verdict
from sentiment.stage import score_waiting

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


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", True),
        ("source=Own+site", True),
        ("source=Elsewhere", False),
        ("theme=waiting", True),
        ("theme=price", False),
        ("lang=da", False),
        ("q=FORTY", True),
        ("q=%25", False),
        ("business=cafe-ida", True),
        ("business=hotel-anker", False),
        ("person=ida%40cafe-ida.example", False),
        ("state=solved", False),
        ("state=made-up", True),
        ("page=2", False),
        ("page=99999999999999999999", True),
    ],
)
def test_filters_narrow_the_list(house: House, jonas: TestClient, query: str, found: bool) -> None:
    house.flag()
    assert ("waited forty minutes" in jonas.get(f"/inbox?{query}").text) is found


def test_a_long_list_comes_in_pages(house: House, jonas: TestClient) -> None:
    for place in range(27):
        house.flag(a_review(external_id=f"r{place}", text=f"Grumble number {place}."))
    first, second = jonas.get("/inbox").text, jonas.get("/inbox?page=2").text
    assert (first.count("<article"), second.count("<article")) == (25, 2)
    assert 'href="/inbox?state=to_answer&amp;page=2"' in first


def test_a_complaint_told_in_person_becomes_a_review(house: House, jonas: TestClient) -> None:
    told = {
        "business": "cafe-ida",
        "text": "The soup was cold.",
        "channel": "phone",
        "author": "Karin",
        "contact": "+45 12 34 56 78",
    }
    for _ in range(2):
        assert jonas.post("/complaints/new", data=told).headers["location"] == "/complaints/new?saved=1"
    with house.store() as store:
        (stored,) = store.reviews.unscored()
        score_waiting(store, house.config, NOW)
    review = stored.review
    assert (review.kind, review.business, review.text, review.rating) == ("complaint", CAFE, "The soup was cold.", None)
    assert (review.author, review.url) == ("Karin", "tel:+4512345678")
    assert house.get(stored.id).state is State.TO_ANSWER
    number = stored.id
    assert 'href="tel:+4512345678"' in jonas.get(f"/reviews/{number}").text


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"text": ""}, 400),
        ({"text": "Cold soup.", "contact": "the man with the hat"}, 400),
        ({"text": "Cold soup.", "contact": "k@x.example"}, 303),
        ({"text": "Cold soup.", "business": "hotel-anker"}, 404),
    ],
)
def test_a_complaint_form_says_what_is_wrong_and_keeps_the_text(
    house: House, jonas: TestClient, told: dict[str, str], status: int
) -> None:
    answer = jonas.post("/complaints/new", data={"business": "cafe-ida"} | told)
    assert answer.status_code == status
    if status == 400:
        assert 'role="alert"' in answer.text
        assert told["text"] in answer.text


def test_a_mild_complaint_stays_on_the_list_after_scoring(house: House, jonas: TestClient) -> None:
    jonas.post("/complaints/new", data={"business": "cafe-ida", "text": "The door was open."})
    assert "The door was open." in jonas.get("/inbox").text
    with house.store() as store:
        assert score_waiting(store, house.config, NOW).seen == 1
    page = jonas.get("/inbox").text
    assert "The door was open." in page
    assert jonas.get("/reviews/1").status_code == 200


def test_recording_a_measure_lists_those_who_complained_and_lets_replies_say_so(
    house: House, jonas: TestClient
) -> None:
    number = house.flag()
    said = "Since today two of us stand at the counter."
    given = {
        "business": "cafe-ida",
        "theme": "waiting",
        "what": "two at the counter",
        "since": "2026-11-16",
        "say_en": said,
    }
    answer = jonas.post("/fixes", data=given)
    assert answer.headers["location"] == "/fixes?recorded=waiting&business=cafe-ida"
    page = jonas.get(answer.headers["location"]).text
    assert f'href="/reviews/{number}?wording=1#answer"' in page
    assert said in jonas.get(f"/reviews/{number}").text
    with house.store() as store:
        (measure,) = store.measures.of(CAFE)
    assert (measure.theme, measure.by, dict(measure.say)) == ("waiting", JONAS, {"en": said})


@pytest.mark.parametrize(
    "wrong", [{"theme": "referral"}, {"theme": "x"}, {"what": ""}, {"since": "2026-11-17"}, {"since": "soon"}]
)
def test_a_measure_must_name_a_theme_a_change_and_a_day_that_has_come(
    house: House, jonas: TestClient, wrong: dict[str, str]
) -> None:
    given = {"business": "cafe-ida", "theme": "waiting", "what": "two at the counter", "since": "2026-11-16"} | wrong
    assert jonas.post("/fixes", data=given).status_code == 400
    with house.store() as store:
        assert store.measures.of(CAFE) == []


def test_a_source_in_trouble_says_so_in_words_and_can_be_read_again(house: House) -> None:
    with house.store() as store:
        store.sources.sync(house.config.sources(), NOW)
        run = replace(a_run(), verdict=Verdict.BLOCKED, said="403 three times")
        store.sources.finished(run, next_due=NOW + timedelta(hours=6))
    olga = house.visitor(OLGA)
    page = olga.get("/sources").text
    assert "The site refuses to be read." in page
    assert "403 three times" in page
    assert olga.post("/sources/read", data={"business": "cafe-ida", "source": "own-site"}).status_code == 303
    assert olga.post("/sources/read", data={"business": "hotel-anker", "source": "own-site"}).status_code == 404
    with house.store() as store:
        request = store.requests.claim(NOW)
    assert request is not None
    assert (request.kind, request.payload) == ("crawl_now", {"business": CAFE, "source": "Own site"})


def test_a_mail_can_be_asked_for_again(house: House) -> None:
    with house.store() as store:
        store.outbox.queue(a_mail(), NOW)
    ida = house.visitor(IDA)
    assert "/digests/preview?key=" in ida.get("/digests", params={"key": a_mail().key}).text
    assert ida.post("/digests/again", data={"key": a_mail().key}).status_code == 303
    with house.store() as store:
        request = store.requests.claim(NOW)
    assert request is not None
    assert (request.kind, request.payload["key"]) == ("send_again", a_mail().key)


def test_the_weekly_mail_can_be_switched_off_and_on(house: House) -> None:
    ida = house.visitor(IDA)
    ida.post("/me", data={"business": "cafe-ida", "weekly": "off"})
    assert 'value="on"' in ida.get("/me").text
    ida.post("/me", data={"business": "cafe-ida", "weekly": "on"})
    assert 'value="off"' in ida.get("/me").text


def test_the_overview_draws_eight_weeks_with_their_numbers_beside(house: House, jonas: TestClient) -> None:
    with house.store() as store:
        reviews = [a_review(external_id=f"r{n}", rating=5.0, text=f"Fine {n}.") for n in range(12)]
        for number in store.reviews.add(reviews, seen=NOW, zone=house.config.businesses[0].tz).new:
            praise = a_sentiment(flagged=False, label="pos", themes=(ThemeHit("taste", "pos", 0, 4),), reasons=())
            store.flags.save(store.reviews.get(number), praise, now=NOW, open=None)
    page = jonas.get("/overview").text
    assert page.count('<rect class="pos') == 1
    assert "5.0 ★" in page
    assert "<td>9 November 2026</td>" in page


def test_the_person_is_spoken_to_in_their_language_and_a_stranger_in_the_browsers(house: House) -> None:
    assert '<html lang="da">' in house.visitor(IDA).get("/inbox").text
    german = house.stranger().get("/signin", headers={"accept-language": "it,de-AT;q=0.8,en;q=0.5"}).text
    assert '<html lang="de">' in german


@pytest.mark.parametrize("path", ["/inbox", "/reviews/1", "/overview", "/fixes", "/digests", "/me", "/complaints/new"])
def test_pages_stay_small(house: House, path: str) -> None:
    for place in range(30):
        house.flag(a_review(external_id=f"r{place}", text=f"{place}. " + "We waited forty minutes. " * 60))
    with house.store() as store:
        store.measures.add(a_measure())
    assert len(house.visitor(IDA).get(path).content) < 60_000

"""The pages around the review: list, complaints, fixes, sources, mails, overview; small, in the person's language."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from factories import CAFE, NOW, a_mail, a_measure, a_review, a_run, a_sentiment
from inbox_visitor import IDA, JONAS, OLGA, House
from starlette.testclient import TestClient

from model import State, ThemeHit, Verdict
from sentiment.stage import score_waiting


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path / "grapevine.db")


@pytest.fixture
def jonas(house: House) -> TestClient:
    return house.visitor(JONAS)


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


def test_a_source_gone_quiet_is_marked_and_not_called_broken(house: House) -> None:
    with house.store() as store:
        store.sources.sync(house.config.sources(), NOW)
        store.sources.finished(replace(a_run(), verdict=Verdict.SILENT), next_due=NOW + timedelta(hours=6))
    page = house.visitor(OLGA).get("/sources").text
    assert '<span class="tag near">Silent</span>' in page
    assert "Nothing new for unusually long." in page
    assert "source sick" not in page


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


@pytest.mark.parametrize(
    "path", ["/inbox", "/reviews/1", "/overview", "/fixes", "/digests", "/mirror", "/me", "/complaints/new"]
)
def test_pages_stay_small(house: House, path: str) -> None:
    for place in range(30):
        house.flag(a_review(external_id=f"r{place}", text=f"{place}. " + "We waited forty minutes. " * 60))
    with house.store() as store:
        store.measures.add(a_measure())
    assert len(house.visitor(IDA).get(path).content) < 60_000

"""The mirror page: the owner's guess first, the figures after it, and nobody else's eyes on either."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from config_factories import a_business, a_config, a_person, a_playbook
from factories import CAFE, NOW, a_review, a_sentiment
from inbox_visitor import IDA, JONAS, OLGA, OTHER, House
from starlette.testclient import TestClient

from config import Config
from insight import estimate_of, kept_estimate, mirror_key, next_quarter, quarter_of
from model import Sentiment, State, ThemeHit

SEEN = "Nobody stands at the counter unseen."
FAST = "Coffee within eight minutes."
SCRIPT = "<script>alert(1)</script>"
FIGURES = ("kept:", "% sure", "believe")


def with_standards(*extra: str) -> Config:
    standards = [{"friendliness": SEEN}, {"waiting": FAST}, "We bake at night.", *({"taste": one} for one in extra)]
    anna = a_person("Anna", email="anna@anker.example", roles=frozenset({"owner"}), language="en")
    ida = a_person("Ida", roles=frozenset({"owner"}), language="en")
    people = (ida, *a_business().people[1:])
    cafe = a_business(people=people, playbook=a_playbook(standards=standards))
    return a_config(businesses=(cafe, a_business(OTHER, people=(anna,), playbook=a_playbook(standards=standards))))


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path / "grapevine.db", config=with_standards())


@pytest.fixture
def ida(house: House) -> TestClient:
    return house.visitor(IDA)


def says(theme: str, polarity: str) -> Sentiment:
    return a_sentiment(themes=(ThemeHit(theme, polarity, 0, 3),), flagged=polarity == "neg")


def told(house: House, *, kept: int = 0, broken: int = 0, text: str = "Invented words.") -> None:
    """Reviews that speak of friendliness; those that complain are flagged."""
    for n in range(kept + broken):
        good = n < kept
        review = a_review(external_id=f"m{n}", rating=5.0 if good else 1.0, text=f"{text} {n}")
        with house.store() as store:
            store.reviews.add([review], seen=house.now, zone=house.config.businesses[0].tz)
            stored = store.reviews.find(review.business, review.source, review.external_id)
            assert stored is not None
            opened = None if good else State.TO_ANSWER
            store.flags.save(stored, says("friendliness", "pos" if good else "neg"), now=house.now, open=opened)


def fields(page: str) -> dict[str, str]:
    """The standard behind each number field."""
    return {text: name for name, text in re.findall(r'<label for="(share_\w+)"[^>]*>([^<]*)</label>', page)}


def guess(client: TestClient, share: str, standard: str = SEEN, business: str = "cafe-ida") -> int:
    field = fields(client.get("/mirror").text).get(standard, "share_none")
    return client.post("/mirror", data={"business": business, field: share}).status_code


def test_no_figure_is_shown_before_the_guess(house: House, ida: TestClient) -> None:
    told(house, kept=7, broken=5)
    page = ida.get("/mirror").text
    assert list(fields(page)) == [SEEN, FAST]
    assert not any(word in page for word in FIGURES)
    assert "Invented words" not in page


def test_after_the_guess_the_page_says_what_customers_say_and_who(house: House, ida: TestClient) -> None:
    told(house, kept=7, broken=5)
    assert guess(ida, "95") == 303
    page = ida.get("/mirror").text
    assert "95 of 100" in page
    assert "58 of 100" in page
    assert "95% sure: 32 to 81" in page  # Wilson for 7 of 12
    assert "kept: 7, broken: 5" in page
    assert "You believe more than they say" in page
    assert len(re.findall(r'href="/reviews/\d+"', page)) == 5
    assert list(fields(page)) == [FAST]


def test_below_ten_voices_there_are_counts_and_no_verdict(house: House, ida: TestClient) -> None:
    told(house, kept=3, broken=1)
    guess(ida, "50")
    page = ida.get("/mirror").text
    assert "kept: 3, broken: 1" in page
    assert "Fewer than ten speak of it" in page
    assert "% sure" not in page


def test_what_nobody_mentions_is_said_to_be_unmentioned(ida: TestClient) -> None:
    guess(ida, "50")
    assert "nobody mentions it" in ida.get("/mirror").text


def test_the_guess_is_kept_as_the_digest_reads_it(house: House, ida: TestClient) -> None:
    guess(ida, "75")
    with house.store() as store:
        kept = store.meta.get(mirror_key(CAFE, SEEN))
    assert json.loads(kept or "") == {"share": 0.75, "on": NOW.date().isoformat()}
    assert estimate_of(kept) == (0.75, NOW.date())


def test_with_the_figures_in_view_nobody_guesses_again(house: House, ida: TestClient) -> None:
    field = fields(ida.get("/mirror").text)[SEEN]
    guess(ida, "75")
    assert ida.post("/mirror", data={"business": "cafe-ida", field: "10"}).status_code == 400
    assert "75 of 100" in ida.get("/mirror").text


def test_a_new_quarter_asks_anew(house: House, ida: TestClient) -> None:
    with house.store() as store:
        store.meta.set(mirror_key(CAFE, SEEN), kept_estimate(0.75, quarter_of(NOW.date()) - timedelta(days=1)))
    assert SEEN in fields(ida.get("/mirror").text)


@pytest.mark.parametrize("share", ["", "101", "-1", "4.5", "many", SCRIPT, "9" * 40])
def test_what_is_no_number_from_0_to_100_is_not_kept(house: House, ida: TestClient, share: str) -> None:
    field = fields(ida.get("/mirror").text)[SEEN]
    answer = ida.post("/mirror", data={"business": "cafe-ida", field: share})
    assert answer.status_code == 400
    assert "whole number from 0 to 100" in answer.text
    assert SCRIPT not in answer.text
    with house.store() as store:
        assert store.meta.get(mirror_key(CAFE, SEEN)) is None


@pytest.mark.parametrize("email", [JONAS, OLGA])
def test_only_an_owner_opens_it_or_sees_the_link(house: House, email: str) -> None:
    client = house.visitor(email)
    assert client.get("/mirror").status_code == 403
    assert client.post("/mirror", data={"business": "cafe-ida"}).status_code == 403
    assert 'href="/mirror"' not in client.get("/me").text


def test_the_owner_of_another_business_neither_sees_nor_guesses(house: House, ida: TestClient) -> None:
    told(house, kept=1)
    guess(ida, "75")
    anna = house.visitor("anna@anker.example")
    assert anna.get("/mirror?business=cafe-ida").status_code == 404
    assert guess(anna, "10", FAST) == 404
    assert "Invented words" not in anna.get("/mirror").text
    assert 'href="/mirror"' in anna.get("/me").text


def test_a_stored_script_stays_text(house: House) -> None:
    house.config = with_standards(SCRIPT)
    told(house, kept=1, broken=1, text=SCRIPT)
    ida = house.visitor(IDA)
    assert SCRIPT not in ida.get("/mirror").text
    guess(ida, "75")
    page = ida.get("/mirror").text
    assert SCRIPT not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("language", ["de", "fr", "da"])
def test_an_owner_reads_it_in_their_own_language(house: House, language: str) -> None:
    told(house, kept=7, broken=5)
    cafe, hotel = house.config.businesses
    ida = cafe.people[0].model_copy(update={"language": language})
    house.config = a_config(businesses=(cafe.model_copy(update={"people": (ida, *cafe.people[1:])}), hotel))
    client = house.visitor(IDA)
    guess(client, "75")
    page = client.get("/mirror").text
    assert not any(english in page for english in ("You believe", "Customers say", "Keep my guess", "Mirror"))


@pytest.mark.parametrize(
    ("day", "first", "after"),
    [
        (date(2026, 1, 1), date(2026, 1, 1), date(2026, 4, 1)),
        (date(2026, 6, 30), date(2026, 4, 1), date(2026, 7, 1)),
        (date(2026, 12, 31), date(2026, 10, 1), date(2027, 1, 1)),
    ],
)
def test_a_quarter_is_three_months_of_the_calendar(day: date, first: date, after: date) -> None:
    assert (quarter_of(day), next_quarter(day)) == (first, after)

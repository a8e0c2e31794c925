"""A review that stands in two places, on the pages: one case, and whoever answers sees where else to answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from config_factories import a_business, a_config, a_person
from factories import NOW, a_review, a_sentiment, a_stored
from inbox_visitor import IDA, JONAS, House
from starlette.testclient import TestClient

from inbox import present
from model import Review, State
from words import LANGUAGES

TEXT = "We waited forty minutes for a table we had booked, and when the soup came it was cold."
LINK = "https://map.example/r/7"
SAID = {
    "en": ("Also on Map", "not answered there yet", "answered there", "Also found in another place"),
    "de": ("Auch bei Map", "dort noch nicht beantwortet", "dort beantwortet", "Auch an anderer Stelle gefunden"),
    "fr": (
        "Aussi sur Map",
        "pas encore de réponse sur ce site",
        "vous y avez répondu",
        "Trouvé aussi sur un autre site",
    ),
    "da": ("Også hos Map", "endnu ikke besvaret der", "besvaret der", "Også fundet et andet sted"),
}


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path / "grapevine.db")


@pytest.fixture
def jonas(house: House) -> TestClient:
    return house.visitor(JONAS)


def found(house: House, **changes: Any) -> int:
    """A review with the same words on the map, a day later; its number."""
    facts = {"text": TEXT, "source": "Map", "external_id": "m7", "author": "mk82", "url": LINK}
    review: Review = a_review(**facts | changes)
    with house.store() as store:
        store.reviews.add([review], seen=house.now, zone=house.config.businesses[0].tz)
        stored = store.reviews.find(review.business, review.source, review.external_id)
        assert stored is not None
        store.flags.save(stored, a_sentiment(), now=house.now, open=State.TO_ANSWER)
    return stored.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_a_case_links_to_the_other_place(house: House, language: str) -> None:
    business = a_business(people=(a_person("Jonas", language=language),))
    house = replace(house, config=a_config(businesses=(business,), inbox={}))
    number = house.flag(a_review(text=TEXT))
    found(house)
    page = house.visitor(JONAS).get(f"/reviews/{number}").text
    also, waits, answered, event = SAID[language]
    assert f'<a href="{LINK}" rel="noreferrer noopener" target="_blank">{also}</a>' in page
    assert waits in page
    assert event in page
    found(house, reply="We are sorry.", replied=NOW)
    page = house.visitor(JONAS).get(f"/reviews/{number}").text
    assert answered in page
    assert waits not in page


def test_a_case_without_copies_says_nothing_of_them(house: House, jonas: TestClient) -> None:
    number = house.flag(a_review(text=TEXT))
    assert "Also on" not in jonas.get(f"/reviews/{number}").text


def test_staff_see_one_case(house: House, jonas: TestClient) -> None:
    number = house.flag(a_review(text=TEXT))
    copy = found(house)
    assert jonas.get("/inbox").text.count("<article") == 1
    assert jonas.get("/inbox?source=Map").text.count("<article") == 1
    assert jonas.get(f"/reviews/{number}").status_code == 200
    assert jonas.get(f"/reviews/{copy}").status_code == 404


@pytest.mark.parametrize("url", ["javascript:alert(1)", "mailto:m@x.example", ""])
def test_only_a_web_address_becomes_a_link(house: House, jonas: TestClient, url: str) -> None:
    number = house.flag(a_review(text=TEXT))
    found(house, url=url)
    page = jonas.get(f"/reviews/{number}").text
    assert "<li>Also on Map" in page
    assert url == "" or url not in page


def test_what_stands_in_our_own_form_wants_no_public_answer() -> None:
    (copy,) = present.elsewhere([a_stored(kind="feedback", url="mailto:m@x.example")])
    assert (copy.link, copy.answered) == ("", None)


def test_the_lint_lets_the_same_answer_stand_in_both_places(house: House, jonas: TestClient) -> None:
    answer = "Dear guest, a cold soup after forty minutes is not what you came for, and we are sorry for both."
    number = house.flag(a_review(text=TEXT))
    before = jonas.post(f"/reviews/{number}/lint", data={"text": answer}).text
    found(house, reply=answer, replied=NOW)
    assert jonas.post(f"/reviews/{number}/lint", data={"text": answer}).text == before


def test_the_overview_counts_customers_and_tells_places_apart(house: House) -> None:
    house.flag(a_review(text=TEXT))
    found(house)
    found(house, external_id="m8", text="Fine.", published=NOW - timedelta(hours=3))
    page = house.visitor(IDA).get("/overview").text
    rows = page.split("<tbody>")
    by_source = next(part for part in rows if "Own site" in part)
    assert '<td>Own site</td><td class="num">1</td>' in by_source
    assert '<td>Map</td><td class="num">2</td>' in by_source
    assert "1 af dem står også et andet sted" in page

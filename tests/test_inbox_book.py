"""The playbook's page, the sheets to print, and what the other pages say beside: locations, the form, who gets what."""

from __future__ import annotations

from pathlib import Path

import pytest
from config_factories import a_config
from factories import CAFE, NOW, a_review
from inbox_visitor import IDA, JONAS, OLGA, House
from starlette.testclient import TestClient

from inbox.links import digest_off_key


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path / "grapevine.db")


@pytest.fixture
def jonas(house: House) -> TestClient:
    return house.visitor(JONAS)


def test_the_playbook_is_shown_and_tried_on_a_past_review(house: House, jonas: TestClient) -> None:
    number = house.flag()
    page = jonas.get("/playbook").text
    assert "They keep what they got" in page
    assert "We waited forty minutes" in page
    tried = jonas.get(f"/playbook?try={number}").text
    assert '<p class="pre said" lang="en">' in tried
    assert house.get(number).draft is None


def test_the_playbook_page_names_faults_in_the_file(house: House, tmp_path: Path) -> None:
    path = tmp_path / "book.yaml"
    path.write_text("contakt: {name: Ida}\n", encoding="utf-8")
    here = house.config.businesses[0]
    book = here.playbook.model_copy(update={"path": path})
    house.config = a_config(businesses=(here.model_copy(update={"playbook": book}),), inbox={})
    assert "contakt" in house.visitor(IDA).get("/playbook").text


@pytest.mark.parametrize(
    ("query", "said", "not_said"),
    [
        ("for=staff&lang=de", "So arbeiten wir", "Call the customer now"),
        ("for=customers&lang=fr", "Ce que nous vous promettons", "They keep what they got"),
        ("for=customers&lang=da", "hej@cafe-ida.example", "They keep what they got"),
        ("for=staff&lang=en", "They keep what they got", "Call the customer now"),
    ],
)
def test_the_sheets_to_print_tell_each_reader_their_part(
    jonas: TestClient, query: str, said: str, not_said: str
) -> None:
    page = jonas.get(f"/playbook/sheet?{query}").text
    assert "theme:" not in page
    assert said in page
    assert not_said not in page


def test_the_overview_sums_by_location_and_from_the_form(house: House, jonas: TestClient) -> None:
    house.flag(a_review(location="Harbour"))
    number = house.flag(a_review(external_id="r2", location="Old Town", kind="feedback"))
    with house.store() as store:
        store.feedback.keep(number, 9, "friend")
    page = jonas.get("/overview").text
    assert "<td>Harbour</td>" in page
    assert "Recommend you (9 or 10): 1." in page
    assert "From friends or family" in page


def test_the_settings_say_who_gets_what_and_who_has_switched_it_off(house: House) -> None:
    with house.store() as store:
        store.meta.set(digest_off_key(CAFE, IDA), NOW.isoformat())
        store.outbox.suppress(JONAS, "550 no such user", NOW)
    page = house.visitor(OLGA).get("/settings").text
    assert "weekly email, switched off by themself" in page
    assert "this address has refused our email" in page


def test_the_last_good_page_stands_beside_the_first_bad_one(house: House) -> None:
    operator = house.visitor(OLGA)
    assert (
        "this source has not been read well yet"
        in operator.get("/sources/pages?business=cafe-ida&source=own-site").text
    )
    assert operator.get("/sources/page?business=cafe-ida&source=own-site&good=1").status_code == 404

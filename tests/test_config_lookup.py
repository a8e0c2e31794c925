"""Who is who: businesses, sources and people are found by what people call them; who is not there is told who is."""

from __future__ import annotations

import pytest
from config_factories import a_business, a_config, a_person, a_source
from pydantic import ValidationError

from model import InputError

CONFIG = a_config(businesses=(a_business(), a_business("Second", people=(a_person("Ida"),))))


@pytest.mark.parametrize("asked", ["Café Ida", "café ida", "cafe-ida"])
def test_a_business_is_found_by_name_or_slug(asked: str) -> None:
    assert CONFIG.business(asked).name == "Café Ida"


@pytest.mark.parametrize("asked", ["Own site", "own-site", "OWN SITE"])
def test_a_source_is_found_by_name_or_slug(asked: str) -> None:
    assert CONFIG.businesses[0].source(asked).name == "Own site"


def test_a_stranger_is_told_who_there_is() -> None:
    with pytest.raises(
        InputError, match=r'no business "Cafe Idda" — did you mean "Café Ida"\? \(known: Café Ida, Second\)'
    ):
        CONFIG.business("Cafe Idda")
    with pytest.raises(InputError, match=r"Café Ida has no source"):
        CONFIG.businesses[0].source("Guide")
    with pytest.raises(InputError, match=r"known: ida@cafe-ida\.example, jonas@"):
        CONFIG.person("x@x.example")


def test_a_person_is_found_in_every_business_whatever_the_case() -> None:
    person, businesses = CONFIG.person(" IDA@Cafe-Ida.example ")
    assert person.name == "Ida"
    assert [business.name for business in businesses] == ["Café Ida", "Second"]
    assert CONFIG.find_person("nobody@x.example") is None


def test_roles_sort_people() -> None:
    business = CONFIG.businesses[0]
    found = [
        [person.name for person in people] for people in (business.owners(), business.staff(), business.operators())
    ]
    assert found == [["Ida"], ["Jonas"], ["Olga"]]


def test_nothing_changes_after_loading() -> None:
    with pytest.raises(ValidationError):
        CONFIG.businesses[0].name = "Other"


@pytest.mark.parametrize(
    ("given", "fetched"),
    [
        ({}, True),
        ({"kind": "feed"}, True),
        ({"kind": "form", "where": "card"}, False),
        ({"kind": "files", "where": "a/*.csv"}, False),
        ({"kind": "mail", "where": "a/*.eml"}, False),
        ({"kind": "mail", "where": "imaps://ida@mail.example/INBOX"}, True),
    ],
)
def test_what_must_be_fetched(given: dict[str, str], fetched: bool) -> None:
    assert a_source(**given).fetched is fetched


def test_the_site_is_the_host_without_its_user() -> None:
    assert a_source(where="https://ida@A.example:8443/x").site == "a.example:8443"
    assert a_source(kind="mail", where="imaps://ida:${PW}@mail.example/INBOX").site == "mail.example"

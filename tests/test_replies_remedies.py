"""What we do for a customer in private: from the playbook, the gravest first, each deed once."""

from __future__ import annotations

from typing import Any

import pytest

from config import Business
from model import Flag, Reason, ThemeHit
from replies import remedies
from tests.config_factories import a_business, a_playbook
from tests.factories import a_flag, a_sentiment

PLANS = {
    "waiting": {"do": ["Say sorry"], "wow": ["A cake on us"]},
    "delivery": {"do": ["Bring it today", "Say sorry"]},
    "safety": {"do": ["Call now"]},
    "other": {"do": ["Ask what happened"]},
}


def complaint(*themes: str, weights: dict[str, float] | None = None) -> Flag:
    hits = tuple(ThemeHit(theme, "neg", 0, 1) for theme in themes)
    reasons = tuple(Reason(0, 1, "x", f"theme:{theme}", weight) for theme, weight in (weights or {}).items())
    return a_flag(sentiment=a_sentiment(themes=hits, reasons=reasons))


def shop(plans: dict[str, Any] | None = None, languages: tuple[str, ...] = ("en",)) -> Business:
    return a_business(languages=languages, playbook=a_playbook(remedies=plans or {}))


def texts(flag: Flag, business: Business) -> list[str]:
    return [remedy.text for remedy in remedies(flag, business)]


@pytest.mark.parametrize(
    ("flag", "expected"),
    [
        (complaint("waiting"), ["Say sorry", "A cake on us"]),
        (complaint("waiting", "delivery"), ["Say sorry", "A cake on us", "Bring it today"]),
        (complaint("waiting", "safety"), ["Call now", "Say sorry", "A cake on us"]),
        (
            complaint("waiting", "delivery", weights={"waiting": -1.0, "delivery": -3.0}),
            ["Bring it today", "Say sorry", "A cake on us"],
        ),
        (complaint("taste"), ["Ask what happened"]),
        (complaint("taste", "price"), ["Ask what happened"]),
        (complaint(), ["Ask what happened"]),
    ],
    ids=["one", "each once", "safety first", "heaviest first", "other", "other once", "no theme"],
)
def test_remedies_come_from_the_playbook(flag: Flag, expected: list[str]) -> None:
    assert texts(flag, shop(PLANS)) == expected


def test_a_remedy_keeps_its_key_its_cost_and_who_must_agree() -> None:
    plans = {"waiting": {"do": ["Say sorry"], "wow": ["A cake on us"], "cost": 60.0, "limit": 50.0}}
    plain, wow = remedies(complaint("waiting"), shop(plans))
    assert plain.key != wow.key
    assert (plain.wow, plain.cost, plain.approve) == (False, None, "")
    assert (wow.wow, wow.cost, wow.approve) == (True, 60.0, "owner")


def test_keys_are_the_same_each_time() -> None:
    flag, business = complaint("waiting", "delivery"), shop(PLANS)
    assert remedies(flag, business) == remedies(flag, business)


def test_without_a_playbook_there_is_still_something_sensible_to_do() -> None:
    found = remedies(complaint("waiting"), shop())
    assert len(found) >= 3
    assert any(remedy.wow for remedy in found)
    assert not any(remedy.approve for remedy in found)


def test_without_a_playbook_safety_waits_for_the_owner() -> None:
    found = remedies(complaint("safety"), shop())
    assert {remedy.approve for remedy in found} == {"owner"}


@pytest.mark.parametrize(
    ("languages", "word"),
    [(("de",), "Kunden"), (("fr",), "client"), (("da",), "kunden"), (("es", "da"), "kunden"), (("es",), "customer")],
)
def test_what_is_sensible_is_said_in_the_businesss_language(languages: tuple[str, ...], word: str) -> None:
    assert word in " ".join(texts(complaint(), shop(languages=languages)))

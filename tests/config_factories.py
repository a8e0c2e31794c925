"""Builders of configuration for tests: each names only what matters to the test."""

from __future__ import annotations

from typing import Any

from config import Business, Config, Person, Playbook, Source


def a_person(name: str = "Jonas", **given: Any) -> Person:
    """Staff, unless told otherwise, with an address made of the name."""
    given.setdefault("roles", frozenset({"staff"}))
    return Person(name=name, email=given.pop("email", f"{name.lower()}@cafe-ida.example"), **given)


def a_source(name: str = "Own site", **given: Any) -> Source:
    given.setdefault("where", "https://cafe-ida.example/anmeldelser")
    return Source(name=name, business=given.pop("business", "Café Ida"), **given)


def a_playbook(**given: Any) -> Playbook:
    """A contact in all languages, a few remedies; keys as in the YAML file replace them."""
    contact = {"name": "Ida", "role": "owner", "email": "hej@cafe-ida.example", "phone": "+45 00 00 00 00"}
    remedies = {
        "waiting": {
            "do": ["Refund the coffee"],
            "wow": ["A table and cake on us next time"],
            "cost": 12.0,
            "limit": 50.0,
        },
        "wrong_item": {"do": ["They keep what they got", "Bring the right one today"], "wow": ["Refund it as well"]},
        "safety": {"do": ["Call the customer now", "Tell the owner"], "approve": "owner"},
        "other": {"do": ["Ask what happened"]},
    }
    return Playbook.model_validate({"contact": contact, "remedies": remedies, "never_say": ["voucher"]} | given)


def a_business(name: str = "Café Ida", **given: Any) -> Business:
    """Owner Ida, staff Jonas, operator Olga; one source; Copenhagen."""
    given.setdefault("zone", "Europe/Copenhagen")
    given.setdefault("languages", ("da", "en", "de"))
    owner = a_person("Ida", roles=frozenset({"owner"}), language="da")
    given.setdefault("people", (owner, a_person("Jonas"), a_person("Olga", roles=frozenset({"operator"}))))
    given.setdefault("sources", (a_source(business=name),))
    given.setdefault("playbook", a_playbook())
    return Business(name=name, **given)


def a_config(**given: Any) -> Config:
    """One business, no mail server, pages under https."""
    given.setdefault("businesses", (a_business(),))
    given.setdefault("inbox", {"url": "https://reviews.cafe-ida.example"})
    return Config(**given)

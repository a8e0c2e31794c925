"""`check` in plain English: who gets what when, how late an alert may be, what is missing."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from config_factories import a_business, a_config, a_person, a_playbook, a_source
from pydantic import SecretStr

from config import BrokenSource, Config, CrawlSettings, InboxSettings, MailSettings, Playbook
from config.explain import TICK, explain, explain_json, gaps, worst_delay
from config.times import parse_hours

READY = {
    "mail": MailSettings.model_validate({"from": "reviews@cafe-ida.example", "smtp": "smtp://127.0.0.1:25"}),
    "crawl": CrawlSettings(contact="ida@cafe-ida.example"),
    "businesses": (a_business(playbook=a_playbook(path=Path("p.yaml"))),),
}


def said(**given: Any) -> str:
    return "\n".join(explain(a_config(**given)))


def test_each_person_reads_which_mails_they_get() -> None:
    text = said()
    assert (
        "Ida <ida@cafe-ida.example> gets the weekly digest every Monday at 07:00, alerts about safety (in da)" in text
    )
    assert "Jonas <jonas@cafe-ida.example> gets alerts (in en)" in text
    assert "Olga <olga@cafe-ida.example> gets mail when a source breaks (in en)" in text


def test_an_owner_without_staff_gets_the_alerts() -> None:
    owner = a_person("Ida", roles=frozenset({"owner"}))
    assert "at 07:00, alerts (in en)" in said(businesses=(a_business(people=(owner,)),))


def test_whoever_the_playbook_assigns_a_theme_to_is_told_of_it() -> None:
    business = a_business(playbook=a_playbook(assign={"price": "Ida", "taste": "Ida"}))
    assert "alerts about price, taste, safety" in said(businesses=(business,))


@pytest.mark.parametrize(
    ("source", "line"),
    [
        (a_source(), "Own site: web page, https://cafe-ida.example/anmeldelser, every 6 hours"),
        (a_source(enabled=False), "anmeldelser, switched off"),
        (a_source(kind="form", where="card"), "our own feedback form, card, as people fill it in"),
        (a_source(kind="json", preset="woocommerce"), "Own site: woocommerce, https://"),
        (a_source(obey_robots=False, why="they said so"), "robots.txt is not asked, because: they said so"),
    ],
)
def test_each_source_says_what_it_is_and_how_often(source: Any, line: str) -> None:
    assert line in said(businesses=(a_business(sources=(source,)),))


def test_the_worst_delay_is_the_slowest_source_and_a_tick() -> None:
    slow = a_source("Slow", every=timedelta(days=1))
    off = a_source("Off", every=timedelta(days=9), enabled=False)
    form = a_source("Form", kind="form", where="card", every=timedelta(days=9))
    business = a_business(sources=(a_source(), slow, off, form))
    assert worst_delay(business, a_config()) == timedelta(days=1, minutes=1)
    assert "An unhappy review is alerted 1 day 1 minute after it appears, at the latest" in said(businesses=(business,))
    assert worst_delay(a_business(sources=(form,)), a_config()) is None


def budgeted(requests_per_day: int, *sources: Any) -> dict[str, Any]:
    return {"businesses": (a_business(sources=sources),), "crawl": CrawlSettings(requests_per_day=requests_per_day)}


@pytest.mark.parametrize(
    ("budget", "worst", "said_of_it"),
    [
        (40, timedelta(hours=6, minutes=18), "6 hours 20 minutes"),  # two sources share a fifth of 38 evenly
        (4, timedelta(hours=63, minutes=9), "2 days 15 hours 11 minutes"),
        (1_000_000, timedelta(minutes=15), "16 minutes"),
        (1, timedelta(days=7), "7 days 1 minute"),
    ],
)
def test_with_a_budget_the_worst_delay_is_what_the_budget_leaves(
    budget: int, worst: timedelta, said_of_it: str
) -> None:
    config = a_config(**budgeted(budget, a_source(), a_source("Other"), a_source("Off", enabled=False)))
    delay = worst_delay(config.businesses[0], config)
    assert delay is not None
    assert timedelta(0) <= delay - TICK - worst < timedelta(minutes=1)
    assert f"An unhappy review is alerted {said_of_it} after it appears" in "\n".join(explain(config))


def test_a_budget_is_for_what_is_fetched_only() -> None:
    files = a_source("Sheet", kind="files", where="*.csv", every=timedelta(days=3))
    text = said(**budgeted(40, a_source(), files))
    assert "anmeldelser, every 15 min to 3 hours 10 minutes, the sooner the more news it has" in text
    assert "Sheet: files dropped in a folder, *.csv, every 3 days" in text
    assert "a source that takes several requests a reading waits as many times as long." in text


@pytest.mark.parametrize(("budget", "short"), [(10, True), (11, False)])
def test_a_budget_that_does_not_reach_for_once_a_day_is_a_gap(budget: int, short: bool) -> None:
    found = gaps(a_config(**READY | budgeted(budget, a_source(), a_source("Other"))))
    gap = f"crawl.requests_per_day: {budget} may leave one of 2 sources unread for"
    assert any(one.startswith(gap) and "write 11 or more" in one for one in found) is short


def test_opening_hours_are_said_with_their_exception() -> None:
    hours = parse_hours({"mon-fri": "07:00-18:00", "sun": "11:00-14:00, 17:00-22:00"})
    text = said(businesses=(a_business(hours=hours),))
    assert (
        "(mon-fri 07:00-18:00, sun 11:00-14:00 and 17:00-22:00); else when you open. Safety is alerted at once." in text
    )
    assert "day and night (no opening hours given)" in said()


def test_nothing_is_missing_where_all_is_set() -> None:
    assert gaps(a_config(**READY)) == []
    assert explain(a_config(**READY))[-1] == "Nothing is missing."


@pytest.mark.parametrize(
    ("part", "gap"),
    [
        ({"mail": MailSettings()}, "mail.smtp: no mail server, so mails become files in var/mail"),
        (
            {"mail": MailSettings(smtp=SecretStr("smtp://127.0.0.1:25"))},
            "mail.from: mail servers refuse an address at lo",
        ),
        ({"inbox": InboxSettings()}, "inbox.url: mails cannot link to the inbox"),
        (
            {"inbox": InboxSettings(url="http://10.0.0.2")},
            "inbox.url: starts with http, so sign-in cookies travel unpro",
        ),
        ({"crawl": CrawlSettings()}, "crawl.contact: site owners cannot see who reads their pages"),
        ({"businesses": (a_business(sources=()),)}, "Café Ida: no sources — run  python schedule.py sources add URL"),
        ({"businesses": (a_business(people=()),)}, "Café Ida: nobody is owner, so nobody gets the weekly mail"),
        ({"businesses": (a_business(people=()),)}, "Café Ida: nobody is staff, so nobody gets alerts"),
        ({"businesses": (a_business(playbook=Playbook.empty()),)}, "no playbook, so replies name no contact"),
        ({"businesses": (a_business(playbook=Playbook(path=Path("p"))),)}, "the playbook has no contact"),
        ({"businesses": (a_business(languages=("da", "tr")),)}, "texts in tr are not assessed; their stars still are"),
    ],
)
def test_what_is_missing_is_named_with_the_next_step(part: dict[str, Any], gap: str) -> None:
    assert any(gap in found for found in gaps(a_config(**READY | part)))


def test_broken_sources_are_told_with_their_faults() -> None:
    text = said(broken=(BrokenSource("Café Ida", "Guide", ("line 12: …",)),))
    assert "Café Ida › Guide cannot run:\n  line 12: …" in text


def test_a_script_reads_the_same_facts_and_no_secret() -> None:
    source = a_source(headers={"X-Key": SecretStr("k3y")})
    config: Config = a_config(**READY | {"businesses": (a_business(sources=(source,)),)})
    text = json.dumps(explain_json(config))
    assert "k3y" not in text
    facts = json.loads(text)["businesses"][0]
    assert (facts["worst_alert_delay"], facts["sources"][0]["every"]) == (21_660, 21_600)
    assert facts["sources"][0]["at_least_every"] == 21_600
    assert facts["people"][0]["roles"] == ["owner"]


def test_a_form_of_address_that_no_draft_uses_yet_is_said() -> None:
    business = a_business(playbook=a_playbook(address={"de": "du", "fr": "vous"}))
    said = [gap for gap in gaps(a_config(businesses=(business,))) if "asks for" in gap]
    assert said == ["Café Ida: the playbook asks for “du” in de: drafts still say “Sie” — change it there"]

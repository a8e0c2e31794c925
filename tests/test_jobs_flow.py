"""The whole way, once: a site on loopback -> crawl -> score -> flag -> alert and digest -> the preview folder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from config_factories import a_business, a_config, a_source
from fakeweb import Answer, Card, FakeWeb, ReviewPages, fake_web

from config import Config
from inbox.links import digest_off_key
from jobs.tick import tick
from jobs.workplace import Workplace
from model import Mail, State, Verdict
from store import Store

FIRST = datetime(2026, 11, 13, 9, 0, tzinfo=UTC)  # a Friday: the first import
MONDAY = datetime(2026, 11, 16, 6, 0, tzinfo=UTC)  # 07:00 in Copenhagen
OLD = [
    Card(f"old{n}", f"Lovely bread, friendly staff, visit {n}", 5, f"2026-10-{n + 10}", f"Guest {n}") for n in range(8)
]
LATE = Card("late", "We waited 90 minutes for a cold soup. Never again!", 1, "2026-11-14", "Daniel")


@dataclass
class Street:
    """One business with one site, and a clock that the test moves."""

    web: FakeWeb
    site: ReviewPages
    var: Path
    config: Config
    now: datetime = FIRST
    place: Workplace = field(init=False)

    def __post_init__(self) -> None:
        self.place = Workplace(lambda: self.config, self.var, clock=lambda: self.now, delay=0.0)

    def tick(self, now: datetime) -> list[Mail]:
        """Do what is due at `now`; the mails that this made."""
        self.now = now
        with self.place.open() as store:
            before = {mail.key for mail in store.outbox.list()}
            tick(store, self.place, now)
            return [mail for mail in store.outbox.list() if mail.key not in before]

    def open(self) -> Store:
        return self.place.open()


@pytest.fixture
def street(tmp_path: Path) -> Iterator[Street]:
    with fake_web() as web:
        site = web.says["/reviews"] = ReviewPages(OLD, per_page=20)
        source = a_source(where=web.url("/reviews"), every=timedelta(hours=6))
        config = a_config(businesses=(a_business(sources=(source,)),), crawl={"allow": [web.site]})
        yield Street(web, site, tmp_path / "var", config)


def kinds(mails: list[Mail]) -> list[tuple[str, str]]:
    return sorted((mail.kind, mail.to.split("@")[0]) for mail in mails)


def test_the_whole_way(street: Street) -> None:
    assert kinds(street.tick(FIRST)) == [("digest", "ida")]  # the first look, and no alert for old reviews
    street.site.cards.insert(0, LATE)
    street.site.edit("old3", "I take it back: they charged me twice and nobody answers the phone.")
    street.site.cards = [replace(card, stars=1) if card.id == "old3" else card for card in street.site.cards]

    mails = street.tick(MONDAY)

    assert kinds(mails) == [("alert", "jonas"), ("digest", "ida")]
    with street.open() as store:
        flags = store.flags.list(["Café Ida"], [State.TO_ANSWER])
        assert {flag.stored.review.external_id for flag in flags} == {"late", "old3"}
        assert all(flag.draft and flag.draft.text and flag.alerted for flag in flags)
        assert any("90 minutes" in reason.text for reason in flags[0].sentiment.reasons + flags[1].sentiment.reasons)
        assert store.reviews.versions(next(f.id for f in flags if f.stored.review.external_id == "old3"))
        assert {mail.state for mail in store.outbox.list()} == {"sent"}
    digest = next(mail for mail in mails if mail.kind == "digest")
    assert "cold soup" in digest.text
    assert "cold soup" in digest.html
    assert len(list((street.var / "mail").glob("*.eml"))) == 3


def test_a_second_run_finds_nothing_and_mails_nothing(street: Street) -> None:
    street.tick(FIRST)
    street.site.cards.insert(0, LATE)
    street.tick(MONDAY)
    street.web.asked.clear()

    assert street.tick(MONDAY + timedelta(hours=7)) == []
    assert street.web.paths() == ["/reviews"]  # one conditional request; robots.txt is remembered for a day


def test_a_digest_missed_while_the_machine_was_off_comes_once_and_says_so(street: Street) -> None:
    street.tick(FIRST)
    wednesday = MONDAY + timedelta(days=2)

    (digest,) = [mail for mail in street.tick(wednesday) if mail.kind == "digest"]

    with street.open() as store:
        (sent,) = store.digests.list("Café Ida")
        assert (str(sent.week), sent.late) == ("2026-W46", True)
    assert digest.key.startswith("digest:2026-W46")
    assert not [mail for mail in street.tick(wednesday + timedelta(hours=1)) if mail.kind == "digest"]


def test_a_blocked_source_is_news_for_the_operator_and_never_a_quiet_week(street: Street) -> None:
    street.tick(FIRST)
    street.web.says["/reviews"] = Answer("no", 403)

    mails = street.tick(MONDAY)

    assert kinds(mails) == [("digest", "ida"), ("operator", "olga")]
    with street.open() as store:
        assert store.sources.state("Café Ida", "Own site").verdict is Verdict.BLOCKED
        assert store.reviews.count("Café Ida") == len(OLD)
    assert all("Own site" in mail.text for mail in mails)


def test_the_operator_is_told_once_when_a_source_is_back(street: Street) -> None:
    street.tick(FIRST)
    street.web.says["/reviews"] = Answer("no", 403)
    street.tick(MONDAY)
    street.tick(MONDAY + timedelta(days=1))
    street.web.says["/reviews"] = street.site

    assert kinds(street.tick(MONDAY + timedelta(days=4))) == [("operator", "olga")]
    assert kinds(street.tick(MONDAY + timedelta(days=5))) == []


def test_an_alert_waits_for_opening_hours_unless_somebody_may_be_hurt(street: Street) -> None:
    hours = a_business(hours={"mon-fri": "08:00-18:00"}).hours
    business = street.config.businesses[0].model_copy(update={"hours": hours})
    street.config = street.config.model_copy(update={"businesses": (business,)})
    street.tick(FIRST)
    sunday = MONDAY - timedelta(hours=10)
    street.site.cards.insert(0, LATE)
    assert street.tick(sunday) == []
    street.site.cards.insert(0, Card("nuts", "My son has a nut allergy and went to hospital.", 1, "2026-11-15", "Eva"))

    safety = [mail for mail in street.tick(sunday + timedelta(hours=7)) if mail.kind == "alert"]

    assert {mail.to.split("@")[0] for mail in safety} == {"ida", "jonas"}
    assert all("nut allergy" in mail.text and "cold soup" not in mail.text for mail in safety)
    assert ("alert", "jonas") in kinds(street.tick(MONDAY + timedelta(hours=2)))


def test_one_broken_source_does_not_stop_the_others(street: Street) -> None:
    street.web.says["/broken"] = Answer("<html><title>Hello</title><p>nothing</p></html>")
    sources = (*street.config.sources(), a_source("Broken", where=street.web.url("/broken")))
    business = street.config.businesses[0].model_copy(update={"sources": sources})
    street.config = street.config.model_copy(update={"businesses": (business,)})

    street.tick(FIRST)

    with street.open() as store:
        verdicts = {state.name: state.verdict for state in store.sources.all()}
    assert verdicts["Own site"] is Verdict.OK
    assert verdicts["Broken"] not in (Verdict.OK, None)


def test_who_asked_for_no_weekly_mail_gets_none(street: Street) -> None:
    street.tick(FIRST)
    with street.open() as store:
        store.meta.set(digest_off_key("Café Ida", "ida@cafe-ida.example"), FIRST.isoformat())

    assert kinds(street.tick(MONDAY)) == []

"""The sections of config.yaml as the rest of Grapevine reads them. Frozen; no section does I/O.

`Config` also answers who is who: `business`, `person`, `sources`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time, timedelta
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, SecretStr, ValidationInfo, field_validator

from config.base import Email, HostPort, Language, Line, Spoken, Strict, Zone, hint_of, near, slug_of
from config.inbox_settings import InboxSettings
from config.own_words import OwnWords
from config.playbook import Playbook
from config.source import Source
from config.times import Clock, Hours, Span, Weekday, parse_hours
from model import InputError

CRITERIA = (
    "rating", "complaints", "answered", "answer_time", "solved", "came_back",
    "referrals", "returning", "effort", "standards", "told_in_person", "goodwill",
)  # fmt: skip
"""What a scorecard can show (docs/decisions.md: measure by criteria the owner chooses)."""

Role = Literal["owner", "staff", "operator"]


class MailSettings(Strict):
    """`smtp` None: mails become files in var/mail."""

    sender: Email = Field(default="grapevine@localhost", alias="from")
    smtp: SecretStr | None = None
    reply_to: Email | None = None

    @field_validator("smtp")
    @classmethod
    def _smtp(cls, smtp: SecretStr | None) -> SecretStr | None:
        if smtp is not None:
            _check_smtp(smtp.get_secret_value())
        return smtp


def _check_smtp(url: str) -> None:
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("smtp", "smtps") and parts.hostname and (parts.port or 1) > 0
    except ValueError:
        good = False
    if not good:
        raise ValueError(
            "this is not a mail server — write it like smtps://ida:password@mail.example:465 (or smtp://…:587)"
        )


class CrawlSettings(Strict):
    """`contact` goes into the user agent; `allow` names private hosts (host:port) that may be read.

    `requests_per_day`: what all sources may ask for together; then those with more news are asked more often.
    """

    contact: str = ""
    allow: tuple[HostPort, ...] = ()
    requests_per_day: int | None = Field(default=None, ge=1, le=1_000_000)

    @field_validator("contact")
    @classmethod
    def _contact(cls, contact: str) -> str:
        if contact and not re.fullmatch(r"[\x21-\x7e]{3,200}", contact):
            raise ValueError("write a mail address or a web address here: site owners see it in the user agent")
        return contact


class Defaults(Strict):
    """What a source has where it says nothing."""

    every: Span = timedelta(hours=6)
    pages: int = Field(default=20, ge=1, le=1000)
    language: Language | None = None


class Assumptions(Strict):
    """Rules of thumb of the word-of-mouth ledger, each with its source; shown as what they are."""

    tells_low: int = Field(default=9, ge=0, le=1000)
    tells_high: int = Field(default=15, ge=0, le=1000)
    solved_low: int = Field(default=4, ge=0, le=1000)
    solved_high: int = Field(default=6, ge=0, le=1000)
    source: Line = "White House Office of Consumer Affairs; old and second-hand, a rule of thumb"
    decisions_low: int = Field(default=20, ge=0, le=100)
    decisions_high: int = Field(default=50, ge=0, le=100)
    decisions_source: Line = "McKinsey Quarterly"
    merchants_believe: float = Field(default=61.9, ge=0, le=100)
    customers_say: float = Field(default=55.8, ge=0, le=100)
    mirror_source: Line = "Blumenthal, GetFiveStars 2016"

    @field_validator("tells_high", "solved_high", "decisions_high")
    @classmethod
    def _ordered(cls, high: int, info: ValidationInfo) -> int:
        name = str(info.field_name).replace("_high", "_low")
        low = info.data.get(name, 0)
        if high < low:
            raise ValueError(f"this must not be below {name} ({low})")
        return high


class Person(Strict):
    """Somebody who gets mail and may sign in. `language` None: the business's first that we speak."""

    name: Line
    email: Email
    roles: frozenset[Role] = Field(default=frozenset({"staff"}), min_length=1)
    language: Spoken = "en"


class DigestTime(Strict):
    """When the weekly mail goes out, in the business's zone. `day` 0 is Monday."""

    day: Weekday = 0
    at: Clock = time(7, 0)


class FlagRules(Strict):
    """When a review needs a person (docs/decisions.md). Bounds on `sentiment`, -1 to 1, are inclusive."""

    low_rating: float = Field(default=2, ge=1, le=5)
    watch_rating: float = Field(default=3, ge=1, le=5)
    four_stars: float = Field(default=0.2, ge=-1, le=1)
    five_stars: float = Field(default=-0.05, ge=-1, le=1)
    no_stars: float = Field(default=-0.05, ge=-1, le=1)


class Budget(Strict):
    """Goodwill a month, in the currency people say; None: costs are shown without a limit."""

    monthly: float | None = Field(default=None, ge=0)
    currency: Annotated[str, Field(min_length=1, max_length=8)] = "EUR"


class Business(Strict):
    """One business: its people, its sources and its playbook."""

    name: Line
    zone: Zone
    languages: tuple[Language, ...] = Field(min_length=1)
    locations: tuple[Line, ...] = ()
    people: tuple[Person, ...] = ()
    digest: DigestTime = DigestTime()
    hours: Annotated[Hours | None, BeforeValidator(lambda v: None if v is None else parse_hours(v))] = None
    flags: FlagRules = FlagRules()
    words: OwnWords = OwnWords()
    scorecard: tuple[str, ...] = ("rating", "complaints", "answer_time", "referrals", "came_back")
    budget: Budget = Budget()
    sources: tuple[Source, ...] = ()
    playbook: Playbook

    @field_validator("scorecard")
    @classmethod
    def _scorecard(cls, chosen: tuple[str, ...]) -> tuple[str, ...]:
        for name in chosen:
            if name not in CRITERIA:
                raise ValueError(f'"{name}" cannot be on a scorecard{hint_of(name, CRITERIA)}')
        return chosen

    @property
    def slug(self) -> str:
        return slug_of(self.name)

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    def with_role(self, role: Role) -> list[Person]:
        return [person for person in self.people if role in person.roles]

    def owners(self) -> list[Person]:
        return self.with_role("owner")

    def staff(self) -> list[Person]:
        return self.with_role("staff")

    def operators(self) -> list[Person]:
        return self.with_role("operator")

    def source(self, name_or_slug: str) -> Source:
        """The source of that name; InputError lists the names."""
        for source in self.sources:
            if name_or_slug.casefold() in (source.name.casefold(), source.slug):
                return source
        raise InputError(_not_found(f"{self.name} has no source", name_or_slug, [s.name for s in self.sources]))


@dataclass(frozen=True, slots=True)
class BrokenSource:
    """A source that cannot run; the others do."""

    business: str
    name: str
    problems: tuple[str, ...]


class Config(Strict):
    """All of config.yaml and its playbooks. `broken` sources are left out of `businesses`."""

    path: Path = Path("config.yaml")
    mail: MailSettings = MailSettings()
    inbox: InboxSettings = InboxSettings()
    crawl: CrawlSettings = CrawlSettings()
    defaults: Defaults = Defaults()
    retention: Span = timedelta(days=1095)
    assumptions: Assumptions = Assumptions()
    businesses: tuple[Business, ...] = Field(min_length=1)
    broken: tuple[BrokenSource, ...] = ()

    def business(self, name_or_slug: str) -> Business:
        """The business of that name; InputError lists the names."""
        for business in self.businesses:
            if name_or_slug.casefold() in (business.name.casefold(), business.slug):
                return business
        raise InputError(_not_found("there is no business", name_or_slug, [b.name for b in self.businesses]))

    def sources(self) -> tuple[Source, ...]:
        """Every source that loaded, disabled ones included."""
        return tuple(source for business in self.businesses for source in business.sources)

    def find_person(self, email: str) -> tuple[Person, list[Business]] | None:
        """Who has that address (case ignored), and where; None for a stranger."""
        where = [(b, p) for b in self.businesses for p in b.people if p.email.casefold() == email.strip().casefold()]
        return (where[0][1], [business for business, _ in where]) if where else None

    def person(self, email: str) -> tuple[Person, list[Business]]:
        """As `find_person`; InputError for a stranger."""
        found = self.find_person(email)
        if found is None:
            known = [person.email for business in self.businesses for person in business.people]
            raise InputError(_not_found("config.yaml has nobody with the address", email, known))
        return found


def _not_found(what: str, asked: str, known: list[str]) -> str:
    names = ", ".join(dict.fromkeys(known)) or "none yet"
    return f'{what} "{asked}"{near(asked, known)} (known: {names})'

"""A business's playbook: what its owner promises, gives and never says. Frozen; no I/O.

Measures (what has really changed) are not here: they live in the store, each with its date.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, field_validator

from config.base import SPOKEN, Email, Line, Sentence, Spoken, Strict, hint_of, near
from config.times import Span
from model import THEMES, Remedy, digest_of

OTHER = "other"
"""The remedies for a theme that has none of its own."""
REMEDY_KEYS = (*THEMES, OTHER)
ADDRESSES: dict[str, tuple[str, ...]] = {"en": ("you",), "de": ("Sie", "du"), "fr": ("vous", "tu"), "da": ("du", "De")}


class Contact(Strict):
    """Whom a customer may reach in private, in one language. Empty strings: not given."""

    name: str = ""
    role: str = ""
    email: str = ""
    phone: str = ""


class ContactEntry(Strict):
    """As written: for all languages, and what differs in one."""

    name: Line | None = None
    email: Email | None = None
    phone: Line | None = None
    role: Line | None = None


class ContactBlock(ContactEntry):
    """The `contact` block: the common ground, with a block for each language that differs."""

    en: ContactEntry = ContactEntry()
    de: ContactEntry = ContactEntry()
    fr: ContactEntry = ContactEntry()
    da: ContactEntry = ContactEntry()

    def said(self, language: str) -> Contact:
        own = getattr(self, language) if language in SPOKEN else ContactEntry()
        return Contact(**{key: getattr(own, key) or getattr(self, key) or "" for key in ContactEntry.model_fields})


class Standard(Strict):
    """One sentence the owner promises; with the theme that breaks it, reviews can be counted against it."""

    text: Sentence
    theme: str = ""


class Deed(Strict):
    """One thing to do for a customer; `cost` in the budget's currency, None where nobody said."""

    say: Sentence
    cost: float | None = Field(default=None, ge=0)


def _deed(value: Any) -> Any:
    return {"say": value} if isinstance(value, str) else value


def _standard(value: Any) -> Any:
    """`a sentence`, or `theme: a sentence`."""
    if isinstance(value, str):
        return {"text": value}
    if not isinstance(value, dict) or len(value) != 1 or set(value) <= {"text", "theme"}:
        return value
    theme, text = next(iter(value.items()))
    if theme not in THEMES:
        sentence = ". If this is a sentence with a colon, put it in quotes"
        hint = sentence if " " in theme else near(theme, THEMES) or sentence
        raise ValueError(f'"{theme}" is not a theme{hint}')
    return {"text": text, "theme": theme}


Deeds = tuple[Annotated[Deed, BeforeValidator(_deed)], ...]
Standards = tuple[Annotated[Standard, BeforeValidator(_standard)], ...]


class RemedyPlan(Strict):
    """What we do when customers complain of one theme. `wow`: more than they expect."""

    do: Deeds = ()
    wow: Deeds = ()
    effort: Sentence | None = None  # what the customer needs to do: best nothing
    limit: float | None = Field(default=None, ge=0)  # staff give up to this unasked
    cost: float | None = Field(default=None, ge=0)  # about what one wow costs, where it says nothing itself
    approve: str = ""  # "owner" or a name: agrees before anything is given or said in public

    def remedies(self, theme: str) -> tuple[Remedy, ...]:
        given = [self._remedy(theme, deed, wow=False) for deed in self.do]
        return (*given, *(self._remedy(theme, deed, wow=True) for deed in self.wow))

    def _remedy(self, theme: str, deed: Deed, *, wow: bool) -> Remedy:
        """The key follows the words, not the place in the list: a tick survives a new order."""
        cost = deed.cost if deed.cost is not None or not wow else self.cost
        above = cost is not None and self.limit is not None and cost > self.limit
        key = f"{theme}:{digest_of(deed.say)[:10]}"
        return Remedy(key, deed.say, wow=wow, cost=cost, approve=self.approve or ("owner" if above else ""))


class AnswerWithin(Strict):
    """Hours a customer may wait at most. `urgent`: safety; `high`: angry; `normal`: the rest."""

    urgent: Span = timedelta(hours=4)
    high: Span = timedelta(hours=24)
    normal: Span = timedelta(hours=48)


class PlatformRule(Strict):
    """What a platform allows in a public answer."""

    max_chars: int | None = Field(default=None, ge=100, le=100_000)
    use_name: bool = True
    links: bool = False


class Plan(Strict):
    """What happens when the average of a week falls below a mark."""

    below: float = Field(ge=1, le=5)
    steps: tuple[Sentence, ...] = Field(min_length=1)


class Playbook(Strict):
    """One business's playbook. `path` is None where there is no file."""

    path: Path | None = None
    people: ContactBlock = Field(default=ContactBlock(), alias="contact")
    address: dict[Spoken, str] = Field(default_factory=dict)
    privacy: Literal["normal", "health"] = "normal"
    answer: AnswerWithin = Field(default=AnswerWithin(), alias="answer_within")
    promises: Standards = Field(default=(), alias="standards")
    plans: dict[str, RemedyPlan] = Field(default_factory=dict, alias="remedies")
    assign: dict[str, str] = Field(default_factory=dict)
    never_say: tuple[Line, ...] = ()
    platforms: dict[str, PlatformRule] = Field(default_factory=dict)
    plan: Plan | None = None

    @field_validator("plans", "assign")
    @classmethod
    def _themes(cls, by_theme: dict[str, Any]) -> dict[str, Any]:
        for theme in by_theme:
            if theme not in REMEDY_KEYS:
                raise ValueError(f'"{theme}" is not a theme{hint_of(theme, REMEDY_KEYS)}')
        return by_theme

    @field_validator("address")
    @classmethod
    def _address(cls, address: dict[Spoken, str]) -> dict[Spoken, str]:
        for language, form in address.items():
            if form not in ADDRESSES[language]:
                raise ValueError(f'{language}: "{form}" is not a form of address — {" or ".join(ADDRESSES[language])}')
        return address

    @classmethod
    def empty(cls, business: str = "") -> Playbook:
        """For a business without a file: nothing is promised, safety waits for the owner."""
        return cls()

    def names(self) -> list[tuple[tuple[str, ...], str]]:
        """Every person the playbook names, with the keys that lead there."""
        said = [(("assign", theme), person) for theme, person in self.assign.items()]
        return said + [(("remedies", theme, "approve"), p.approve) for theme, p in self.plans.items() if p.approve]

    def contact(self, language: str) -> Contact:
        return self.people.said(language)

    def formal(self, language: str) -> str:
        """How we speak to a reviewer: Sie, vous, du unless the owner says otherwise."""
        usual = ADDRESSES.get(language, ("you",))[0]
        return next((form for code, form in self.address.items() if code == language), usual)

    @property
    def answer_within(self) -> dict[str, timedelta]:
        return {"urgent": self.answer.urgent, "high": self.answer.high, "normal": self.answer.normal}

    @property
    def standards(self) -> tuple[str, ...]:
        return tuple(promise.text for promise in self.promises)

    def plan_for(self, theme: str) -> RemedyPlan:
        """The theme's own remedies, else those under `other`, else nothing. Safety always waits for the owner."""
        plan = self.plans.get(theme) or self.plans.get(OTHER) or RemedyPlan()
        return plan.model_copy(update={"approve": "owner"}) if theme == "safety" and not plan.approve else plan

    def remedies(self, theme: str) -> tuple[Remedy, ...]:
        return self.plan_for(theme).remedies(theme)

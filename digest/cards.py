"""A review as a mail shows it: quoted in its own language, with why it was flagged and what to do. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from config import Business
from digest import says
from digest.links import Links
from model import Flag, Remedy, Reply, Sentiment, State, StoredReview
from replies.compose import needs_approval
from words import Words

REMEDIES_SHOWN = 4
DRAFT = 1500  # code points; a longer draft is read in the inbox


@dataclass(frozen=True, slots=True)
class ToAnswer:
    """A flag and what may be done for the customer in private."""

    flag: Flag
    remedies: tuple[Remedy, ...]
    fresh: Reply | None = None  # made for this mail where the flag has no draft

    @property
    def draft(self) -> Reply | None:
        return self.flag.draft or self.fresh


@dataclass(frozen=True, slots=True)
class Desk:
    """Where and when a mail is written: whose clock and day, and where its links lead."""

    business: Business
    links: Links
    now: datetime


@dataclass(frozen=True, slots=True)
class Quoted:
    """A review in its own language."""

    text: str
    lang: str
    by: str
    place: str
    rating: int | None
    stars: str
    url: str


@dataclass(frozen=True, slots=True)
class Card:
    """One review to answer."""

    review: Quoted
    waiting: str
    safety: bool
    reasons: list[str]
    remedies: list[tuple[str, str]]  # what to do, and what to know before
    approve: str  # who must agree to all of it
    draft: str
    draft_lang: str
    draft_note: str  # its language, and who must agree
    link: str
    acts: list[tuple[str, str]]  # label and address of what a click may start


def cards(w: Words, ones: Sequence[ToAnswer], desk: Desk) -> list[Card]:
    """As `card`, but what is to be done a second time is said in one line: nobody reads the same steps thrice."""
    found: list[Card] = []
    whose: dict[tuple[str, str], str] = {}
    for one in ones:
        made, author = card(w, one, desk), one.flag.stored.review.author
        found.append(replace(made, remedies=_once(w, made.remedies, whose)))
        for remedy in made.remedies:
            whose.setdefault(remedy, author)
    return found


def _once(w: Words, remedies: list[tuple[str, str]], whose: dict[tuple[str, str], str]) -> list[tuple[str, str]]:
    """`remedies` without those of an earlier review, where two or more are; `whose`: the author of that review."""
    again = [remedy for remedy in remedies if remedy in whose]
    if len(again) < 2:
        return remedies
    name = whose[again[0]]
    same = w("The same as for {name} above", name=name) if name else w("The same as above")
    return [(same, ""), *(remedy for remedy in remedies if remedy not in whose)]


def card(w: Words, one: ToAnswer, desk: Desk) -> Card:
    """Everything about one review, cut to what a mail can hold."""
    flag, who = one.flag, _who_approves_all(one.remedies)
    draft = one.draft
    return Card(
        review=quoted(w, flag.stored, flag.sentiment, desk.business),
        waiting=_waiting(w, flag, desk),
        safety=flag.sentiment.safety,
        reasons=says.reasons(w, flag),
        remedies=_remedies(w, one.remedies[:REMEDIES_SHOWN], who),
        approve=says.approval(w, who) if who else "",
        draft=says.cut(draft.text, DRAFT) if draft else "",
        draft_lang=draft.lang if draft else "",
        draft_note=_draft_note(w, draft) if draft else "",
        link=desk.links.review(flag.id),
        acts=_acts(w, flag, desk),
    )


def _acts(w: Words, flag: Flag, desk: Desk) -> list[tuple[str, str]]:
    """Take what nobody has; mark as answered what this person may answer: safety is for the owner to close."""
    if not desk.links.secret:
        return []
    owner = any(person.email == desk.links.email for person in desk.business.owners())
    may_close = owner or flag.approved or not needs_approval(flag, desk.business)
    offers = [
        ("take", w("I take this one"), flag.state is State.TO_ANSWER),
        ("answered", w("It is answered"), may_close),
    ]
    links = [(label, desk.links.act(flag.id, act, desk.now)) for act, label, offered in offers if offered]
    return [(label, link) for label, link in links if link]


def _who_approves_all(remedies: Sequence[Remedy]) -> str:
    people = {remedy.approve for remedy in remedies}
    return people.pop() if len(people) == 1 else ""


def _remedies(w: Words, remedies: Sequence[Remedy], said: str) -> list[tuple[str, str]]:
    """Each with its note; who must agree to all of them is `said` once, above."""
    return [(one.text, says.remedy_note(w, replace(one, approve="") if said else one)) for one in remedies]


def _waiting(w: Words, flag: Flag, desk: Desk) -> str:
    """How long it waits and until when an answer is promised; once that is past, only since when it is overdue."""
    zone = desk.business.tz
    promise = says.due(w, flag, desk.now, zone)
    if flag.due is not None and flag.due < desk.now:
        return promise
    return " · ".join(note for note in (says.waiting_since(w, flag.stored, desk.now, zone), promise) if note)


def _draft_note(w: Words, draft: Reply) -> str:
    notes = [w.language_name(draft.lang)]
    if draft.needs_approval:
        notes.append(w("not before the owner agrees"))
    return " · ".join(notes)


def quoted(w: Words, stored: StoredReview, sentiment: Sentiment, business: Business, cap: int = 500) -> Quoted:
    """A review in the quotation marks of its language, at most `cap` code points of it."""
    review = stored.review
    lang = review.lang or sentiment.lang or ""
    day = stored.belongs.astimezone(business.tz).date()
    said = review.full_text
    if review.title and said.startswith(f"{review.title}\n"):
        said = said.replace("\n", " – ", 1)
    return Quoted(
        text=says.quote(said, lang, cap) if said else w("(no words, only stars)"),
        lang=lang,
        by=review.author or w("no name"),
        place=f"{review.source} · {w.day(day, 'short')}",
        rating=None if review.rating is None else min(max(round(review.rating), 1), 5),
        stars=says.own_stars(w, review.rating),
        url=review.url,
    )

"""What the people of the street did between the two Mondays: through the store's doors, as the inbox does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from config import Config
from demo.room import MONDAY_11
from model import Flag, InputError, Measure, State
from replies import remedies
from store import Store

TUESDAY = MONDAY_11.astimezone(UTC) + timedelta(days=1, hours=2)


@dataclass(frozen=True, slots=True)
class Deed:
    """Somebody takes a review in hand, and perhaps brings it `to` an end, giving what the playbook has for it."""

    review: str
    business: str
    source: str
    who: str
    to: State = State.IN_HAND
    cause: str = ""
    note: str = ""


DEEDS = (
    Deed(
        "b-024",
        "Bageriet Lindegade",
        "Egen side",
        "freja@bageriet-lindegade.example",
        State.SOLVED,
        "training",
        "Ringede til Karsten. Vi aftalte en ny kagemand til lørdag.",
    ),
    Deed("b-026", "Bageriet Lindegade", "Cykelbud", "malik@bageriet-lindegade.example"),
    Deed("r-022", "La Table d'Odile", "La Bonne Fourchette", "ines@table-odile.example", State.ANSWERED, "one_off"),
    Deed("s-018", "Spoke & Bell", "Town guide", "roisin@spoke-and-bell.example"),
)

MEASURES = (
    Measure(
        business="Hotel Rosenstraße",
        theme="waiting",
        what="Zweite Kaffeemaschine, Frühstück ab 6:30 Uhr",
        since=date(2026, 10, 5),
        by="henrike@hotel-rosenstrasse.example",
        say=(
            ("de", "Seit Oktober steht eine zweite Kaffeemaschine bereit, und Frühstück gibt es ab 6:30 Uhr."),
            ("en", "Since October there has been a second coffee machine, and breakfast starts at 6:30."),
            ("fr", "Depuis octobre, une deuxième machine à café est en place et le petit-déjeuner commence à 6 h 30."),
            ("da", "Siden oktober har der stået en kaffemaskine mere, og morgenmaden begynder kl. 6.30."),
        ),
    ),
)


def play(store: Store, config: Config) -> None:
    """All deeds, an hour apart, and the measure. InputError where a review of the story is not flagged."""
    for hours, deed in enumerate(DEEDS):
        _do(store, config, deed, TUESDAY + timedelta(hours=hours))
    for measure in MEASURES:
        store.measures.add(measure)


def _do(store: Store, config: Config, deed: Deed, now: datetime) -> None:
    flag = store.flags.move((found := _flag(store, deed)).id, State.IN_HAND, rev=found.rev, who=deed.who, now=now)
    if deed.note:
        store.flags.note(flag.id, deed.who, deed.note, now)
    if deed.to is State.IN_HAND:
        return
    later = now + timedelta(minutes=40)
    if deed.to is State.SOLVED:
        for remedy in remedies(flag, config.business(deed.business)):
            store.flags.tick(flag.id, remedy.key, True, deed.who, later, cost=remedy.cost)
    store.flags.move(flag.id, deed.to, rev=flag.rev, who=deed.who, now=later, cause=deed.cause)


def _flag(store: Store, deed: Deed) -> Flag:
    stored = store.reviews.find(deed.business, deed.source, deed.review)
    if stored is None:
        raise InputError(f"the story's review {deed.review} of {deed.business} was not found on “{deed.source}”")
    return store.flags.get(stored.id)

"""Tells the people responsible of new flags: queued in the same transaction that marks them as told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from config import Business, Config, Person
from digest.alert import compose_alert, may_send
from digest.surge import compose_surge
from insight import surges
from insight.trend import WEEKS
from model import Flag, Run, Week
from store import Store


def queue_alerts(store: Store, config: Config, now: datetime) -> list[Run]:
    """One bundled mail a person for what is new and may be told at this hour."""
    return [run for business in config.businesses if (run := _alert(store, config, business, now))]


def _alert(store: Store, config: Config, business: Business, now: datetime) -> Run | None:
    flags = [flag for flag in store.flags.unalerted(business.name) if ready(flag, business, now)]
    if not flags:
        return None
    queued, secret = 0, store.meta.secret()
    with store.transaction():
        for person, theirs in recipients(flags, business):
            mail = compose_alert(theirs, business, person, config=config, now=now, secret=secret)
            queued += store.outbox.queue(mail, now)
        queued += _surges(store, config, business, now)
        store.flags.alerted([flag.id for flag in flags], now)
    return Run("alert", business.name, "", now, now, seen=len(flags), new=queued)


def _surges(store: Store, config: Config, business: Business, now: datetime) -> int:
    """Mails to the owners of what this week so far has far more complaints of than the weeks before."""
    week = Week.of(now, business.tz)
    scored = store.reviews.scored(business.name, week.shift(1 - WEEKS), week)
    by_week = [[one for one in scored if one.stored.week == week.shift(-back)] for back in range(WEEKS)]
    return sum(
        store.outbox.queue(compose_surge(surge, business, owner, config=config, now=now), now)
        for surge in surges(by_week[0], by_week[1:])
        for owner in business.owners()
    )


def ready(flag: Flag, business: Business, now: datetime) -> bool:
    """Worth a mail (3-star reviews wait in the inbox), and at an hour when somebody is there; safety at any hour."""
    safety = flag.sentiment.safety
    return (safety or flag.sentiment.level == "act") and may_send(now, business.hours, business.tz, safety=safety)


def recipients(flags: Sequence[Flag], business: Business) -> list[tuple[Person, list[Flag]]]:
    """Who is told of what: the one the playbook names, else all staff, else the owners; safety: owners too."""
    told: dict[str, tuple[Person, list[Flag]]] = {}
    for flag in flags:
        for person in _responsible(flag, business):
            told.setdefault(person.email, (person, []))[1].append(flag)
    return list(told.values())


def _responsible(flag: Flag, business: Business) -> list[Person]:
    names = {business.playbook.assign.get(theme) for theme in flag.sentiment.complaints()}
    people = [person for person in business.people if person.name in names]
    people = people or list(business.staff()) or list(business.owners())
    if flag.sentiment.safety:
        people += [owner for owner in business.owners() if owner not in people]
    return people

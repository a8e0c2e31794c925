"""Reminds whoever has a review that its promised time is running out: once a promise, in the alert's thread."""

from __future__ import annotations

from datetime import datetime

from config import Business, Config, Person
from digest.alert import may_send
from digest.reminder import compose_reminder, remind_at
from jobs.alerts import recipients
from model import OPEN_STATES, Flag, Run
from store import Store

LISTED = 500  # open flags looked at in one pass


def queue_reminders(store: Store, config: Config, now: datetime) -> list[Run]:
    """One mail a person for all that will soon be late. What was late before anybody could be reminded stays quiet:
    the digest and the inbox say so."""
    return [run for business in config.businesses if (run := _remind(store, config, business, now))]


def _remind(store: Store, config: Config, business: Business, now: datetime) -> Run | None:
    open_flags = store.flags.list([business.name], list(OPEN_STATES), limit=LISTED)
    flags = [flag for flag in open_flags if running_out(flag, business, now) and not _reminded(store, flag)]
    if not flags:
        return None
    queued, secret = 0, store.meta.secret()
    with store.transaction():
        for person, theirs in _whom(flags, business):
            mail = compose_reminder(theirs, business, person, config=config, now=now, secret=secret)
            queued += store.outbox.queue(mail, now)
        for flag in flags:
            store.meta.set(_key(flag), str(flag.due))
    return Run("remind", business.name, "", now, now, seen=len(flags), new=queued)


def running_out(flag: Flag, business: Business, now: datetime) -> bool:
    """Told of by mail, not late yet, time to remind, and at an hour when somebody is there."""
    at = remind_at(flag, business.hours, business.tz)
    if flag.alerted is None or flag.due is None or at is None or not at <= now < flag.due:
        return False
    return may_send(now, business.hours, business.tz, safety=flag.sentiment.safety)


def _whom(flags: list[Flag], business: Business) -> list[tuple[Person, list[Flag]]]:
    """Whoever has taken it; where nobody has, or they have left, those who were told of it."""
    told: dict[str, tuple[Person, list[Flag]]] = {}
    for flag in flags:
        taker = [person for person in business.people if person.email == flag.taken_by]
        for person in taker or [person for person, _ in recipients([flag], business)]:
            told.setdefault(person.email, (person, []))[1].append(flag)
    return list(told.values())


def _reminded(store: Store, flag: Flag) -> bool:
    """A review that was edited has a new promise, and a new reminder."""
    return store.meta.get(_key(flag)) == str(flag.due)


def _key(flag: Flag) -> str:
    return f"reminded:{flag.id}"

"""Tells those who were alerted that a colleague has closed the review, or that it was answered in public."""

from __future__ import annotations

from datetime import datetime, timedelta

from config import Business, Config, Person
from digest.alert import may_send
from digest.answered import answered_key, compose_answered
from jobs.alerts import recipients
from model import Flag, Run, State
from store import Store

SETTLED = timedelta(minutes=10)  # a wrong tap is undone by then
LOOKED_BACK = timedelta(days=4)  # closed late on Friday, told on Monday or Tuesday morning
CLOSED = {State.ANSWERED: "answered", State.SOLVED: "solved"}


def queue_answered(store: Store, config: Config, now: datetime) -> list[Run]:
    """One note a person and review, in opening hours; it asks the store, so a lost tick loses none."""
    return [run for business in config.businesses if (run := _tell(store, config, business, now))]


def _tell(store: Store, config: Config, business: Business, now: datetime) -> Run | None:
    flags = [
        flag
        for flag in store.flags.closed(business.name, now - LOOKED_BACK, now - SETTLED)
        if may_send(now, business.hours, business.tz, safety=flag.sentiment.safety)
    ]
    queued = sum(_tell_of(store, config, business, flag, now) for flag in flags)
    return Run("answered", business.name, "", now, now, seen=len(flags), new=queued) if queued else None


def _tell_of(store: Store, config: Config, business: Business, flag: Flag, now: datetime) -> int:
    """Mails queued. The outbox takes each key once."""
    waiting = [
        one for one in told_of(store, business, flag) if store.outbox.get(answered_key(flag, business, one)) is None
    ]
    if not waiting:
        return 0
    who = _closed_by(store, flag)
    closer = next((person for person in business.people if person.email.casefold() == who.casefold()), None)
    mails = [
        compose_answered(flag, business, person, closer=closer, config=config, now=now)
        for person in waiting
        if person != closer
    ]
    return sum(store.outbox.queue(mail, now) for mail in mails)


def told_of(store: Store, business: Business, flag: Flag) -> list[Person]:
    """Whom the alert of `flag` went to, as far as they are still responsible; of safety the owners are always told."""
    if flag.alerted is None:
        return []
    mailed = store.outbox.told(f"alert:{business.slug}:", flag.alerted)
    safety = flag.sentiment.safety
    return [
        person
        for person, _ in recipients([flag], business)
        if person.email.casefold() in mailed or (safety and "owner" in person.roles)
    ]


def _closed_by(store: Store, flag: Flag) -> str:
    """The address of whoever closed it last; "" where it was answered in public."""
    closings = [event for event in store.flags.history(flag.id) if event.what == CLOSED[flag.state]]
    return closings[-1].who if closings else ""

"""Queues the weekly digest of every owner, once per person and week, and the first look after a first import."""

from __future__ import annotations

from datetime import datetime, tzinfo

from config import Business, Config, Person
from digest.weekly import compose_weekly
from inbox.links import digest_off_key
from jobs.due import digest_due
from model import Run, Week
from store import Store

WEDNESDAY = 2


def queue_digests(store: Store, config: Config, now: datetime) -> list[Run]:
    """What ought to exist by now and does not, each in one transaction with its mark in the ledger."""
    runs: list[Run] = []
    for business in config.businesses:
        started = started_at(store, business, now)
        due = digest_due(now, day=business.digest.day, at=business.digest.at, zone=business.tz, started=started)
        for person in _readers(store, business):
            if _wants_first_look(store, business, person):
                runs.append(
                    queue_one(store, config, business, person, first_week(now, business.tz), now, first_look=True)
                )
            elif due and not store.digests.done(business.name, person.email, due.week):
                runs.append(queue_one(store, config, business, person, due.week, now, late=due.late))
    return runs


def queue_one(
    store: Store,
    config: Config,
    business: Business,
    person: Person,
    week: Week,
    now: datetime,
    *,
    late: bool = False,
    first_look: bool = False,
) -> Run:
    """Renders once, stores the mail and the mark together: a crash between them cannot be."""
    with store.transaction():
        mail = compose_weekly(store, business, person, week, config=config, now=now, late=late, first_look=first_look)
        queued = store.outbox.queue(mail, now)
        if first_look:
            store.meta.set(_first_look_key(business, person), now.isoformat())
        else:
            store.digests.record(business.name, person.email, week, mail_key=mail.key, late=late, now=now)
    said = "first look" if first_look else f"{week}{' (late)' if late else ''}"
    return Run("digest", business.name, person.email, now, now, new=int(queued), said=said)


def first_week(now: datetime, zone: tzinfo) -> Week:
    """The last week that a first look sums up: the running one from Wednesday on, before that the last whole one."""
    week = Week.of(now, zone)
    return week if now.astimezone(zone).weekday() >= WEDNESDAY else week.shift(-1)


def started_at(store: Store, business: Business, now: datetime) -> datetime:
    """When this business was first seen here; noted at its first tick."""
    key = f"started:{business.name}"
    known = store.meta.get(key)
    if known is None:
        store.meta.set(key, now.isoformat())
        return now
    return datetime.fromisoformat(known)


def _readers(store: Store, business: Business) -> list[Person]:
    """The owners, but for those who asked for no weekly mail."""
    return [person for person in business.owners() if not store.meta.get(digest_off_key(business.name, person.email))]


def _wants_first_look(store: Store, business: Business, person: Person) -> bool:
    """Once, as soon as every source has been tried (or a file imported) and at least one review is there."""
    if store.meta.get(_first_look_key(business, person)) or store.digests.last(business.name):
        return False
    states = [state for state in store.sources.all() if state.business == business.name]
    tried = all(state.verdict is not None for state in states)
    tried = tried and bool(states or store.runs.last("import", business.name))
    return tried and store.reviews.count(business.name) > 0


def _first_look_key(business: Business, person: Person) -> str:
    return f"first-look:{business.name}:{person.email}"

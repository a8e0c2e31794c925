"""Tells the operator what needs a hand: a source that stops being readable (and once when it is back), a job that
fails, mail that is refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from config import Business, Config, Person
from digest.operator import compose_failure, compose_late, compose_operator, compose_refusing, refusing_key
from model import Mail, Run, Verdict
from store import SourceState, Store

RED = frozenset({Verdict.BLOCKED, Verdict.UNREACHABLE, Verdict.ROBOTS, Verdict.CHANGED, Verdict.CRASHED})
PATIENT = frozenset({Verdict.UNREACHABLE})  # a site that is down for a minute is not worth a mail
PATIENCE = 3  # failed crawls in a row before it is


def turned(before: SourceState, after: SourceState) -> str | None:
    """`red`, `recovered`, or None where the operator need not be told."""
    if after.verdict is not None and after.verdict.well:
        return "recovered" if before.verdict in RED and _was_told(before) else None
    if after.verdict not in RED or not _was_told(after):
        return None
    return None if before.verdict == after.verdict and _was_told(before) else "red"


def _was_told(state: SourceState) -> bool:
    return state.verdict in RED and (state.verdict not in PATIENT or state.fails >= PATIENCE)


def queue_source_mail(
    store: Store, config: Config, business: Business, before: SourceState, after: SourceState, now: datetime
) -> None:
    """One mail to each operator (to the owners where nobody is the operator)."""
    what = turned(before, after)
    if what is None:
        return
    for person in business.operators() or business.owners():
        store.outbox.queue(compose_operator(after, what, person, business=business, config=config, now=now), now)


def queue_failures(store: Store, config: Config, runs: Sequence[Run], now: datetime) -> int:
    """A mail to the operators of each job that failed in part or whole; of sources they hear apart."""
    failed = [run for run in runs if run.failed and run.stage not in ("crawl", "import", "send")]
    return sum(_tell(store, config, run, now) for run in failed)


def queue_mail_trouble(store: Store, config: Config, runs: Sequence[Run], now: datetime) -> int:
    """A mail for each that will never arrive, and one a day for all that our own account cannot send.

    None about mail to operators themselves: it would fail likewise, and be told of in turn.
    """
    said = 0
    for run in runs:
        mail = store.outbox.get(run.key)
        if mail is None or mail.kind == "operator":
            continue
        if run.facts.get("ours"):
            said += _tell(store, config, replace(run, key="mail.smtp"), now)
        elif run.facts.get("dead"):
            said += _tell(store, config, run, now)
    return said


def queue_unsent(store: Store, config: Config, now: datetime) -> int:
    """A mail about what was too late to be sent, and each week one about each of our people whose address refuses us.

    None about mails to operators: they would be as late.
    """
    with store.transaction():
        late = [mail for mail in store.outbox.expire(now) if mail.kind != "operator"]
        mails = [compose_late(late, person, config=config) for person in _operators(config, "") if late]
        mails += _refusing(store, config, now)
        return sum(store.outbox.queue(mail, now) for mail in mails)


def _refusing(store: Store, config: Config, now: datetime) -> list[Mail]:
    """Of an address that has just begun to refuse us, `queue_mail_trouble` tells."""
    refusals, mails = store.outbox.refusals(), []
    for business in config.businesses if refusals else ():
        for to in {person.email for person in business.people if person.email.casefold() in refusals}:
            since, said = refusals[to.casefold()]
            weeks = (now - since) // timedelta(weeks=1)
            for person in _operators(config, business.name) if weeks else ():
                key = refusing_key(to, weeks, person)
                if person.email != to and store.outbox.get(key) is None:
                    mails.append(compose_refusing(to, said, key, person, config=config))
    return mails


def _tell(store: Store, config: Config, run: Run, now: datetime) -> int:
    return sum(
        store.outbox.queue(compose_failure(run, person, config=config, now=now), now)
        for person in _operators(config, run.business)
    )


def _operators(config: Config, name: str) -> list[Person]:
    """Of this business, or of all: the operators, where nobody is one the owners; everybody once."""
    businesses = [business for business in config.businesses if name in ("", business.name)]
    people = [person for business in businesses for person in business.operators() or business.owners()]
    return list({person.email: person for person in people}.values())

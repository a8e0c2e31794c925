"""What an operator must know: a source that turned red or is back, mail that is refused, a job that failed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from config import Business, Config, Person
from digest.links import Links
from digest.note import Note, to_mail
from model import Mail, Run, Verdict
from store import SourceState
from words import Words, speak

LISTED = 10  # mails named in one that tells of mails


def compose_operator(
    state: SourceState, what: str, person: Person, *, business: Business, config: Config, now: datetime
) -> Mail:
    """`what`: `red` or `recovered`. One mail per source, turn and day: a source that flickers does not flood."""
    w = speak(person.language, "digest")
    make = _recovered if what == "recovered" else _red
    day = now.astimezone(business.tz).date()
    return to_mail(
        make(w, state, business, config),
        w,
        key=f"operator:{what}:{business.slug}:{state.name}:{state.verdict}:{day}:{person.email}",
        kind="operator",
        to=person.email,
    )


def _red(w: Words, state: SourceState, business: Business, config: Config) -> Note:
    verdict = state.verdict or Verdict.UNREACHABLE
    last = w.moment(state.last_good, business.tz) if state.last_good else w("never so far")
    return Note(
        subject=w("{place}: {source} cannot be read", place=business.name, source=state.name),
        headline=w("{source} cannot be read.", source=state.name),
        lines=[
            w(f"next:{verdict}"),
            w(
                "Last read without trouble: {when}. Until it is read again, the digest says that it is missing.",
                when=last,
            ),
        ],
        said=state.said,
        link=Links(config.inbox.url or "").sources,
        label=w("See all sources"),
    )


def _recovered(w: Words, state: SourceState, business: Business, config: Config) -> Note:
    return Note(
        subject=w("{place}: {source} can be read again", place=business.name, source=state.name),
        headline=w("{source} can be read again.", source=state.name),
        lines=[w("Reviews from the time between count in their own weeks. There is nothing to do.")],
        link=Links(config.inbox.url or "").sources,
        label=w("See all sources"),
    )


def compose_failure(run: Run, person: Person, *, config: Config, now: datetime) -> Mail:
    """A job that failed: `run` says which stage, over what, and why. Once a stage, thing and day.

    Of stage `send`, `facts["dead"]` says that the mail will not be tried again.
    """
    w = speak(person.language, "digest")
    make = _mail_trouble if run.stage == "send" else _job_failed
    what = f"{run.stage}:{run.business}:{run.key}:{now.date()}"
    key = f"operator:failed:{what}:{person.email}"
    return to_mail(make(w, run, config), w, key=key, kind="operator", to=person.email)


def _mail_trouble(w: Words, run: Run, config: Config) -> Note:
    return Note(
        subject=w("Grapevine: mail trouble"),
        headline=w("A mail could not be delivered: {key}", key=run.key),
        lines=[
            w("It is not tried again. Correct the address in config.yaml, then send the mail again from the queue.")
            if run.facts.get("dead")
            else w("The mail is kept and tried again.")
        ],
        said=run.said,
        link=Links(config.inbox.url or "").digests,
        label=w("See the mail queue"),
    )


def compose_late(mails: Sequence[Mail], person: Person, *, config: Config) -> Mail:
    """Mails that could not be sent while they were of use, all of one pass in one."""
    w, n = speak(person.language, "digest"), len(mails)
    note = Note(
        subject=w("Grapevine: mail trouble"),
        headline=w.n("{n} mail could not be sent in time.", "{n} mails could not be sent in time.", n),
        lines=[
            w("What was to be told is in the inbox. Outdated mail is not sent by itself, only from the queue."),
            w("If this happens again, run: {command}", command="python schedule.py doctor"),
        ],
        said="\n".join(f"{mail.to}: {mail.subject}" for mail in mails[:LISTED]) + ("\n…" if n > LISTED else ""),
        link=Links(config.inbox.url or "").digests,
        label=w("See the mail queue"),
    )
    return to_mail(note, w, key=f"operator:late:{mails[0].key}:{person.email}", kind="operator", to=person.email)


def refusing_key(to: str, weeks: int, person: Person) -> str:
    return f"operator:refusing:{to}:{weeks}:{person.email}"


def compose_refusing(to: str, said: str, key: str, person: Person, *, config: Config) -> Mail:
    """An address that has refused our mail for weeks, in the words of its server; `key` from `refusing_key`."""
    w = speak(person.language, "digest")
    note = Note(
        subject=w("Grapevine: mail trouble"),
        headline=w("{address} still gets no mail.", address=to),
        lines=[
            w("This address has refused our mail, so nothing is sent there any more."),
            w("Correct it in config.yaml. If it is right, send a mail again from the queue: if that works, all will."),
        ],
        said=said,
        link=Links(config.inbox.url or "").digests,
        label=w("See the mail queue"),
    )
    return to_mail(note, w, key=key, kind="operator", to=person.email)


def _job_failed(w: Words, run: Run, config: Config) -> Note:
    return Note(
        subject=w("Grapevine: a job failed"),
        headline=w("A job failed: {stage}", stage=run.stage),
        lines=[w("It is tried again by itself. If it stays, run: {command}", command="python schedule.py doctor")],
        said=run.said,
        link=Links(config.inbox.url or "").sources,
        label=w("See all sources"),
    )

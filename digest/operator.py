"""What an operator must know: a source that turned red or is back, mail that is refused, a job that failed."""

from __future__ import annotations

from datetime import datetime

from config import Business, Config, Person
from digest.links import Links
from digest.note import Note, to_mail
from model import Mail, Run, Verdict
from store import SourceState
from words import Words, speak


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


def _job_failed(w: Words, run: Run, config: Config) -> Note:
    return Note(
        subject=w("Grapevine: a job failed"),
        headline=w("A job failed: {stage}", stage=run.stage),
        lines=[w("It is tried again by itself. If it stays, run: {command}", command="python schedule.py doctor")],
        said=run.said,
        link=Links(config.inbox.url or "").sources,
        label=w("See all sources"),
    )

"""`serve`, `tick`, `once`, `check`, `digest`, `measure`, `signin`: the clock by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from commands.console import err, out, print_json, progress
from config import Business
from config.explain import explain, explain_json
from digest.weekly import compose_weekly
from inbox.sessions import signin_link
from jobs.crawl import crawl_all
from jobs.lock import only_instance
from jobs.post import deliver, previews_of
from jobs.requests import base_of
from jobs.tick import sync, think, tick
from jobs.workplace import Workplace
from model import THEMES, InputError, Measure, Run, Verdict, Week
from sentiment.evaluate import EXPERIMENTAL


def tick_once(place: Workplace) -> int:
    """What is due, then exit: for cron. 3 where `serve` does it already."""
    with only_instance(place.var), place.open(check=True) as store:
        runs = tick(store, place, place.clock())
    return tell(runs)


def once(place: Workplace) -> int:
    """Everything now: crawl all, score, alert, send."""
    now = place.clock()
    with only_instance(place.var), place.open(check=True) as store:
        sync(store, place, now)
        with progress(f"Reading {len(place.config.sources())} sources", None):
            runs = crawl_all(store, place, now)
        runs += think(store, place, now)
        deliver(store, place, now)
    return tell(runs)


def tell(runs: Sequence[Run]) -> int:
    """A line for each run; 1 where a source could not be read."""
    for run in runs:
        where = " › ".join(part for part in (run.business, run.key) if part)
        counts = f"{run.seen} seen, {run.new} new, {run.changed} changed"
        out.print(f"{run.stage:7} {where}: {run.verdict or 'done'}; {counts}. {run.said}".rstrip(), markup=False)
    return 1 if any(run.verdict not in (None, Verdict.OK, Verdict.WAITING) for run in runs) else 0


def check(place: Workplace, *, as_json: bool) -> int:
    """What config.yaml means; 2 where a source in it cannot run."""
    if as_json:
        print_json(explain_json(place.config))
    else:
        for line in (*explain(place.config), *_on_trial(place.config.businesses)):
            out.print(line, markup=False)
    return 2 if place.config.broken else 0


def _on_trial(businesses: Sequence[Business]) -> list[str]:
    """Languages that a business lists and whose word packs are experimental."""
    spoken = dict.fromkeys(code for business in businesses for code in business.languages)
    return [f"{code}: experimental, {EXPERIMENTAL[code]}" for code in spoken if code in EXPERIMENTAL]


def digest(place: Workplace, business: str, week: str | None, *, to: str | None, preview: bool, as_json: bool) -> int:
    """Renders the weekly digest of any week; --preview writes files and queues nothing."""
    owner, now = place.config.business(business), place.clock()
    asked = Week.parse(week) if week else Week.of(now, owner.tz).shift(-1)
    people = [person for person in owner.people if person.email == to] if to else owner.owners()
    if not people:
        raise InputError(f"{owner.name} has no owner to write to" if to is None else f"{to} is not among its people")
    written: list[dict[str, Any]] = []
    folder = previews_of(place)
    with place.open() as store:
        for person in people:
            mail = compose_weekly(store, owner, person, asked, config=place.config, now=now)
            if preview:
                eml = Path(folder(mail))
                paths = {"html": str(eml.with_suffix(".html")), "text": str(eml.with_suffix(".txt")), "eml": str(eml)}
                written.append({"to": mail.to, "subject": mail.subject} | paths)
            else:
                store.outbox.queue(mail, now)
                written.append({"to": mail.to, "subject": mail.subject, "queued": mail.key})
        if not preview:
            deliver(store, place, now)
    if as_json:
        print_json(written)
        return 0
    for row in written:
        out.print(
            f"{row['to']}: {row['subject']}\n  {row.get('html') or 'queued and handed to the mail'}", markup=False
        )
    return 0


def measure(place: Workplace, what: str, business: str, theme: str, since: datetime) -> int:
    """Records what has really changed: from then on replies may say so."""
    if theme not in THEMES:
        raise InputError(f"“{theme}” is not a theme. Themes: {', '.join(THEMES)}")
    owner = place.config.business(business)
    day: date = since.date()
    if day > place.clock().astimezone(owner.tz).date():
        raise InputError(f"{day} is still to come: record what has changed once it has (fix it first, then say so)")
    with place.open() as store:
        store.measures.add(Measure(owner.name, theme, what, day))
    out.print(
        f"Recorded for {owner.name}: {what} (since {day}). Add how to say it in public in the inbox, under Fixes."
    )
    return 0


def signin(place: Workplace, email: str) -> int:
    """A link for one person of config.yaml, good for 15 minutes and once."""
    person, _ = place.config.person(email)
    with place.open() as store:
        out.print(
            signin_link(store, person.email, base=base_of(place), now=place.clock()), markup=False, soft_wrap=True
        )
    err.print(f"For {person.name}; works once, within 15 minutes, while `serve` runs.", markup=False)
    return 0

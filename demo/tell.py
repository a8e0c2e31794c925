"""What the demo prints: what was read, what was flagged and why, where the mails lie. Real counts only, in English."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from config import Config
from model import Flag, Mail, Run, State, Verdict, Week
from store import Store

MARKS = {Verdict.OK: "green", Verdict.WAITING: "yellow", Verdict.SILENT: "yellow", Verdict.SHORT: "yellow"}
MOST_WORDS = 4  # quoted for one flag
STATES = tuple(State)


def a_console() -> Console:
    return Console(highlight=False, soft_wrap=True)


@contextmanager
def progress(console: Console, total: int) -> Iterator[Any]:
    """A bar on a terminal, silence elsewhere. Yields `step(what)`, said before each piece of work."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=total)
        done = iter(range(total + 1))
        yield lambda what: bar.update(task, description=what, completed=next(done))


def tell_crawl(console: Console, title: str, runs: Sequence[Run]) -> None:
    """A line for each source, and what the site's trouble is where there is any."""
    crawls = [run for run in runs if run.stage == "crawl"]
    console.print(f"\n[bold]{title}[/]")
    business = ""
    for run in sorted(crawls, key=lambda run: run.business):
        if run.business != business:
            business = run.business
            console.print(f"  {business}", markup=False)
        _tell_source(console, run)
    seen, new, changed = (sum(getattr(run, name) for run in crawls) for name in ("seen", "new", "changed"))
    console.print(f"  {seen} reviews read, {new} new, {changed} edited", markup=False)


def _tell_source(console: Console, run: Run) -> None:
    verdict = run.verdict or Verdict.CRASHED
    style = MARKS.get(verdict, "red")
    counts = f"{run.seen:3} read {run.new:3} new {run.changed:2} edited" if run.seen else ""
    console.print(f"    {run.key:24} [{style}]{verdict.value:11}[/] {counts}")
    if verdict is not Verdict.OK or not run.seen:
        console.print(f"      {run.said}", style="dim", markup=False)


def flagged(store: Store, config: Config, week: Week) -> list[Flag]:
    """Flags on reviews of `week`, and on older ones edited since; safety first."""
    names = [business.name for business in config.businesses]
    flags = store.flags.list(names, STATES, limit=500)
    return [flag for flag in flags if flag.stored.week == week or flag.stored.rev > 1]


def tell_flags(console: Console, flags: Sequence[Flag], businesses: Sequence[str], week: Week) -> None:
    console.print(f"\n[bold]Flagged in week {week}: {len(flags)}[/]")
    for name in businesses:
        theirs = [flag for flag in flags if flag.stored.review.business == name]
        console.print(f"  {name}: {len(theirs)}", markup=False)
        for flag in theirs:
            console.print(f"    {flag_line(flag)}", markup=False)


def flag_line(flag: Flag) -> str:
    """Stars, who, where, and the words that made the flag."""
    review = flag.stored.review
    stars = "no stars" if review.rating is None else "★" * round(review.rating) + "☆" * (5 - round(review.rating))
    notes = ["safety"] if flag.sentiment.safety else []
    notes += ["edited"] if flag.stored.rev > 1 else []
    what = f" [{', '.join(notes)}]" if notes else ""
    return f"{stars:5} {review.author}, {review.source}{what}: {why(flag)}"


def why(flag: Flag) -> str:
    """The heaviest words, quoted, in the order of the text; the stars alone where no words did it."""
    spans = [reason for reason in flag.sentiment.reasons if reason.end > reason.start]
    heaviest = sorted(spans, key=lambda reason: reason.weight)[:MOST_WORDS]
    words = dict.fromkeys(" ".join(r.text.split()) for r in sorted(heaviest, key=lambda reason: reason.start))
    return " · ".join(f"“{word}”" for word in words) or "the stars"


def tell_mails(console: Console, mails: Sequence[Mail], folder: Path) -> None:
    """Each mail with the file to open."""
    console.print(f"\n[bold]Mails: {len(mails)}, as files in {shown_path(folder)}[/] (nothing was sent)")
    for mail in mails:
        console.print(f"  {mail.kind:9} {mail.to}: {mail.subject}", markup=False)
        console.print(f"            {shown_path(Path(mail.said).with_suffix('.html'))}", style="dim", markup=False)


def shown_path(path: Path) -> str:
    """Relative to where the command was given, where that is shorter."""
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative


def tell_next(console: Console, var: Path, seconds: float) -> None:
    console.print(f"\nDone in {seconds:.0f} s; nothing is left running. What next:", markup=False)
    console.print("  make inbox        the pages for staff and owners, on http://127.0.0.1:8000", markup=False)
    console.print("  make demo-again   the same week once more: nothing new, nothing mailed", markup=False)
    console.print(f"  everything of the demo lies in {shown_path(var)}", markup=False)


def mails_since(store: Store, start: datetime) -> list[Mail]:
    """Oldest first."""
    return [mail for mail in reversed(store.outbox.list(limit=500)) if mail.queued and mail.queued >= start]

"""`python -m demo fresh | again | inbox`: see `make demo`, `make demo-again`, `make inbox`.

Exit codes: 0 done, 1 something failed and is named, 2 wrong usage, 3 another demo runs.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import click
from rich.console import Console

from demo import staff, tell, visit
from demo.room import AFTERNOON_12, MIDDAY_12, MONDAY_11, MONDAY_12, Room, held, load_room, sweep, write_config
from demo.server import ANY, FIRST_PORT, serving
from demo.story import LAST, WEEKS
from demo.street import SITES, Street
from jobs.lock import AlreadyRunning
from model import ConfigError, GrapevineError, InputError

VAR = click.option("--var", type=click.Path(path_type=Path, file_okay=False), default=Path("var/demo"))
FIRST = click.option("--first-port", type=click.IntRange(0, 65_000), default=FIRST_PORT, help="0: any free ports.")


def ports_from(first: int) -> tuple[int, ...]:
    return tuple(range(first, first + len(SITES))) if first else ANY


@click.group()
def cli() -> None:
    """A made-up street of four businesses: read, flagged, mailed. Nothing leaves this machine."""


@cli.command()
@VAR
@FIRST
def fresh(var: Path, first_port: int) -> int:
    """Start over: weeks 1 to 11, then what staff did, then week 12."""
    console, began, street = tell.a_console(), time.monotonic(), Street()
    with held(var), serving(street, ports_from(first_port)) as ports:
        sweep(var)
        write_config(var, ports)
        play(console, Room(var, street))
    tell.tell_next(console, var, time.monotonic() - began)
    return 0


def play(console: Console, room: Room) -> None:
    """The two Mondays and the week between them, then what came of it."""
    with tell.progress(console, 4) as step:
        step("Monday 9 November: reading weeks 1 to 11")
        first = room.live_until(WEEKS - 1, MONDAY_11)
        step("The week: staff take, answer and solve")
        with room.place.open() as store:
            staff.play(store, room.config)
        step("Monday 16 November: reading week 12")
        second = room.live_until(WEEKS, MONDAY_12)
        step("Midday: alerts that waited for opening hours")
        room.live_until(WEEKS, MIDDAY_12)
    names = [business.name for business in room.config.businesses]
    with room.place.open() as store:
        tell.tell_crawl(console, "Monday 9 November 2026, 07:05: the first import, weeks 1 to 11", first)
        tell.tell_crawl(console, "Monday 16 November 2026, 07:05: week 12", second)
        tell.tell_flags(console, tell.flagged(store, room.config, LAST), names, LAST)
        tell.tell_mails(console, tell.mails_since(store, MONDAY_11), room.place.mail_folder)


@cli.command()
@VAR
@FIRST
def again(var: Path, first_port: int) -> int:
    """Read week 12 once more: nothing new, nothing mailed; 1 if something was."""
    console, street = tell.a_console(), Street()
    load_room(var)
    with held(var), serving(street, ports_from(first_port)) as ports:
        write_config(var, ports)
        return once_more(console, Room(var, street))


def once_more(console: Console, room: Room) -> int:
    with room.place.open() as store:
        before = {mail.key for mail in store.outbox.list(limit=500)}
    with tell.progress(console, 1) as step:
        step("Reading week 12 once more")
        runs = room.crawl_again(WEEKS, AFTERNOON_12)
    with room.place.open() as store:
        mails = [mail for mail in store.outbox.list(limit=500) if mail.key not in before]
    tell.tell_crawl(console, "Monday 16 November 2026, 13:50: week 12 once more", runs)
    news = sum(run.new + run.changed for run in runs if run.stage == "crawl")
    if news or mails:
        console.print(f"{news} new or edited, {len(mails)} mailed: there should have been nothing.", style="red")
        return 1
    console.print("Nothing new, nothing mailed.", style="green")
    return 0


@cli.command()
@VAR
@click.option("--port", type=click.IntRange(1, 65_535), default=visit.PORT)
def inbox(var: Path, port: int) -> int:
    """Open the inbox on what the demo left, until Ctrl-C."""
    load_room(var)
    with held(var):
        visit.show(tell.a_console(), visit.a_workplace(var, port))
    return 0


def main() -> int:
    """Our own errors become a line and an exit code; a bug keeps its traceback."""
    try:
        return int(cli.main(standalone_mode=False) or 0)
    except (KeyboardInterrupt, click.exceptions.Abort):
        return 0
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except GrapevineError as error:
        click.echo(str(error), err=True)
        return 3 if isinstance(error, AlreadyRunning) else 2 if isinstance(error, ConfigError | InputError) else 1


if __name__ == "__main__":
    sys.exit(main())

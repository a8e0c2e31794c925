"""Opens the inbox on what the demo left: pages on loopback, sign-in links on the terminal, mails into the folder.

The street's sites are served beside it, so that links to them lead somewhere and “read it again now” does.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import uvicorn
from rich.console import Console

from config import Config, InboxSettings
from config.rewrite import ConfigFile
from crawler.pagestore import kept_page
from demo.room import COPENHAGEN, load_room, story_clock
from demo.server import serving
from demo.story import WEEKS
from demo.street import SITES, Street
from inbox.app import create_app
from inbox.sessions import signin_link
from jobs.keeper import ConfigKeeper
from jobs.requests import base_of, carry_out
from jobs.tick import tick
from jobs.workplace import Workplace
from model import GrapevineError, InputError

HOST = "127.0.0.1"
PORT = 8000
TICK_SECONDS = 1.0  # somebody waits for a sign-in mail
log = logging.getLogger("grapevine")


def running_clock(start: datetime, ticks: Callable[[], float] = time.monotonic) -> Callable[[], datetime]:
    """The story's clock, set going: `start`, and on from there second by second."""
    began = ticks()
    return lambda: start + timedelta(seconds=ticks() - began)


def a_workplace(var: Path, port: int) -> Workplace:
    """The demo's folder with a running clock. InputError before the demo was played."""
    load_room(var)
    keeper = ConfigKeeper(var / "config.yaml", os.environ)
    clock = running_clock(story_clock(Workplace(lambda: keeper.current, var)))

    def config() -> Config:
        keeper.refresh()
        return at_port(keeper.current, port)

    return Workplace(config, var, clock=clock, delay=0.0)


def at_port(config: Config, port: int) -> Config:
    inbox = InboxSettings(listen=f"{HOST}:{port}", url=f"http://{HOST}:{port}")
    return config.model_copy(update={"inbox": inbox})


def links(place: Workplace) -> Iterator[tuple[str, str, str]]:
    """(business, who, link) for everybody of the street, each person once."""
    told: set[str] = set()
    with place.open() as store:
        for business in place.config.businesses:
            for person in business.people:
                if person.email not in told:
                    told.add(person.email)
                    link = signin_link(store, person.email, base=base_of(place), now=place.clock())
                    yield business.name, f"{person.name} ({', '.join(sorted(person.roles))})", link


def show(console: Console, place: Workplace) -> None:
    """Serves until Ctrl-C."""
    street = Street()
    street.move(WEEKS, place.clock())
    with (
        a_listener(place.config.inbox.port) as listener,
        serving(street, ports_of(place.config)),
        ticking(place),
    ):
        _tell(console, place)
        file = ConfigFile(place.config.path, os.environ)
        app = create_app(place.open, lambda: place.config, place.clock, _kept(place), file=file)
        settings = uvicorn.Config(
            app, log_level="warning", server_header=False, proxy_headers=False, timeout_graceful_shutdown=3
        )
        uvicorn.Server(settings).run(sockets=[listener])


def _kept(place: Workplace) -> Callable[[str, bool], bytes | None]:
    return lambda key, good: kept_page(place.pages, key, good=good)


def ports_of(config: Config) -> tuple[int, ...]:
    """Where the config looks for the sites of the street, in their order."""
    sites = {source.name: source.site for source in config.sources()}
    return tuple(int(sites[site.name].rpartition(":")[2]) for site in SITES)


def _tell(console: Console, place: Workplace) -> None:
    now = place.clock().astimezone(COPENHAGEN)
    console.print(f"The inbox is on {base_of(place)}; in the story it is {now:%A} {now.day} {now:%B %Y, %H:%M}.")
    console.print("Open one of these to sign in (each works once, within 15 minutes):", markup=False)
    shown = ""
    for business, who, link in links(place):
        if business != shown:
            shown = business
            console.print(f"\n  {business}", markup=False)
        console.print(f"    {who:18} {link}", markup=False)
    console.print(f"\nSign-in mails asked for on the page are written to {place.mail_folder}.", markup=False)
    console.print("Stop with Ctrl-C.", markup=False)


@contextmanager
def a_listener(port: int) -> Iterator[socket.socket]:
    """The port the inbox answers on. InputError where somebody else has it."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
        except OSError as error:
            raise InputError(
                f"port {port} on {HOST} cannot be used ({error.strerror}). Stop what listens there, or take another: "
                f"python -m demo inbox --port {port + 1}"
            ) from error
        yield listener


@contextmanager
def ticking(place: Workplace) -> Iterator[None]:
    """What people ask for on the pages, and what falls due, is done while the block runs."""
    stop = threading.Event()
    thread = threading.Thread(target=_tick, args=(place, stop), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _tick(place: Workplace, stop: threading.Event) -> None:
    while not stop.wait(TICK_SECONDS):
        try:
            with place.open() as store:
                carry_out(store, place, place.clock())
                tick(store, place, place.clock())
        except GrapevineError as error:
            log.error("%s", error)

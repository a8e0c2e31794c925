"""`serve`: one process with the clock, the mail and the inbox, until it is told to stop.

The clock holds no truth: APScheduler only wakes `tick`, which asks the store. Crawls run in a process of their own.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime
from types import FrameType

import uvicorn
from apscheduler.schedulers.background import BackgroundScheduler

from config.rewrite import ConfigFile
from crawler.pagestore import kept_page
from inbox.app import create_app
from inbox.proxy import behind_proxy
from inbox.sessions import signin_link
from jobs.keeper import ConfigKeeper
from jobs.lock import only_instance
from jobs.post import deliver
from jobs.requests import base_of, carry_out
from jobs.tick import attend, tick
from jobs.workplace import Workplace
from model import GrapevineError
from store import Store

log = logging.getLogger("grapevine")

TICK_SECONDS = 45  # bounds how late a digest is after the clock jumped (docs/decisions.md)
RELOAD_SECONDS = 10
POST_SECONDS = 5  # somebody is waiting for a sign-in mail
GRACE_SECONDS = 4  # for pages in hand
STOP_SECONDS = 22  # for work in hand; with the pages within the 30 that we promise


def serve(place: Workplace, keeper: ConfigKeeper, *, clock_only: bool = False) -> None:
    """Runs until SIGTERM or Ctrl-C; takes over changes of config.yaml.

    Raises AlreadyRunning where another instance works in the same folder.
    """
    with only_instance(place.var):
        _heed_signals(place.stop)
        _prepare(place)
        scheduler = _scheduler(place)
        scheduler.add_job(keeper.refresh, "interval", seconds=RELOAD_SECONDS)
        scheduler.start()
        try:
            with nullcontext() if clock_only else _listening(place, keeper):
                place.stop.wait()
        finally:
            _stop(scheduler)


def _prepare(place: Workplace) -> None:
    """Migrate, look for damage; at the very first start say how to get in: mail may not work yet."""
    with place.open(check=True) as store:
        people = [person for business in place.config.businesses for person in business.people]
        if store.meta.get("welcomed") or not people:
            return
        first = next((person for person in people if "owner" in person.roles), people[0])
        link = signin_link(store, first.email, base=base_of(place), now=place.clock())
        log.info("first start: %s signs in once, within 15 minutes, with %s", first.name, link)
        store.meta.set("welcomed", place.clock().isoformat())


def _scheduler(place: Workplace) -> BackgroundScheduler:
    """Memory job store, one thread a job. A missed wake-up is made up by the next one, never run twice.

    A tick lasts as long as its crawl: beside it people are attended to, and the mail goes out.
    """
    scheduler = BackgroundScheduler(timezone="UTC", job_defaults={"coalesce": True, "misfire_grace_time": None})
    for work, seconds in ((tick, TICK_SECONDS), (attend, TICK_SECONDS), (_post, POST_SECONDS)):
        scheduler.add_job(
            _guarded, "interval", [place, work], seconds=seconds, next_run_time=datetime.now().astimezone()
        )
    return scheduler


def _post(store: Store, place: Workplace, now: datetime) -> None:
    carry_out(store, place, now)
    deliver(store, place, now)


def _guarded(place: Workplace, work: Callable[[Store, Workplace, datetime], object]) -> None:
    """One wake-up. What we expect to go wrong is logged and tried again at the next; a bug shows its traceback."""
    try:
        with place.open() as store:
            work(store, place, place.clock())
    except GrapevineError as error:
        log.error("%s", error)


@contextmanager
def _listening(place: Workplace, keeper: ConfigKeeper) -> Iterator[None]:
    """The inbox in a thread of its own for as long as the block runs.

    In the main thread uvicorn would take the signals, and give them back by killing the process before we are done.
    """
    server = uvicorn.Server(_server_config(place, keeper))
    thread = threading.Thread(target=server.run, name="inbox")
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()


def _server_config(place: Workplace, keeper: ConfigKeeper) -> uvicorn.Config:
    inbox = place.config.inbox
    app = create_app(
        place.open,
        lambda: place.config,
        place.clock,
        lambda key, good: kept_page(place.pages, key, good=good),
        file=ConfigFile(place.config.path, os.environ, keeper.refresh),
    )
    return uvicorn.Config(
        behind_proxy(app, inbox),
        host=inbox.host,
        port=inbox.port,
        log_level="warning",
        server_header=False,
        proxy_headers=False,  # `behind_proxy` has them
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


def _heed_signals(stop: threading.Event) -> None:
    """From now on SIGTERM and SIGINT set `stop`; the crawler's worker, if there is one, ends with that."""

    def ask_to_stop(number: int, frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ask_to_stop)


def _stop(scheduler: BackgroundScheduler, seconds: float = STOP_SECONDS) -> None:
    """Lets work in hand finish for so long, then ends the process: nothing is half done, so the next start goes on.

    To return would not do: Python waits without end for the threads that work.
    """
    waiter = threading.Thread(target=scheduler.shutdown, kwargs={"wait": True}, daemon=True)
    waiter.start()
    waiter.join(seconds)
    if waiter.is_alive():
        log.warning("work in hand did not end within %g s: it is left to the next start", seconds)
        logging.shutdown()
        os._exit(0)

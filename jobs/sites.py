"""Holds sites while they are crawled: one lease a site, prolonged for as long as the crawl lasts.

A batch may take hours (many sources, slow sites); a lease that long would bar everybody after a crash. So leases are
short, and a thread with a store of its own prolongs them.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from jobs.workplace import Workplace
from model import StoreError
from store import Store

log = logging.getLogger("grapevine")

LEASE = timedelta(minutes=10)  # after a crash a site rests for so long
BEAT = 120.0  # seconds between two prolongations: four may fail before a lease runs out


@contextmanager
def held(
    store: Store, place: Workplace, sites: Collection[str], now: datetime, *, beat: float = BEAT
) -> Iterator[set[str]]:
    """Those of `sites` that nobody else works on, held until the block ends."""
    ours = {site for site in sites if store.leases.take(_name(site), place.me, now, now + LEASE)}
    done = threading.Event()
    keeper = threading.Thread(target=_keep, args=(place, ours, done, beat), name="leases", daemon=True)
    keeper.start()
    try:
        yield ours
    finally:
        done.set()
        keeper.join()
        for site in ours:
            store.leases.release(_name(site), place.me)


def _keep(place: Workplace, sites: Collection[str], done: threading.Event, beat: float) -> None:
    while sites and not done.wait(beat):
        try:
            with place.open() as store:
                prolong(store, place, sites, place.clock())
        except StoreError as error:  # busy for a moment: the next beat is long before the lease ends
            log.warning("leases could not be prolonged: %s", error)


def prolong(store: Store, place: Workplace, sites: Collection[str], now: datetime) -> None:
    """Hold `sites` for another LEASE from `now`; one that ran out and was taken by another stays with that other."""
    for site in sites:
        store.leases.take(_name(site), place.me, now, now + LEASE)


def _name(site: str) -> str:
    return f"site:{site}"

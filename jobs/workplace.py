"""Where Grapevine works: its config, its folder of state, its clock. Handed to every job instead of globals."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from config import Config
from crawler.process import Worker
from store import Store, open_store


def utc_now() -> datetime:
    """The only place where a clock is read."""
    return datetime.now(UTC)


def a_worker_name() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"


@dataclass(frozen=True, slots=True)
class Workplace:
    """`var` holds grapevine.db, mail/, spool/, pages/, backup/. `me` names this process on leases.

    `stop` is set when this process is to end: long work then breaks off where nothing is lost.
    """

    config_of: Callable[[], Config]
    var: Path
    clock: Callable[[], datetime] = utc_now
    me: str = field(default_factory=a_worker_name)
    delay: float = 1.0  # seconds between two requests to one site
    rest: float = 0.0  # seconds a dropped file must have lain untouched
    worker: Worker = field(default_factory=Worker)
    stop: threading.Event = field(default_factory=threading.Event)

    @property
    def config(self) -> Config:
        """As it is now: `serve` takes over changes while it runs."""
        return self.config_of()

    @property
    def database(self) -> Path:
        return self.var / "grapevine.db"

    @property
    def mail_folder(self) -> Path:
        return self.var / "mail"

    @property
    def pages(self) -> Path:
        return self.var / "pages"

    def open(self, *, check: bool = False) -> Store:
        """A store of one's own: it belongs to the thread that opened it. `check` reads the whole file for damage."""
        self.var.mkdir(parents=True, exist_ok=True)
        return open_store(self.database, check=check)

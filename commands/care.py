"""`backup`, `restore`, `erase`, `doctor`: what an operator does so as to sleep."""

from __future__ import annotations

import shutil
import socket
import sys
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from urllib.parse import urlsplit

from commands.console import out, print_json
from commands.erasing import erase as erase
from jobs.lock import only_instance
from jobs.workplace import Workplace
from model import GrapevineError
from store import restore as put_back

FREE_MB = 500  # below this, a backup beside the database may not fit


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `todo`: what to do where it is not well."""

    what: str
    ok: bool
    said: str
    todo: str = ""


def backup(place: Workplace) -> int:
    """A checked copy while everything goes on."""
    folder = place.var / "backup"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"grapevine-{place.clock():%Y%m%dT%H%M%SZ}.db"
    with place.open() as store:
        store.backup(path)
    out.print(f"{path} ({path.stat().st_size / 1e6:.1f} MB), read back and whole", markup=False)
    return 0


def restore(place: Workplace, saved: Path) -> int:
    """Puts a backup in place. The database it replaces is kept beside it; who was erased since stays erased."""
    with only_instance(place.var):
        again = put_back(saved, place.database)
    out.print(f"{saved} is in place; what was there before is {place.database}.replaced", markup=False)
    if again:
        out.print(f"{again} reviews of people erased since were erased again", markup=False)
    return 0


def doctor(place: Workplace, *, as_json: bool) -> int:
    """Looks at everything Grapevine leans on; 1 where something needs doing."""
    findings = [_python(), *_packages(), _disk(place), _database(place), _inbox(place), _mail(place)]
    if as_json:
        print_json([{"what": f.what, "ok": f.ok, "said": f.said, "todo": f.todo} for f in findings])
    for finding in () if as_json else findings:
        mark = "[green]ok[/]  " if finding.ok else "[red]todo[/]"
        out.print(f"{mark} {finding.what}: ", end="")
        out.print(finding.said + (f". {finding.todo}" if finding.todo else ""), markup=False)
    return 0 if all(finding.ok for finding in findings) else 1


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    return Finding("Python", sys.version_info >= (3, 11), version, "" if sys.version_info >= (3, 11) else "Needs 3.11")


def _packages() -> list[Finding]:
    found = []
    for name in ("scrapy", "vaderSentiment", "sqlite-utils", "apscheduler", "mjml-python", "pycld2", "starlette"):
        try:
            found.append(Finding(name, True, metadata.version(name)))
        except metadata.PackageNotFoundError:
            found.append(Finding(name, False, "missing", "Run: make demo (it installs what the lock names)"))
    return found


def _disk(place: Workplace) -> Finding:
    place.var.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(place.var).free // 1_000_000
    ok = free >= FREE_MB
    return Finding("disk", ok, f"{free} MB free at {place.var}", "" if ok else f"Make room: at least {FREE_MB} MB")


def _database(place: Workplace) -> Finding:
    try:
        with place.open() as store:
            faults = store.check()
    except GrapevineError as error:
        return Finding("database", False, str(error))
    if faults:
        return Finding("database", False, "; ".join(faults), "Run: python schedule.py restore FILE")
    return Finding("database", True, f"{place.database}, every page read")


def _inbox(place: Workplace) -> Finding:
    inbox = place.config.inbox
    if inbox.secure or not inbox.url:
        return Finding("inbox", True, inbox.url or f"{inbox.listen}, this machine only")
    return Finding("inbox", False, inbox.url, "Put HTTPS in front of it: deploy/Caddyfile")


def _mail(place: Workplace) -> Finding:
    smtp = place.config.mail.smtp
    if smtp is None:
        return Finding("mail", True, f"no server configured: mails become files in {place.mail_folder}")
    parts = urlsplit(smtp.get_secret_value())
    port = parts.port or (465 if parts.scheme == "smtps" else 587)
    try:
        socket.create_connection((parts.hostname or "", port), timeout=10).close()
    except OSError as error:
        return Finding("mail", False, f"{parts.hostname}:{port} does not answer ({error})", "Look at mail: smtp")
    return Finding("mail", True, f"{parts.hostname}:{port} answers")

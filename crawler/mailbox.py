"""Reads a source that is mails: .eml files dropped into a folder, or a mailbox over IMAP with TLS, opened read-only.

A mail is known by its Message-ID, of which only a digest is kept, and never read twice; one that told of a review in a
form we could not read stays new, so that it is found again after an update. One that the mail server itself holds for
forged is counted, and no more.
"""

from __future__ import annotations

import imaplib
import re
import socket
import ssl
from base64 import b64encode
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from crawler.address import may_connect
from crawler.dropfolder import Catch, folder_mark, marked_files, settled_at
from crawler.jobs import CrawlJob, CrawlRules
from crawler.letter import MOST_BYTES, Letter, read_letter
from crawler.mail import read_notice
from crawler.page import Found
from crawler.tally import Tally
from model import CrawlError, ExtractError, digest_of

LOOK_BACK = timedelta(days=60)  # in a mailbox that we have read before
MOST_MAILS = 1000  # of one crawl, the newest
PORT = 993  # IMAP over TLS
_AT_ONCE = 200  # heads in one request
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_UID = re.compile(rb"UID (\d+)")


class MailboxError(CrawlError):
    """A mailbox that could not be read; `code` is one of report_run.FAILURES."""

    def __init__(self, code: str, said: str) -> None:
        super().__init__(said)
        self.code = code


def crawl_mail(job: CrawlJob, rules: CrawlRules, at: datetime, context: ssl.SSLContext | None = None) -> Catch:
    """Every review in mails that `job.taken` does not hold. `context`: the TLS to use, else the system's."""
    reader = _Reader(job, at)
    try:
        if "://" in job.source.where:
            with mailbox(job.source.where, rules, context) as box:
                reader.read_all(box.fresh(_since(job, at), job.taken))
        else:
            reader.read_folder(Path(rules.folder), settled_at(at, rules.rest))
    except MailboxError as error:
        reader.catch.tally.fail(error.code, str(error))
    return reader.close()


def _since(job: CrawlJob, at: datetime) -> datetime | None:
    return at - LOOK_BACK if job.taken else None


def mark_of(id: str) -> str:
    return digest_of("mail", id)


class _Reader:
    """Reads one mail after the other into a Catch."""

    def __init__(self, job: CrawlJob, at: datetime) -> None:
        self.job, self.catch = job, Catch(Tally(job, at))
        self._founds: list[Found] = []
        self._forged = ""

    def read_folder(self, folder: Path, settled: datetime | None) -> None:
        self.catch.mark = folder_mark(self.job.source, folder, settled)
        for path, quick in marked_files(self.job.source, folder, settled):
            if quick in self.job.taken:
                continue
            try:
                raw = path.read_bytes()
            except OSError as error:
                self.catch.tally.fail("files", f"{path} cannot be read: {error.strerror}")
                continue
            if self._read(raw):
                self.catch.taken.append(quick)

    def read_all(self, mails: Iterable[bytes]) -> None:
        for raw in mails:
            self._read(raw)

    def _read(self, raw: bytes) -> bool:
        """Whether the mail is dealt with, be it a review, another mail, or one that was read before."""
        tally, letter = self.catch.tally, read_letter(raw)
        if mark_of(letter.id) in self.job.taken or mark_of(letter.id) in self.catch.taken:
            return True
        tally.bytes += len(raw)
        try:
            self._take(letter)
        except ExtractError as error:
            tally.skipped += 1
            tally.said = tally.said or str(error)
            return False
        self.catch.taken.append(mark_of(letter.id))
        return True

    def _take(self, letter: Letter) -> None:
        source, tally = self.job.source, self.catch.tally
        found = None
        if letter.vouched is False:
            self._forged = f"one says it is from {letter.sender}, and the mail server holds it for forged"
        else:
            found = read_notice(letter, at=tally.at, language=source.language, out_of=source.rating_out_of)
        if found:
            tally.walk.pages += 1
            self._founds.append(found)
        else:
            tally.passed += 1

    def close(self) -> Catch:
        tally = self.catch.tally
        self.catch.take(self._founds)
        if tally.skipped:  # even where others could be read: their platform has a new form, and would fall silent
            tally.fail("no_reviews", tally.said)
        else:
            tally.said = tally.said or self._passed_over()
        tally.finished("end" if self._founds else "not_modified")
        return self.catch

    def _passed_over(self) -> str:
        """Words on mails that told of no review, where there is nothing else to say or one of them is odd."""
        passed, forged = self.catch.tally.passed, self._forged
        if self._founds or not passed:
            return forged
        return f"No notice of a review in {passed} new mail{'s' * (passed > 1)}{'; ' if forged else ''}{forged}"


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A folder of a mailbox, open for reading only: nothing in it is marked as seen, moved or deleted."""

    link: imaplib.IMAP4_SSL

    def fresh(self, since: datetime | None, taken: frozenset[str]) -> Iterator[bytes]:
        """Mails that `taken` does not hold, oldest first; with `since` only those that arrived from that day on."""
        for number in self._wanted(since, taken):
            for item in self._ask("FETCH", number, f"(BODY.PEEK[]<0.{MOST_BYTES}>)"):
                if isinstance(item, tuple):
                    yield item[1]

    def _wanted(self, since: datetime | None, taken: frozenset[str]) -> list[str]:
        day = f"SINCE {since.day:02d}-{_MONTHS[since.month - 1]}-{since.year}" if since else "ALL"
        numbers = [number.decode() for line in self._ask("SEARCH", day) if line for number in line.split()]
        numbers = numbers[-MOST_MAILS:]
        wanted = []
        for start in range(0, len(numbers), _AT_ONCE):
            heads = self._ask(
                "FETCH", ",".join(numbers[start : start + _AT_ONCE]), "(BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])"
            )
            wanted += [number for number, id in _ids(heads) if not id or mark_of(id) not in taken]
        return wanted

    def _ask(self, command: str, *said: str) -> list[Any]:
        answer, data = self.link.uid(command, *said)
        if answer != "OK":
            raise MailboxError("mailbox", f"the mail server does not let us {command.lower()}")
        return data


def _ids(heads: list[Any]) -> Iterator[tuple[str, str]]:
    """(number, Message-ID) of each head in an answer."""
    for item in heads:
        number = _UID.search(item[0]) if isinstance(item, tuple) else None
        if number:
            yield number[1].decode(), read_letter(item[1]).id if item[1].strip() else ""


@contextmanager
def mailbox(where: str, rules: CrawlRules, context: ssl.SSLContext | None = None) -> Iterator[Mailbox]:
    """The folder at imaps://name:password@host:port/FOLDER. MailboxError says what is wrong, without the password."""
    parts = urlsplit(where)
    host, port = parts.hostname or "", parts.port or PORT
    with _faults(host):
        _guard(host, port, rules)
        link = imaplib.IMAP4_SSL(host, port, ssl_context=context or ssl.create_default_context(), timeout=rules.timeout)
        try:
            _enter(link, parts)
            yield Mailbox(link)
        finally:
            with suppress(OSError, imaplib.IMAP4.error):
                link.logout()


def _enter(link: imaplib.IMAP4_SSL, parts: SplitResult) -> None:
    folder = unquote(parts.path.lstrip("/")) or "INBOX"
    try:
        link.login(unquote(parts.username or ""), unquote(parts.password or ""))
    except UnicodeEncodeError as error:
        raise MailboxError("mailbox", "the mail server takes no name and password beyond A to Z and signs") from error
    except imaplib.IMAP4.error as error:
        raise MailboxError("mailbox", "the mail server does not accept name and password") from error
    quoted = in_utf7(folder).replace("\\", "\\\\").replace('"', '\\"')
    answer, _ = link.select(f'"{quoted}"', readonly=True)
    if answer != "OK":
        raise MailboxError("mailbox", f"the mailbox has no folder “{folder}”")


def in_utf7(folder: str) -> str:
    """The name of a folder as IMAP wants it: modified UTF-7 (RFC 3501, section 5.1.3)."""
    return "".join(_shifted(run) for run in re.findall(r"[ -~]+|[^ -~]+", folder))


def _shifted(run: str) -> str:
    if run.isascii() and run.isprintable():
        return run.replace("&", "&-")
    return f"&{b64encode(run.encode('utf-16-be')).decode().rstrip('=').replace('/', ',')}-"


def _guard(host: str, port: int, rules: CrawlRules) -> None:
    for *_, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        if not may_connect(host, str(address[0]), port, rules.allow):
            raise MailboxError(
                "address",
                f"{host} is a private or reserved address; if it is yours, add “{host}:{port}” to crawl: allow:",
            )


@contextmanager
def _faults(host: str) -> Iterator[None]:
    """What the network does wrong, as a MailboxError."""
    try:
        yield
    except socket.gaierror as error:
        raise MailboxError("dns", f"the host name {host} is not known") from error
    except ssl.SSLError as error:
        raise MailboxError("tls", f"the certificate of {host} is not valid ({error.reason or error})") from error
    except TimeoutError as error:
        raise MailboxError("timeout", f"{host} did not answer in time") from error
    except (OSError, imaplib.IMAP4.abort) as error:
        raise MailboxError("connection", f"{host} broke off the connection ({error})") from error
    except imaplib.IMAP4.error as error:
        raise MailboxError("mailbox", f"{host} answered with something we do not understand ({error})") from error

"""Sign-in: one-use tokens, sessions, and how often somebody has tried. Only hashes lie here, never a token itself."""

from __future__ import annotations

from datetime import datetime, timedelta

from store.connect import Link
from store.values import stamp

REMEMBERED = timedelta(days=1)  # tries older than this no longer count for anything
ISSUE = """insert into token(hash, email, purpose, issued, expires)
values(:hash, :email, :purpose, :now, :expires)"""
START = "insert into session(hash, email, started, expires) values(:hash, :email, :now, :expires)"
REDEEM = """update token set used = :now
where hash = :hash and purpose = :purpose and used is null and expires > :now returning email"""
PEEK = """select email from token where hash = :hash and purpose = :purpose and used is null and expires > :now"""


class People:
    def __init__(self, link: Link) -> None:
        self._link = link

    def issue(self, token_hash: str, email: str, purpose: str, now: datetime, expires: datetime) -> None:
        """Note that a token was handed out; those that ran out are forgotten."""
        with self._link.transaction():
            self._link.run("delete from token where expires <= :now", now=stamp(now))
            self._link.run(
                ISSUE,
                hash=token_hash,
                email=email,
                purpose=purpose,
                now=stamp(now),
                expires=stamp(expires),
            )

    def redeem(self, token_hash: str, purpose: str, now: datetime) -> str | None:
        """Whose token it is, once; None when unknown, used, run out or made for something else."""
        email: str | None = self._link.value(REDEEM, hash=token_hash, purpose=purpose, now=stamp(now))
        return email

    def peek(self, token_hash: str, purpose: str, now: datetime) -> str | None:
        """As `redeem`, without using it up: mail scanners follow links."""
        email: str | None = self._link.value(PEEK, hash=token_hash, purpose=purpose, now=stamp(now))
        return email

    def start(self, session_hash: str, email: str, now: datetime, expires: datetime) -> None:
        with self._link.transaction():
            self._link.run("delete from session where expires <= :now", now=stamp(now))
            self._link.run(
                START,
                hash=session_hash,
                email=email,
                now=stamp(now),
                expires=stamp(expires),
            )

    def who(self, session_hash: str, now: datetime) -> str | None:
        """Whose session it is, while it lasts."""
        sql = "select email from session where hash = :hash and expires > :now"
        email: str | None = self._link.value(sql, hash=session_hash, now=stamp(now))
        return email

    def end(self, session_hash: str) -> None:
        self._link.run("delete from session where hash = :hash", hash=session_hash)

    def end_all(self, email: str) -> None:
        """Sign out everywhere; unused tokens of theirs are void, too."""
        with self._link.transaction():
            self._link.run("delete from session where email = :email", email=email)
            self._link.run("delete from token where email = :email", email=email)

    def recent_tries(self, key: str, since: datetime) -> int:
        """How often `key` (an address, a host) was tried at or after `since`."""
        sql = "select count(*) from attempt where key = :key and at >= :since"
        return int(self._link.value(sql, key=key, since=stamp(since)))

    def tried(self, key: str, now: datetime) -> None:
        with self._link.transaction():
            self._link.run("delete from attempt where at < :old", old=stamp(now - REMEMBERED))
            self._link.run("insert into attempt(key, at) values(:key, :now)", key=key, now=stamp(now))

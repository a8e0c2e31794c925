"""Finished mails waiting to be sent. Promise: at least once, under one key that fixes the Message-ID.

A claim is a lease: a sender that dies gives its mail back when the lease runs out. Knows nothing of SMTP.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from model import InputError, Mail, clean
from store.connect import Link
from store.rows import a_mail
from store.values import maybe_stamp, moment, packed, stamp

LEASE = timedelta(minutes=5)
STATES = ("queued", "sending", "sent", "dead")
TOO_LATE = "not sent: it was no longer of use"

QUEUE = """insert into mail(key, kind, recipient, subject, text, html, headers, expires, state, said, queued, due)
values(:key, :kind, :to, :subject, :text, :html, :headers, :expires, :state, :said, :now, :now)
on conflict(key) do nothing returning key"""
EXPIRE = """update mail set state = 'dead', said = :said
where state in ('queued', 'sending') and expires <= :now and (state = 'queued' or due <= :now) returning *"""
# `due` of a mail being sent is the end of its lease. Somebody waits at the screen for a sign-in mail; an alert is worth
# more the sooner it comes.
CLAIM = """update mail set state = 'sending', tries = tries + 1, owner = :owner, due = :until
where key = (select key from mail
 where state in ('queued', 'sending') and due <= :now and (expires is null or expires > :now)
 order by case kind when 'signin' then 0 when 'alert' then 1 else 2 end, due, id limit 1)
returning *"""
SENT = """update mail set state = 'sent', said = :said, sent = :now,
 text = case kind when 'signin' then '' else text end, html = case kind when 'signin' then '' else html end
where key = :key returning recipient"""
FAILED = """update mail set state = :state, said = :said, due = coalesce(:retry, due)
where key = :key and state <> 'sent' and text <> ''"""  # one that was emptied meanwhile is never sent
REQUEUE = """update mail set state = 'queued', due = :now, tries = 0, sent = null, expires = null, said = ''
where key = :key and text <> '' returning key"""
LIST = "select * from mail where (:kind is null or kind = :kind) order by queued desc, id desc limit :limit"
TOLD = """select recipient from mail where kind = 'alert' and queued = :at and state <> 'dead'
 and substr(key, 1, length(:start)) = :start"""
SUPPRESS = """insert into suppressed(recipient, said, at) values(:to, :said, :now)
on conflict(recipient) do update set said = excluded.said, at = excluded.at"""


class Outbox:
    def __init__(self, link: Link) -> None:
        self._link = link

    def queue(self, mail: Mail, now: datetime) -> bool:
        """Queue once: False where the key is known. To an address that refuses our mail it is kept, but dead."""
        said = self._why_suppressed(mail.to)
        row = self._link.row(
            QUEUE,
            key=mail.key,
            kind=mail.kind,
            to=mail.to,
            subject=mail.subject,
            text=mail.text,
            html=mail.html,
            headers=packed([list(header) for header in mail.headers]),
            expires=maybe_stamp(mail.expires),
            state="queued" if said is None else "dead",
            said=said or "",
            now=stamp(now),
        )
        return row is not None

    def claim(self, now: datetime, *, owner: str, lease: timedelta = LEASE) -> Mail | None:
        """Take one mail that is due and still of use, sign-in mails and alerts first. None: nothing to send."""
        row = self._link.row(CLAIM, now=stamp(now), owner=owner, until=stamp(now + lease))
        return a_mail(row) if row else None

    def expire(self, now: datetime) -> list[Mail]:
        """Give up what is no longer of use: these mails, each returned once, oldest first."""
        rows = self._link.rows(EXPIRE, now=stamp(now), said=TOO_LATE)
        return [a_mail(row) for row in sorted(rows, key=lambda row: int(row["id"]))]

    def sent(self, key: str, now: datetime, said: str = "") -> None:
        """Mark as sent: an address that took it no longer counts as refusing.

        A sign-in mail loses its body: the link in it opens the inbox.
        """
        with self._link.transaction():
            row = self._link.row(SENT, key=key, now=stamp(now), said=clean(said, 2000))
            if row:
                self.allow(row["recipient"])

    def failed(self, key: str, said: str, *, retry: datetime | None) -> None:
        """Try again at `retry`, or never (None). One that was sent meanwhile stays sent."""
        state = "queued" if retry else "dead"
        self._link.run(FAILED, key=key, state=state, said=clean(said, 2000), retry=maybe_stamp(retry))

    def get(self, key: str) -> Mail | None:
        row = self._link.row("select * from mail where key = :key", key=key)
        return a_mail(row) if row else None

    def list(self, limit: int = 100, kind: str | None = None) -> list[Mail]:
        """Newest first."""
        return [a_mail(row) for row in self._link.rows(LIST, limit=limit, kind=kind)]

    def told(self, start: str, at: datetime) -> set[str]:
        """The addresses, case-folded, of alerts queued at that very moment under keys that begin so; not of those that
        never arrived."""
        return {str(row["recipient"]).casefold() for row in self._link.rows(TOLD, start=start, at=stamp(at))}

    def requeue(self, key: str, now: datetime) -> None:
        """Send it again, even if it had expired. InputError: no such mail, or its words are erased."""
        if self._link.row(REQUEUE, key=key, now=stamp(now)) is None:
            raise InputError(f"the mail “{key}” cannot be sent again: it is unknown, or its text has been erased")

    def counts(self) -> dict[str, int]:
        """How many mails are in each state, zeros too."""
        rows = self._link.rows("select state, count(*) as n from mail group by state")
        return dict.fromkeys(STATES, 0) | {row["state"]: row["n"] for row in rows}

    def suppressed(self, to: str) -> bool:
        """Whether this address has refused our mail for good."""
        return self._why_suppressed(to) is not None

    def suppress(self, to: str, said: str, now: datetime) -> None:
        self._link.run(SUPPRESS, to=to.casefold(), said=clean(said, 2000), now=stamp(now))

    def refusals(self) -> dict[str, tuple[datetime, str]]:
        """Addresses that have refused our mail for good, case-folded: since when, and in whose words."""
        rows = self._link.rows("select * from suppressed order by recipient")
        return {row["recipient"]: (moment(row["at"]), row["said"]) for row in rows}

    def allow(self, to: str) -> None:
        """The address works again."""
        self._link.run("delete from suppressed where recipient = :to", to=to.casefold())

    def _why_suppressed(self, to: str) -> str | None:
        sql = "select said from suppressed where recipient = :to"
        said: str | None = self._link.value(sql, to=to.casefold())
        return said

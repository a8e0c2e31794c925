"""Sends one mail a call: claim, act, record. What fails is tried again, given up, or kept for the operator."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from model import Mail, MailError, Run
from store import Store

BACK_OFF = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(hours=12),
    timedelta(hours=24),
)  # about two days in all: longer than a weekend without a mail server
OUR_FAULT = timedelta(hours=1)  # until the operator has put it right; never given up


def deliver_one(store: Store, send: Callable[[Mail], str | None], now: datetime, *, owner: str = "mail") -> bool:
    """Send the next mail that is due; False if there was none.

    A sender that dies between sending and marking sends the mail again when its lease runs out, with the same
    Message-ID: at least once is the honest promise.
    """
    mail = store.outbox.claim(now, owner=owner)
    if mail is None:
        return False
    try:
        said = send(mail)
    except MailError as error:
        _failed(store, mail, error, now)
    else:
        store.outbox.sent(mail.key, now, said or "")
    return True


def _failed(store: Store, mail: Mail, error: MailError, now: datetime) -> None:
    retry = next_try(mail, error, now)
    facts = {"ours": error.ours, "dead": retry is None}
    with store.transaction():
        store.outbox.failed(mail.key, str(error), retry=retry)
        if error.permanent and not error.ours:
            store.outbox.suppress(mail.to, str(error), now)
        store.runs.add(Run("send", "", mail.key, now, now, seen=1, failed=1, said=str(error), facts=facts))


def next_try(mail: Mail, error: MailError, now: datetime) -> datetime | None:
    """When to try again; None: never. `mail.tries` counts this try. Our own fault never costs anybody a mail."""
    if error.ours:
        return now + OUR_FAULT
    if error.permanent or mail.tries > len(BACK_OFF):
        return None
    return now + BACK_OFF[max(mail.tries, 1) - 1]

"""Hands waiting mail to the mail server, or to the preview folder where none is configured."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from digest.deliver import deliver_one
from digest.mail_files import PreviewFolder
from digest.smtp import SmtpSender
from jobs.operator import queue_mail_trouble, queue_unsent
from jobs.workplace import Workplace
from model import Mail, Run
from store import Store

MOST_AT_ONCE = 60  # mails in one pass: a shared mail server's patience (docs/decisions.md)


def sender_of(place: Workplace) -> Callable[[Mail], str | None]:
    """SMTP where config.yaml names one, files in var/mail where it does not."""
    mail = place.config.mail
    if mail.smtp is None:
        return previews_of(place)
    return SmtpSender(mail.smtp.get_secret_value(), sender=mail.sender, reply_to=mail.reply_to)


def previews_of(place: Workplace) -> PreviewFolder:
    mail = place.config.mail
    return PreviewFolder(place.mail_folder, sender=mail.sender, reply_to=mail.reply_to, clock=place.clock)


def deliver(store: Store, place: Workplace, now: datetime) -> int:
    """Mails tried in this pass. What will never arrive, and what our own account cannot send, the operator hears."""
    queue_unsent(store, place.config, now)
    send, tried = sender_of(place), 0
    while tried < MOST_AT_ONCE and not place.stop.is_set() and deliver_one(store, send, now):
        tried += 1
    if tried:
        queue_mail_trouble(store, place.config, _failures(store, now), now)
    return tried


def _failures(store: Store, now: datetime) -> list[Run]:
    """Of this pass: each wrote down when it was."""
    return [run for run in store.runs.list("send", limit=MOST_AT_ONCE) if run.started == now and run.failed]

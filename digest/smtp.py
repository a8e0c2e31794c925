"""Hands a mail to a mail server: TLS from the first byte, or STARTTLS, and never in the clear but on this machine.

Every error of the world becomes a MailError that says whether trying again helps and who must act.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parseaddr
from urllib.parse import unquote, urlsplit

from digest.message import to_message
from model import Mail, MailError

TIMEOUT = 30.0  # seconds
LOOPBACK = ("localhost", "127.0.0.1", "::1")
LOGIN_CODES = (530, 534, 535)  # the server wants a sign-in, or refuses ours


@dataclass(frozen=True, slots=True)
class Server:
    """Where and how to hand in mail, read from `smtp://user:password@host:587` or `smtps://…:465`."""

    host: str
    port: int
    tls: bool  # from the first byte
    user: str = ""
    password: str = ""

    @classmethod
    def of(cls, url: str) -> Server:
        """ConfigError is config's matter: it has checked the form. What is still wrong is a MailError."""
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise MailError("mail.smtp is not like smtp://user:password@host:587 or smtps://host:465", ours=True)
        tls = parts.scheme == "smtps"
        port = parts.port or (465 if tls else 587)
        return cls(parts.hostname, port, tls, unquote(parts.username or ""), unquote(parts.password or ""))

    @property
    def here(self) -> bool:
        return self.host in LOOPBACK


class SmtpSender:
    """Sends one mail a call over its own connection."""

    def __init__(
        self,
        url: str,
        *,
        sender: str,
        reply_to: str | None = None,
        trust: ssl.SSLContext | None = None,
        timeout: float = TIMEOUT,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._server, self._sender, self._reply_to = Server.of(url), sender, reply_to
        self._trust = trust or ssl.create_default_context()
        self._timeout, self._clock = timeout, clock

    def __call__(self, mail: Mail) -> str:
        """MailError where it was not accepted; else who accepted it."""
        message = to_message(mail, sender=self._sender, reply_to=self._reply_to, now=self._clock())
        try:
            with self._connect() as session:
                self._secure(session)
                session.send_message(message, parseaddr(self._sender)[1], [mail.to])
        except (OSError, ValueError) as error:  # smtplib's own errors are OSErrors; ValueError: a non-ASCII password
            raise explain(error, self._server.host) from error
        return f"accepted by {self._server.host}"

    def _connect(self) -> smtplib.SMTP:
        server = self._server
        if server.tls:
            return smtplib.SMTP_SSL(server.host, server.port, timeout=self._timeout, context=self._trust)
        return smtplib.SMTP(server.host, server.port, timeout=self._timeout)

    def _secure(self, session: smtplib.SMTP) -> None:
        """STARTTLS wherever the server is not this machine, and sign in after it."""
        server = self._server
        session.ehlo()
        if not server.tls and not server.here:
            if not session.has_extn("starttls"):
                raise MailError(
                    f"{server.host} offers no encryption (STARTTLS): nothing was sent. Use smtps:// instead.",
                    ours=True,
                )
            session.starttls(context=self._trust)
            session.ehlo()
        if server.user:
            session.login(server.user, server.password)


def explain(error: Exception, host: str) -> MailError:
    """What an error of smtplib means for us."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()))
        return judge(code, said)
    if isinstance(error, smtplib.SMTPResponseException):
        return judge(error.smtp_code, error.smtp_error)
    if isinstance(error, ssl.SSLError):
        return MailError(f"no safe connection to {host}: {error}. Nothing was sent in the clear.", ours=True)
    if isinstance(error, (smtplib.SMTPNotSupportedError, ValueError)):
        return MailError(f"{host} cannot take this: {error}. Check mail.smtp in config.yaml.", ours=True)
    return MailError(f"{host} could not be reached: {error}")


def judge(code: int, said: bytes | str) -> MailError:
    """Who must act on an answer of the server (docs/decisions.md).

    4xx: nobody, later. 530, 534, 535 and 5.7.x: the operator, for it is our own access that is refused. Of the rest
    5.1.x and an unexplained 550, 551, 553 to the recipient: the address is gone. Any other 5xx is tried again.
    """
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    words = f"{code} {' '.join(text.split())}"
    enhanced = re.match(r"[245]\.(\d{1,3})\.\d{1,3}", text)
    subject = enhanced[1] if enhanced else ""
    if code < 500:
        return MailError(f"{words}. It is tried again later.")
    if code in LOGIN_CODES or subject == "7":
        return MailError(f"{words}. The mail is kept: check user, password and sender in mail.smtp.", ours=True)
    return MailError(words, permanent=subject == "1" or (not subject and code in (550, 551, 553)))

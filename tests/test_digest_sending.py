"""Sending: every answer of a mail server means one thing, and nothing goes over the wire in the clear."""

from __future__ import annotations

import email
import signal
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import timedelta
from email import policy
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from factories import NOW, a_mail

from digest.deliver import BACK_OFF, OUR_FAULT, deliver_one, next_try
from digest.message import message_id, to_message
from digest.smtp import Server, SmtpSender, judge
from model import Mail, MailError
from store import Store, open_store

SENDER = "Nordlys reviews <digest@nordlys.example>"
KEY = "digest:2026-W46:nordlys:astrid@nordlys.example"


class Sink:
    """A mail server that answers as told, in order; 250 when nothing is left to tell."""

    def __init__(self) -> None:
        self.got: list[bytes] = []
        self.rcpt: list[str] = []
        self.data: list[str] = []

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if self.rcpt:
            return self.rcpt.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.got.append(envelope.content)
        answer = self.data.pop(0) if self.data else "250 OK"
        if answer == "drop":
            server.transport.abort()
        return answer


def free_port(host: str) -> int:
    with socket.create_server((host, 0)) as probe:
        return int(probe.getsockname()[1])


@contextmanager
def serving(handler: Sink, host: str = "127.0.0.1", **how: Any) -> Iterator[str]:
    controller = Controller(handler, hostname=host, port=free_port(host), **how)
    controller.start()
    try:
        yield f"smtp://{host}:{controller.port}"
    finally:
        controller.stop()


@pytest.fixture
def sink() -> Iterator[tuple[Sink, str]]:
    handler = Sink()
    with serving(handler) as url:
        yield handler, url


@pytest.fixture(autouse=True)
def _queued(store: Store) -> None:
    store.outbox.queue(a_mail(key=KEY, to="astrid@nordlys.example", text="Tøv\n" * 5, html="<p>" + "x" * 3000), NOW)


def smtp(url: str) -> SmtpSender:
    return SmtpSender(url, sender=SENDER, timeout=5, clock=lambda: NOW)


def ids(raw: list[bytes]) -> list[str]:
    return [str(email.message_from_bytes(one, policy=policy.default)["Message-ID"]) for one in raw]


def test_a_mail_that_is_accepted_is_sent_once(store: Store, sink: tuple[Sink, str]) -> None:
    assert deliver_one(store, smtp(sink[1]), NOW)
    assert not deliver_one(store, smtp(sink[1]), NOW + timedelta(days=1))
    assert len(sink[0].got) == 1
    mail = store.outbox.get(KEY)
    assert mail is not None
    assert (mail.state, mail.said) == ("sent", "accepted by 127.0.0.1")


@pytest.mark.parametrize("answer", ["450 4.2.0 greylisted", "451 4.7.1 try again later", "552 5.3.4 too big just now"])
def test_a_refusal_that_may_pass_is_tried_again(store: Store, sink: tuple[Sink, str], answer: str) -> None:
    sink[0].rcpt.append(answer)
    deliver_one(store, smtp(sink[1]), NOW)
    assert not deliver_one(store, smtp(sink[1]), NOW + timedelta(seconds=30)), "too early"
    assert deliver_one(store, smtp(sink[1]), NOW + BACK_OFF[0])
    assert len(sink[0].got) == 1


@pytest.mark.parametrize("answer", ["550 5.1.1 no such user", "550 who?", "553 5.1.2 no such domain"])
def test_a_refused_mailbox_is_not_tried_again(store: Store, sink: tuple[Sink, str], answer: str) -> None:
    sink[0].rcpt.append(answer)
    deliver_one(store, smtp(sink[1]), NOW)
    assert not deliver_one(store, smtp(sink[1]), NOW + timedelta(days=9))
    assert store.outbox.suppressed("astrid@nordlys.example")
    assert store.runs.last("send") is not None


@pytest.mark.parametrize("answer", ["554 5.7.1 relay access denied", "530 authentication required"])
def test_our_own_fault_keeps_the_mail_and_tells_the_operator(store: Store, sink: tuple[Sink, str], answer: str) -> None:
    sink[0].rcpt.append(answer)
    deliver_one(store, smtp(sink[1]), NOW)
    run = store.runs.last("send")
    assert run is not None
    assert "The mail is kept" in run.said
    assert not store.outbox.suppressed("astrid@nordlys.example")
    assert deliver_one(store, smtp(sink[1]), NOW + OUR_FAULT)
    assert len(sink[0].got) == 1


def test_a_line_lost_after_data_sends_again_under_the_same_id(store: Store, sink: tuple[Sink, str]) -> None:
    sink[0].data.append("drop")
    deliver_one(store, smtp(sink[1]), NOW)
    deliver_one(store, smtp(sink[1]), NOW + BACK_OFF[0])
    assert ids(sink[0].got) == [message_id(KEY, SENDER)] * 2


def test_a_sender_killed_before_marking_sends_again_under_the_same_id(tmp_path: Path, sink: tuple[Sink, str]) -> None:
    path = tmp_path / "grapevine.db"
    with open_store(path) as store:
        store.outbox.queue(a_mail(key=KEY), NOW)
    code = (
        "import os, signal, sys; from datetime import datetime; from pathlib import Path\n"
        "from store import open_store; from digest.deliver import deliver_one; from digest.smtp import SmtpSender\n"
        "send = SmtpSender(sys.argv[2], sender=sys.argv[3])\n"
        "def dies(mail): send(mail); os.kill(os.getpid(), signal.SIGKILL)\n"
        "deliver_one(open_store(Path(sys.argv[1])), dies, datetime.fromisoformat(sys.argv[4]))\n"
    )
    died = subprocess.run([sys.executable, "-c", code, str(path), sink[1], SENDER, NOW.isoformat()], cwd=Path.cwd())
    assert died.returncode == -signal.SIGKILL
    with open_store(path) as store:
        assert not deliver_one(store, smtp(sink[1]), NOW + timedelta(minutes=1)), "the lease still holds"
        assert deliver_one(store, smtp(sink[1]), NOW + timedelta(minutes=6))
    assert ids(sink[0].got) == [message_id(KEY, SENDER)] * 2


def test_nothing_is_sent_in_the_clear_to_another_machine() -> None:
    handler = Sink()
    with serving(handler, "127.0.0.2") as url, pytest.raises(MailError, match="no encryption") as caught:
        smtp(url)(a_mail())  # loopback to the kernel, another machine to us
    assert caught.value.ours
    assert handler.got == []


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("tls")
    cert, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=mail.example",
         "-addext", "subjectAltName=IP:127.0.0.2", "-keyout", str(key), "-out", str(cert)],
        check=True, capture_output=True,
    )  # fmt: skip
    return cert, key


@pytest.mark.parametrize("trusted", [True, False])
def test_starttls_is_used_and_an_unknown_certificate_refused(certificate: tuple[Path, Path], trusted: bool) -> None:
    server_side = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_side.load_cert_chain(*certificate)
    handler = Sink()
    trust = ssl.create_default_context(cafile=certificate[0] if trusted else None)
    refused = nullcontext() if trusted else pytest.raises(MailError, match="in the clear")
    with serving(handler, "127.0.0.2", tls_context=server_side, require_starttls=True) as url, refused:
        assert SmtpSender(url, sender=SENDER, trust=trust, timeout=5)(a_mail()) == "accepted by 127.0.0.2"
    assert len(handler.got) == int(trusted)


def test_a_server_that_is_not_there_is_tried_later() -> None:
    with pytest.raises(MailError, match="could not be reached") as caught:
        smtp("smtp://127.0.0.1:1")(a_mail())
    assert not caught.value.permanent
    assert not caught.value.ours


@pytest.mark.parametrize(
    ("code", "said", "permanent", "ours"),
    [
        (421, "4.3.2 closing", False, False),
        (550, "5.1.1 unknown", True, False),
        (550, b"unbekannt", True, False),
        (554, "5.7.1 denied", False, True),
        (535, "5.7.8 bad password", False, True),
        (534, "stronger", False, True),
        (552, "5.2.2 mailbox full", False, False),
        (554, "content", False, False),
    ],
)
def test_every_answer_says_who_must_act(code: int, said: str | bytes, permanent: bool, ours: bool) -> None:
    error = judge(code, said)
    assert (error.permanent, error.ours) == (permanent, ours)


@pytest.mark.parametrize(
    ("tries", "error", "wait"),
    [
        (1, MailError("x"), BACK_OFF[0]),
        (len(BACK_OFF), MailError("x"), BACK_OFF[-1]),
        (len(BACK_OFF) + 1, MailError("x"), None),
        (1, MailError("x", permanent=True), None),
        (99, MailError("x", ours=True), OUR_FAULT),
    ],
)
def test_back_off_grows_and_ends_but_never_for_our_own_fault(
    tries: int, error: MailError, wait: timedelta | None
) -> None:
    assert next_try(a_mail(tries=tries), error, NOW) == (None if wait is None else NOW + wait)


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example", Server("mail.example", 587, False)),
        ("smtps://ida%40x:p%3Aw@mail.example", Server("mail.example", 465, True, "ida@x", "p:w")),
        ("smtp://127.0.0.1:25", Server("127.0.0.1", 25, False)),
    ],
)
def test_an_address_of_a_mail_server_is_read(url: str, server: Server) -> None:
    assert Server.of(url) == server


def test_a_message_is_well_formed() -> None:
    mail = a_mail(
        key=KEY,
        subject="Café\r\nBcc: x@y.example",
        text="Ærlig\n.\n",
        html="<p>" + "y" * 5000,
        headers=(("Content-Language", "da"),),
    )
    raw = to_message(mail, sender=SENDER, now=NOW).as_bytes()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    assert b"\n" not in raw.replace(b"\r\n", b"")
    raw.decode("ascii")
    read = email.message_from_bytes(raw, policy=policy.default)
    assert read["Subject"] == "Café Bcc: x@y.example"
    assert read["Bcc"] is None
    assert [part.get_content_type() for part in read.iter_parts()] == ["text/plain", "text/html"]
    assert (read["Auto-Submitted"], read["Content-Language"]) == ("auto-generated", "da")
    assert read["Message-ID"] == message_id(KEY, SENDER)
    assert "<digest.nordlys.example>" in read["List-Id"]


@pytest.mark.parametrize("kind", ["digest", "alert", "operator"])
@pytest.mark.parametrize("reply_to", [None, "hello@nordlys.example"])
def test_an_answer_goes_where_config_says(kind: str, reply_to: str | None) -> None:
    message = to_message(a_mail(kind=kind), sender=SENDER, reply_to=reply_to, now=NOW)
    assert (message["From"], message["Reply-To"]) == (SENDER, reply_to)


def test_a_recipient_that_is_no_address_is_our_matter() -> None:
    with pytest.raises(MailError, match="cannot be written") as caught:
        to_message(a_mail(to="not an address"), sender=SENDER, now=NOW)
    assert caught.value.ours


def test_two_senders_send_each_mail_once(tmp_path: Path) -> None:
    path = tmp_path / "grapevine.db"
    with open_store(path) as store:
        for n in range(12):
            store.outbox.queue(a_mail(key=f"alert:{n}"), NOW)
    sent: list[str] = []
    drain_in_threads(path, lambda mail: sent.append(mail.key))
    assert sorted(sent) == sorted(f"alert:{n}" for n in range(12))


def drain_in_threads(path: Path, send: Callable[[Mail], None]) -> None:
    def drain() -> None:
        with open_store(path) as store:
            while deliver_one(store, send, NOW):
                pass

    threads = [threading.Thread(target=drain) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

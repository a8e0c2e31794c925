"""A mailbox on loopback that speaks just enough IMAP over TLS; `said` is the log of what it was asked."""

from __future__ import annotations

import re
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

HEAD = re.compile(rb"(?im)^Message-ID:[^\r\n]*")


@dataclass
class FakeMailbox:
    """`mails` by number; `password` is the one it takes."""

    port: int
    password: str = "blue/house@7"
    mails: dict[int, bytes] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)

    def where(self, folder: str = "Reviews", password: str = "blue%2Fhouse%407") -> str:
        return f"imaps://ida:{password}@127.0.0.1:{self.port}/{folder}"

    def asked(self, word: str) -> list[str]:
        return [line for line in self.said if word in line]


@contextmanager
def fake_mailbox(context: ssl.SSLContext) -> Iterator[FakeMailbox]:
    """A mailbox that listens until the block ends."""
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    box = server.box = FakeMailbox(server.server_address[1])  # type: ignore[attr-defined]
    server.tls = context  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield box
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        try:
            with self.server.tls.wrap_socket(self.request, server_side=True) as link:  # type: ignore[attr-defined]
                self._talk(link)
        except (ssl.SSLError, ConnectionError):
            pass  # a client that does not trust us hangs up

    def _talk(self, link: ssl.SSLSocket) -> None:
        box: FakeMailbox = self.server.box  # type: ignore[attr-defined]
        link.sendall(b"* OK ready\r\n")
        lines = link.makefile("rb")
        for line in iter(lines.readline, b""):
            tag, _, said = line.decode().strip().partition(" ")
            box.said.append(said)
            untagged, verdict = self._answer(box, said)
            link.sendall(untagged + f"{tag} {verdict}\r\n".encode())
            if said.startswith("LOGOUT"):
                return

    def _answer(self, box: FakeMailbox, said: str) -> tuple[bytes, str]:
        if said.startswith("LOGIN"):
            return b"", "OK in" if box.password in said else "NO wrong"
        if said.startswith("EXAMINE"):
            return b"* 1 EXISTS\r\n", "OK [READ-ONLY] open" if '"Reviews"' in said else "NO no such folder"
        if said.startswith("UID SEARCH"):
            return f"* SEARCH {' '.join(map(str, box.mails))}\r\n".encode(), "OK found"
        if said.startswith("UID FETCH"):
            numbers = [int(number) for number in said.split()[2].split(",")]
            return b"".join(_fetched(box.mails[n], n, "HEADER" in said) for n in numbers), "OK fetched"
        return (b"* CAPABILITY IMAP4rev1\r\n", "OK done") if said == "CAPABILITY" else (b"", "OK bye")


def _fetched(mail: bytes, number: int, head: bool) -> bytes:
    found = HEAD.search(mail)
    body = (found[0] if found else b"") + b"\r\n\r\n" if head else mail
    return f"* {number} FETCH (UID {number} BODY[] {{{len(body)}}}\r\n".encode() + body + b")\r\n"

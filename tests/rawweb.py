"""A server on loopback below HTTP: it plays whatever bytes a test gives it, well-formed or not, and notes who asked.

For what `fakeweb` is too polite to do: broken heads, half bodies, answers that drip, hang or never end.
"""

from __future__ import annotations

import socket
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Play = Callable[[socket.socket], None]
"""Writes an answer to the socket as it likes; the connection is closed after it."""

NOTHING = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class RawWeb:
    """`plays` maps a path to bytes or to what writes them; `asked` is the log of paths. `over`: the test has ended."""

    def __init__(self, port: int) -> None:
        self.site = f"127.0.0.1:{port}"
        self.plays: dict[str, bytes | Play] = {}
        self.asked: list[str] = []
        self.over = threading.Event()

    def url(self, path: str) -> str:
        return f"http://{self.site}{path}"

    def play(self, path: str, to: socket.socket) -> None:
        self.asked.append(path)
        answer = self.plays.get(path.partition("?")[0], NOTHING)
        if callable(answer):
            answer(to)
        else:
            to.sendall(answer)

    def hang(self, to: socket.socket) -> None:
        """Take the request and never say a word."""
        self.over.wait()

    def drip(self, to: socket.socket) -> None:
        """A fine head, then a crumb of a page at a time, without end."""
        to.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
        self._crumbs(to, b"<p>x</p>")

    def drip_head(self, to: socket.socket) -> None:
        """One line of head after the other, without end."""
        to.sendall(b"HTTP/1.1 200 OK\r\n")
        self._crumbs(to, b"X-A: b\r\n")

    def _crumbs(self, to: socket.socket, crumb: bytes) -> None:
        while not self.over.wait(0.05):
            to.sendall(crumb)


class _Handler(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        try:
            lines = self.request.makefile("rb")
            asked = lines.readline().split()
            while lines.readline().strip():
                """The rest of the head: a connection closed on unread bytes would take the answer with it."""
            if len(asked) > 1:
                self.server.web.play(asked[1].decode("latin-1"), self.request)  # type: ignore[attr-defined]
        except ConnectionError:
            """The other side has had enough: that is the point of most of these answers."""


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True


@contextmanager
def raw_web() -> Iterator[RawWeb]:
    """A server that listens until the block ends."""
    server = _Server(("127.0.0.1", 0), _Handler)
    web = server.web = RawWeb(server.server_address[1])  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield web
    finally:
        web.over.set()
        server.shutdown()
        thread.join()
        server.server_close()

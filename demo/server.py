"""Serves the street on 127.0.0.1, a port for each site, for as long as a block runs. Leaves nothing behind."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from demo.street import SITES, Answer, Site, Street
from model import InputError

HOST = "127.0.0.1"
FIRST_PORT = 8071  # as in demo/config.yaml
PORTS = tuple(range(FIRST_PORT, FIRST_PORT + len(SITES)))
ANY = (0,) * len(SITES)  # ports that the system picks


class _SiteServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, port: int, street: Street, site: Site) -> None:
        self.street, self.site = street, site
        super().__init__((HOST, port), _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: _SiteServer

    def do_GET(self) -> None:
        answer = self.server.street.answer(self.server.site, self.path)
        etag = f'"{sha256(answer.body.encode()).hexdigest()[:16]}"'
        if answer.status == 200 and self.headers.get("If-None-Match") == etag:
            answer = Answer(304, "", answer.kind)
        body = answer.body.encode()
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(body)))
        if answer.status in (200, 304):
            self.send_header("ETag", etag)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet: the demo says itself what was read."""


@contextmanager
def serving(street: Street, ports: Sequence[int] = PORTS) -> Iterator[tuple[int, ...]]:
    """The ports in use, in the order of `SITES`. InputError names a port that is taken."""
    with ExitStack() as stack:
        servers = [_opened(stack, port, street, site) for port, site in zip(ports, SITES, strict=True)]
        for server in servers:
            thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
            thread.start()
            stack.callback(thread.join)
            stack.callback(server.shutdown)
        yield tuple(int(server.server_address[1]) for server in servers)


def _opened(stack: ExitStack, port: int, street: Street, site: Site) -> _SiteServer:
    try:
        server = _SiteServer(port, street, site)
    except OSError as error:
        raise InputError(
            f"port {port} on {HOST}, where the demo's site “{site.name}” wants to be, cannot be used "
            f"({error.strerror}). Stop what listens there, or take other ports: python -m demo fresh --first-port 9071"
        ) from error
    stack.callback(server.server_close)
    return server

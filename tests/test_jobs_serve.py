"""`serve` as a process of its own: one instance a folder, a real page, a clean stop."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
YAML = """
inbox: {{listen: "127.0.0.1:{port}"}}
businesses:
  - name: Café Ida
    zone: Europe/Copenhagen
    languages: [da, en]
    people: [{{name: Ida, email: ida@cafe-ida.example, roles: [owner], language: da}}]
"""


def a_free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def command(folder: Path, *words: str) -> list[str]:
    where = ["--config", str(folder / "config.yaml"), "--var", str(folder / "var")]
    return [sys.executable, str(ROOT / "schedule.py"), *where, *words]


@contextmanager
def serving(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    port = a_free_port()
    (folder / "config.yaml").write_text(YAML.format(port=port), encoding="utf-8")
    process = subprocess.Popen(command(folder, "serve"), cwd=ROOT, stderr=subprocess.PIPE)
    try:
        _wait_for(port)
        yield process, f"http://127.0.0.1:{port}"
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def _wait_for(port: int) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("serve did not listen within 30 s")


@pytest.mark.skipif(os.name == "nt", reason="signals and flock")
def test_serve_shows_pages_keeps_others_out_and_stops_when_asked(tmp_path: Path) -> None:
    with serving(tmp_path) as (process, url):
        with urllib.request.urlopen(f"{url}/signin") as page:
            assert page.status == 200
        second = subprocess.run(command(tmp_path, "tick"), cwd=ROOT, capture_output=True, text=True, check=False)
        assert (second.returncode, "already works in" in second.stderr) == (3, True)
        link = subprocess.run(command(tmp_path, "signin", "ida@cafe-ida.example"), cwd=ROOT, capture_output=True)
        with urllib.request.urlopen(link.stdout.decode().strip()) as page:
            assert b"<form" in page.read()
        process.send_signal(signal.SIGTERM)
        said = process.communicate(timeout=30)[1].decode()
        assert process.returncode == 0
    assert f"first start: Ida signs in once, within 15 minutes, with {url}/signin/" in said
    assert (tmp_path / "var" / "grapevine.db").exists()

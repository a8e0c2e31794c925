"""Who may import whom (CONTRIBUTING.md). A breach is named with its file and line."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("model", "words", "config", "store", "crawler", "sentiment", "insight", "replies", "digest", "inbox")
WIRING = ("jobs", "schedule")
EVERYBODY = {"model", "words"}
MAY = {
    "model": set[str](),
    "words": {"model"},
    "config": {"model"},
    "store": {"model"},
    "crawler": EVERYBODY | {"config", "store"},
    "sentiment": EVERYBODY | {"config", "store"},
    "insight": EVERYBODY | {"config", "store"},
    "replies": EVERYBODY | {"config", "store"},
    "digest": EVERYBODY | {"config", "store", "insight", "replies"},
    "inbox": EVERYBODY | {"config", "store", "insight", "replies"},
}
STORE_READERS = {"sentiment/stage.py"}  # elsewhere in these four rooms everything is pure
PURE = ("crawler", "sentiment", "insight", "replies")


def files(room: str) -> Iterator[Path]:
    yield from sorted((ROOT / room).rglob("*.py"))


def imports(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_what_it_may(room: str) -> None:
    ours = set(ROOMS) | set(WIRING) | {"demo", "bench"}
    breaches = [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for path in files(room)
        for line, name in imports(path)
        if (top := name.split(".")[0]) in ours and top != room and top not in MAY[room]
    ]
    assert not breaches


@pytest.mark.parametrize("room", PURE)
def test_pure_modules_do_not_know_the_store(room: str) -> None:
    breaches = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in files(room)
        if str(path.relative_to(ROOT)) not in STORE_READERS
        for line, name in imports(path)
        if name.split(".")[0] == "store"
    ]
    assert not breaches


def test_only_the_store_opens_the_database() -> None:
    breaches = [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for room in (*ROOMS, *WIRING, "demo")
        for path in [*files(room), ROOT / f"{room}.py"]
        if path.exists() and room != "store"
        for line, name in imports(path)
        if name.split(".")[0] in ("sqlite3", "pysqlite3", "sqlite_utils", "sqlalchemy")
    ]
    assert not breaches


def test_the_serving_process_never_loads_scrapy() -> None:
    code = "import schedule, jobs.serve, sys; print([m for m in ('scrapy', 'twisted') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_file_stays_readable_at_one_sitting() -> None:
    long = [
        f"{path.relative_to(ROOT)}: {count}"
        for room in (*ROOMS, *WIRING, "demo", "bench")
        for path in [*files(room), ROOT / f"{room}.py"]
        if path.exists() and (count := len(path.read_text(encoding="utf-8").splitlines())) > 300
    ]
    assert not long


def test_nobody_catches_everything() -> None:
    breaches = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for room in (*ROOMS, *WIRING, "demo")
        for path in files(room)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or getattr(node.type, "id", "") in ("Exception", "BaseException"))
    ]
    assert not breaches

"""One instance a folder: a lock file that the system frees by itself when its holder dies."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from model import GrapevineError

try:
    import fcntl
except ImportError:  # Windows has no flock
    fcntl = None  # type: ignore[assignment]


class AlreadyRunning(GrapevineError):
    """Another instance works in this folder."""


@contextmanager
def only_instance(var: Path) -> Iterator[None]:
    """Held for as long as the block runs. Raises AlreadyRunning at once where somebody else holds it."""
    var.mkdir(parents=True, exist_ok=True)
    path = var / "grapevine.lock"
    with path.open("a") as file:
        try:
            if fcntl:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise AlreadyRunning(
                f"another Grapevine already works in {var}: stop it first, or give this one its own folder with --var"
            ) from error
        yield

"""Fixtures shared by all rooms."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from store import Store, open_store


@pytest.fixture
def store() -> Iterator[Store]:
    """An empty in-memory store with every migration applied."""
    with open_store(":memory:") as opened:
        yield opened

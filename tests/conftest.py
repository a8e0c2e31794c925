"""Fixtures shared by all rooms."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings

from store import Store, open_store

settings.register_profile("busy", deadline=None)  # a machine that is busy is no fault of ours
settings.load_profile("busy")


@pytest.fixture
def store() -> Iterator[Store]:
    """An empty in-memory store with every migration applied."""
    with open_store(":memory:") as opened:
        yield opened

"""What `clean` lets through: the short cut for ordinary texts may never let in what the long way keeps out."""

from __future__ import annotations

import sys

import pytest

from model.text import _unwelcome, clean


def test_no_printable_character_is_unwelcome() -> None:
    assert [c for c in map(chr, range(sys.maxunicode + 1)) if c.isprintable() and _unwelcome(c)] == []


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("plain", "plain"),
        ("two\r\nlines\u2028three", "two\nlines\nthree"),
        ("nul\x00 and \u202eturned", "nul and turned"),
        ("tab\tstays", "tab\tstays"),
        ("\u00a0edge\u00a0", "edge"),
        ("family 👩\u200d👧", "family 👩\u200d👧"),
        ("half \ud800 gone", "half  gone"),
        ("e\u0301", "é"),
        (None, ""),
    ],
)
def test_hostile_text_comes_out_storable(raw: object, kept: str) -> None:
    assert clean(raw) == kept

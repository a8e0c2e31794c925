"""QR codes: the very modules that another encoder draws (python-qrcode 8, level M, bytes), at every size we use."""

from __future__ import annotations

import hashlib

import pytest

from inbox.qr import modules, penalty, svg_path
from model import InputError

IDA = [
    "111111100100101111111",
    "100000101111001000001",
    "101110100111101011101",
    "101110100101001011101",
    "101110101100101011101",
    "100000100100101000001",
    "111111101010101111111",
    "000000000001100000000",
    "101010100011000010010",
    "111011000110001000011",
    "111111110110100010111",
    "000011000010001000000",
    "101011111100101010000",
    "000000001011010101011",
    "111111100101011101111",
    "100000100101110111001",
    "101110101111011100101",
    "101110100110001000110",
    "101110101010100010001",
    "100000100100001000110",
    "111111101110101010111",
]
"""“ida”, mask 0."""


def test_a_small_code_is_drawn_module_by_module() -> None:
    assert modules("ida", mask=0) == IDA


@pytest.mark.parametrize(
    ("text", "mask", "width", "known"),
    [
        ("https://reviews.cafe-ida.example/f/table-card", 2, 33, "17f9bdf402b28b3f"),
        ("ida", 0, 21, "ddb2c6ff0ad57a22"),
        ("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", 1, 29, "402daa3387da692c"),
        ("æøå ß", 4, 21, "e5a828ff385bca15"),
        ("uuuuuuuuuuuuuu", 6, 21, "8b418f794af5b95d"),
        ("https://example.com/f/" + "kort-" * 9, 3, 37, "fb0b786a89a8e6ee"),
        ("y" * 80, 5, 37, "be3cf8fd1e01a522"),
        ("z" * 106, 7, 41, "da90fccd0fb2ee24"),
    ],
)
def test_every_size_and_mask_is_as_others_draw_it(text: str, mask: int, width: int, known: str) -> None:
    rows = modules(text, mask)
    assert len(rows) == width
    assert hashlib.sha256("".join(rows).encode()).hexdigest()[:16] == known


def test_the_mask_that_reads_best_is_taken() -> None:
    best = modules("https://reviews.cafe-ida.example/f/card")
    assert penalty(best) == min(penalty(modules("https://reviews.cafe-ida.example/f/card", mask)) for mask in range(8))


def test_what_does_not_fit_is_refused() -> None:
    assert len(modules("x" * 106)) == 41
    with pytest.raises(InputError, match="107 bytes"):
        modules("x" * 107)


def test_the_path_holds_every_dark_module() -> None:
    path, size = svg_path("ida")
    assert size == 21
    assert sum(int(run.split("h")[1].split("v")[0]) for run in path.split("M")[1:]) == sum(
        row.count("1") for row in modules("ida")
    )

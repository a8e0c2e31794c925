"""A short text as a QR code (ISO/IEC 18004): bytes, error correction M, versions 1 to 6. Pure.

Enough for an address to print on a card: 106 bytes at most. Knows nothing of colours or pages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise, zip_longest

from model import InputError

BLOCKS = {1: (1, 16, 10), 2: (1, 28, 16), 3: (1, 44, 26), 4: (2, 32, 18), 5: (2, 43, 24), 6: (4, 27, 16)}
"""Version to (blocks, data bytes of a block, correction bytes of a block), for level M."""
MOST_BYTES = 106
MASKS: tuple[Callable[[int, int], int], ...] = (
    lambda y, x: (y + x) % 2,
    lambda y, x: y % 2,
    lambda y, x: x % 3,
    lambda y, x: (y + x) % 3,
    lambda y, x: (y // 2 + x // 3) % 2,
    lambda y, x: y * x % 2 + y * x % 3,
    lambda y, x: (y * x % 2 + y * x % 3) % 2,
    lambda y, x: ((y + x) % 2 + y * x % 3) % 2,
)
FINDER = ("1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111")

Grid = list[list[int | None]]
"""Rows of modules: 1 dark, 0 light, None not yet placed."""


def modules(text: str, mask: int | None = None) -> list[str]:
    """Rows of "0" and "1", without the quiet zone. `mask` None: the best of eight. InputError: more than 106 bytes."""
    data = text.encode()
    version = next((v for v, (blocks, size, _) in BLOCKS.items() if blocks * size >= len(data) + 2), None)
    if version is None:
        raise InputError(f"{len(data)} bytes do not fit into a code of at most {MOST_BYTES}: use a shorter address")
    bits = "".join(f"{byte:08b}" for byte in _codewords(data, version)) + "0" * 7
    drawn = [_drawn(version, bits, one) for one in (range(8) if mask is None else [mask])]
    return min(drawn, key=penalty)


def svg_path(text: str) -> tuple[str, int]:
    """The dark modules as the data of an SVG path, and how many modules the code is wide."""
    rows = modules(text)
    runs = [(y, run.start(), len(run[0])) for y, row in enumerate(rows) for run in re.finditer("1+", row)]
    return "".join(f"M{x} {y}h{width}v1h-{width}z" for y, x, width in runs), len(rows)


def penalty(rows: list[str]) -> int:
    """How hard the pattern is to read, by the four rules of the standard (7.8.3)."""
    lines = [*rows, *("".join(column) for column in zip(*rows, strict=True))]
    runs = sum(len(run[0]) - 2 for line in lines for run in re.finditer("0{5,}|1{5,}", line))
    finders = sum(len(re.findall("(?=10111010000|00001011101)", line)) for line in lines)
    pairs = pairwise(rows)
    squares = sum(len({a[x], a[x + 1], b[x], b[x + 1]}) == 1 for a, b in pairs for x in range(len(a) - 1))
    dark = "".join(rows).count("1") * 100 / len(rows) ** 2
    return runs + 3 * squares + 40 * finders + 10 * int(abs(dark - 50) / 5)


def _codewords(data: bytes, version: int) -> list[int]:
    """Mode, length, data and padding in blocks, each with its correction; interleaved."""
    count, size, extra = BLOCKS[version]
    packed = f"0100{len(data):08b}" + "".join(f"{byte:08b}" for byte in data) + "0000"
    filled = [int(packed[at : at + 8], 2) for at in range(0, len(packed), 8)]
    filled += [(0xEC, 0x11)[place % 2] for place in range(count * size - len(filled))]
    blocks = [filled[at : at + size] for at in range(0, count * size, size)]
    fixes = [_correction(block, extra) for block in blocks]
    return [byte for part in (blocks, fixes) for row in zip_longest(*part) for byte in row]


def _correction(block: list[int], extra: int) -> list[int]:
    """Reed-Solomon over GF(256), polynomial 0x11D: the remainder of the block."""
    generator = [1]
    for power in range(extra):
        root = _power(power)
        generator = [a ^ _times(b, root) for a, b in zip([*generator, 0], [0, *generator], strict=True)]
    rest = block + [0] * extra
    for at in range(len(block)):
        lead = rest[at]
        for place, factor in enumerate(generator):
            rest[at + place] ^= _times(factor, lead)
    return rest[len(block) :]


def _times(a: int, b: int) -> int:
    product = 0
    while b:
        product ^= a if b & 1 else 0
        a, b = (a << 1) ^ (0x11D if a & 0x80 else 0), b >> 1
    return product


def _power(exponent: int) -> int:
    value = 1
    for _ in range(exponent):
        value = _times(value, 2)
    return value


def _drawn(version: int, bits: str, mask: int) -> list[str]:
    grid = _frame(version, mask)
    for (y, x), bit in zip(_way(grid), bits, strict=False):
        grid[y][x] = int(bit) ^ (MASKS[mask](y, x) == 0)
    return ["".join(map(str, row)) for row in grid]


def _frame(version: int, mask: int) -> Grid:
    """Everything but the data: finders, timing, alignment, format."""
    size = 17 + 4 * version
    grid: Grid = [[None] * size for _ in range(size)]
    for place in range(8, size - 8):
        grid[6][place] = grid[place][6] = 1 - place % 2
    for top, left in ((0, 0), (0, size - 7), (size - 7, 0)):
        for y in range(max(top - 1, 0), min(top + 8, size)):
            for x in range(max(left - 1, 0), min(left + 8, size)):
                inside = 0 <= y - top < 7 and 0 <= x - left < 7
                grid[y][x] = int(FINDER[y - top][x - left]) if inside else 0
    if version > 1:
        for y in range(-2, 3):
            for x in range(-2, 3):
                grid[size - 7 + y][size - 7 + x] = int(max(abs(y), abs(x)) != 1)
    _write_format(grid, mask)
    return grid


def _write_format(grid: Grid, mask: int) -> None:
    """Level M and the mask, with their own correction, twice; and the module that is always dark."""
    rest = mask << 10
    for shift in range(4, -1, -1):
        rest ^= (0x537 << shift) if rest >> (shift + 10) & 1 else 0
    code = f"{(mask << 10 | rest) ^ 0x5412:015b}"
    first = [(8, x) for x in (0, 1, 2, 3, 4, 5, 7, 8)] + [(y, 8) for y in (7, 5, 4, 3, 2, 1, 0)]
    second = [(-1 - place, 8) for place in range(7)] + [(8, place - 8) for place in range(8)]
    for place, bit in enumerate(code):
        for y, x in (first[place], second[place]):
            grid[y][x] = int(bit)
    grid[-8][8] = 1


def _way(grid: Grid) -> Iterator[tuple[int, int]]:
    """The free modules in the order of the data: two columns at a time, up and down, from the right."""
    size = len(grid)
    free = [[module is None for module in row] for row in grid]
    for turn, right in enumerate((*range(size - 1, 6, -2), 5, 3, 1)):
        for step in range(size):
            y = step if turn % 2 else size - 1 - step
            yield from ((y, x) for x in (right, right - 1) if free[y][x])

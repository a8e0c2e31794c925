"""Rows of JSON objects as columns: each value that can be reached without a choice, under its JMESPath. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_DEEPEST = 4
_MOST = 400  # paths of one list


@dataclass(frozen=True, slots=True)
class Column:
    """What stands under `path` in each row: `values` has one for each row, None where there is none."""

    path: str
    names: tuple[str, ...]  # the keys on the way, outermost first
    values: tuple[Any, ...]

    @property
    def filled(self) -> list[Any]:
        return [value for value in self.values if value not in (None, "")]

    @property
    def coverage(self) -> float:
        return len(self.filled) / len(self.values)


def columns(rows: Sequence[Mapping[str, Any]]) -> list[Column]:
    """The columns of `rows`, in the order of the keys. Of a list within a row, its first object counts."""
    cells: dict[tuple[tuple[str, str], ...], dict[int, Any]] = {}
    for number, row in enumerate(rows):
        for steps, value in _leaves(row, ()):
            if steps in cells or len(cells) < _MOST:
                cells.setdefault(steps, {})[number] = value
    return [
        Column(_path(steps), tuple(name for name, _ in steps), tuple(map(found.get, range(len(rows)))))
        for steps, found in cells.items()
    ]


def _leaves(value: Any, steps: tuple[tuple[str, str], ...]) -> Iterator[tuple[tuple[tuple[str, str], ...], Any]]:
    if isinstance(value, Mapping):
        for key, inner in value.items() if len(steps) < _DEEPEST else ():
            yield from _leaves(inner, (*steps, (str(key), "")))
    elif isinstance(value, list):
        if steps and value and isinstance(value[0], Mapping) and not steps[-1][1]:
            yield from _leaves(value[0], (*steps[:-1], (steps[-1][0], "[0]")))
    elif steps:
        yield steps, value


def _path(steps: Sequence[tuple[str, str]]) -> str:
    return ".".join(quoted(name) + index for name, index in steps)


def quoted(key: str) -> str:
    """A key as JMESPath writes it."""
    if re.fullmatch(r"[A-Za-z_]\w*", key, re.ASCII):
        return key
    return '"' + key.replace("\\", "\\\\").replace('"', '\\"') + '"'

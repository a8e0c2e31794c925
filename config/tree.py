"""YAML bytes to plain data that remembers its lines. Knows nothing of what the keys mean.

Refuses what an owner's file never needs and an attacker's does: anchors and aliases, tags, duplicate keys, tabs,
more than 1 MiB, deep nesting. Scalars follow YAML 1.2: `no`, `on` and `07:00` stay text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml import events as ev
from ruamel.yaml.error import MarkedYAMLError, YAMLError

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 20

Where = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: its line (0: the whole file), the names leading to it, and what is wrong with the next step."""

    line: int
    said: str
    label: tuple[str, ...] = ()
    file: str = ""  # named where it is not config.yaml itself

    def __str__(self) -> str:
        place = " ".join(part for part in (self.file, f"line {self.line}" if self.line else "") if part)
        trail = " › ".join(self.label)
        return ": ".join(part for part in (place, trail, self.said) if part)


@dataclass(slots=True)
class Tree:
    """The parsed file: `data` of dict, list, str, int, float, bool, None; `lines` of each key or item, from 1."""

    data: Any = None
    lines: dict[Where, int] = field(default_factory=dict)
    flow: set[Where] = field(default_factory=set)  # lists written as [a, b]
    problems: list[Problem] = field(default_factory=list)

    def line(self, where: Where) -> int:
        """The line of `where`, else of the nearest thing around it."""
        while where and where not in self.lines:
            where = where[:-1]
        return self.lines.get(where, 0)

    def at(self, where: Where) -> Any:
        """The value at `where`, or None."""
        node = self.data
        for step in where:
            inside = isinstance(node, dict) and step in node
            listed = isinstance(node, list) and isinstance(step, int) and step < len(node)
            if not (inside or listed):
                return None
            node = node[step]
        return node


def read_tree(path: Path) -> Tree:
    """The tree of a file; what keeps it from being read at all is in `problems`."""
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return _failed(0, f"there is no such file — make it, or name the right one ({path})")
    except OSError as error:
        return _failed(0, f"cannot be read: {error.strerror or error} — check the name and its permissions")
    return parse_tree(raw)


def parse_tree(raw: bytes) -> Tree:
    """As `read_tree`, from bytes."""
    if len(raw) > MAX_BYTES:
        return _failed(0, "the file is larger than 1 MiB — this cannot be a settings file; did a copy go wrong?")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return _failed(line, "the file is not in UTF-8 — open it in your editor and save it with encoding UTF-8")
    tabs = [n for n, row in enumerate(text.splitlines(), 1) if "\t" in row[: len(row) - len(row.lstrip())]]
    if tabs:
        return Tree(problems=[Problem(n, "there is a tab before the text — use blanks instead") for n in tabs[:20]])
    tree = Tree()
    try:
        _Builder(tree, YAML(typ="safe", pure=True).parse(text)).build()
    except _RefusedError as error:
        tree.problems.append(error.problem)
    except MarkedYAMLError as error:
        tree.problems.append(_syntax(error))
    except YAMLError as error:
        tree.problems.append(Problem(0, f"this is not YAML: {str(error).splitlines()[0]}"))
    return tree


def _failed(line: int, said: str) -> Tree:
    return Tree(problems=[Problem(line, said)])


def _syntax(error: MarkedYAMLError) -> Problem:
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 0
    said = str(error.problem or error.context or "something is wrong here")
    hint = ""
    if "mapping values are not allowed" in said:
        hint = " — a text with a colon and a blank in it needs quotes; or the indentation is off"
    elif "expected <block end>" in said or "did not find expected" in said:
        hint = " — check the indentation: neighbours start in the same column"
    elif "cannot start any token" in said or "unexpected character" in said or "found character" in said:
        hint = " — put the text in quotes"
    return Problem(line, f"this is not YAML: {said}{hint}")


class _RefusedError(Exception):
    """Ends the parse; never leaves this module."""

    def __init__(self, line: int, said: str) -> None:
        super().__init__(said)
        self.problem = Problem(line, said)


class _Builder:
    """Builds the tree from parser events, so that an alias is refused before it can be multiplied."""

    def __init__(self, tree: Tree, events: Iterator[Any]) -> None:
        self.tree, self.events, self.documents = tree, events, 0

    def build(self) -> None:
        for event in self.events:
            if isinstance(event, ev.DocumentStartEvent):
                self.documents += 1
                if self.documents > 1:
                    raise _RefusedError(_line(event), "a second document starts here — remove the line with ---")
            elif isinstance(event, ev.NodeEvent):
                self.tree.data = self._value(event, ())

    def _value(self, event: Any, where: Where) -> Any:
        self._check(event, where)
        self.tree.lines.setdefault(where, _line(event))
        if isinstance(event, ev.SequenceStartEvent):
            return self._sequence(event, where)
        if isinstance(event, ev.MappingStartEvent):
            return self._mapping(where)
        return _scalar(event)

    def _check(self, event: Any, where: Where) -> None:
        if isinstance(event, ev.AliasEvent) or event.anchor is not None:
            raise _RefusedError(
                _line(event), "anchors and aliases (& and *) are not used here — write it out, or put it in quotes"
            )
        if getattr(event, "tag", None) not in (None, "!") and not _untagged(event):
            raise _RefusedError(_line(event), "tags (!) are not used here — remove it, or put the text in quotes")
        if len(where) > MAX_DEPTH:
            raise _RefusedError(_line(event), "this is nested too deeply — check the brackets and the indentation")

    def _sequence(self, event: Any, where: Where) -> list[Any]:
        if event.flow_style:
            self.tree.flow.add(where)
        items: list[Any] = []
        for child in self.events:
            if isinstance(child, ev.SequenceEndEvent):
                break
            items.append(self._value(child, (*where, len(items))))
        return items

    def _mapping(self, where: Where) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for event in self.events:
            if isinstance(event, ev.MappingEndEvent):
                break
            self._check(event, where)
            if not isinstance(event, ev.ScalarEvent):
                raise _RefusedError(_line(event), "a name is expected here — put a text with brackets in quotes")
            self._pair(found, str(event.value), _line(event), where)
        return found

    def _pair(self, found: dict[str, Any], key: str, line: int, where: Where) -> None:
        first = self.tree.lines.get((*where, key))
        if key in found:
            self.tree.problems.append(Problem(line, f'"{key}" is here twice (first on line {first}) — keep one'))
        else:
            self.tree.lines[(*where, key)] = line
        found[key] = self._value(next(self.events), (*where, key))


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _untagged(event: Any) -> bool:
    """ruamel marks plain scalars by `implicit`, and some versions hand a Tag object for none."""
    return str(event.tag) in ("", "None", "!")


_INT = re.compile(r"[-+]?(0|[1-9]\d{0,17})")
_FLOAT = re.compile(r"[-+]?\d{1,17}\.\d{1,17}")
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}


def _scalar(event: Any) -> str | int | float | bool | None:
    text = str(event.value)
    if event.style:  # quoted or block text
        return text
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    if _INT.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text

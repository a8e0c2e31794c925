"""One source entry outside of config.yaml: in a file of its own (`extract --source`), or made by `sources add`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from config.edit import dump_entry
from config.entries import Reading, read_source
from config.preset import Preset, find_presets
from config.settings import Defaults
from config.source import WHERE_KEYS, Source
from config.tree import Tree, Where, parse_tree, read_tree
from model import ConfigError


def load_entry(path: Path, env: Mapping[str, str], *, url: str = "") -> Source:
    """The source in `path`: a mapping, or a list with one. It may leave its name to the file, its address to `url`.

    Raises ConfigError with every fault and its line.
    """
    tree = read_tree(path)
    if tree.problems:
        raise ConfigError(str(path), [str(problem) for problem in tree.problems])
    where: Where = (0,) if isinstance(tree.data, list) else ()
    entry = tree.at(where)
    tried = [tree]
    if isinstance(entry, dict):
        entry.setdefault("name", path.stem)
        if url and not set(WHERE_KEYS) & entry.keys():
            tried = [_with(tree, where, key, url) for key in ("url", "json", "feed")]
    readings = [_read(path, one, where, env) for one in tried]
    sources = [source for source, _ in readings if source]
    if not sources:
        raise ConfigError(str(path), [str(problem) for problem in readings[0][1].problems])
    return sources[0]


def entry_source(
    entry: Mapping[str, Any], env: Mapping[str, str], presets: Mapping[str, Preset], defaults: Defaults
) -> Source:
    """The source that `entry` would be in config.yaml. ConfigError with every fault, a missing secret among them."""
    tree = parse_tree(dump_entry(entry, 0).encode())
    reading = Reading(tree, (0,), (str(entry["name"]),), env, presets)
    source = None if tree.problems else read_source(reading, "", defaults)
    if source is None:
        problems = [*tree.problems, *reading.problems]
        raise ConfigError("this entry", [str(replace(one, line=0, label=one.label[1:])) for one in problems])
    return source


def _with(tree: Tree, where: Where, key: str, url: str) -> Tree:
    entry = {**tree.at(where), key: url}
    return replace(tree, data=[entry] if where else entry)


def _read(path: Path, tree: Tree, where: Where, env: Mapping[str, str]) -> tuple[Source | None, Reading]:
    presets, _ = find_presets(path.parent)
    reading = Reading(tree, where, (), env, presets)
    return read_source(reading, "", Defaults()), reading

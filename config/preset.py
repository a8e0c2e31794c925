"""Presets: platforms known by name. A preset is a source entry with {parameters}, in a YAML file; here it is filled in.

The crawler never hears of presets: it gets a json, feed or url source like any other.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pydantic import Field, ValidationError

from config.base import Line, Strict
from config.faults import problems_of
from config.tree import Problem, read_tree

SHIPPED = Path(__file__).resolve().parent / "presets"


class Preset(Strict):
    """`parameters`: name to what it is, for the operator. `source`: an entry in which {name} stands for a value."""

    about: Line
    verified: Line  # the day somebody last saw it work, or read its documentation
    parameters: dict[str, Line]
    optional: dict[str, str] = Field(default_factory=dict)  # parameters that may be left out, with their value then
    secret: tuple[str, ...] = ()  # parameters that must come as ${NAME}
    source: dict[str, Any]

    def entry(self, own: Mapping[str, Any]) -> dict[str, Any]:
        """The source entry: the preset's, filled with the parameters in `own`, and what else `own` says on top."""
        values = self.optional | {name: str(own[name]) for name in self.parameters if name in own}
        rest = {name: value for name, value in own.items() if name not in self.parameters and name != "preset"}
        return {name: _filled(value, values) for name, value in self.source.items()} | rest


def _filled(value: Any, values: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {name: _filled(inner, values) for name, inner in value.items()}
    if isinstance(value, str):
        for name, given in values.items():
            value = value.replace(f"{{{name}}}", _quoted(given))
    return value


def _quoted(value: str) -> str:
    """Safe inside an address, where it is not one itself; `${SECRET}` is filled in later."""
    return value.rstrip("/") if "://" in value or "${" in value else quote(value, safe="-._~@")


def find_presets(beside: Path, shipped: Path = SHIPPED) -> tuple[dict[str, Preset], list[Problem]]:
    """By name: the shipped presets and those in `presets/` beside config.yaml, which win; and the files' faults."""
    found: dict[str, Preset] = {}
    faults: list[Problem] = []
    for folder in (shipped, beside / "presets"):
        for file in sorted(folder.glob("*.yaml")):
            preset, problems = read_preset(file)
            faults += problems
            if preset:
                found[file.stem] = preset
    return found, faults


def read_preset(file: Path) -> tuple[Preset | None, list[Problem]]:
    """The preset in `file`, or its faults."""
    name, tree = f"presets/{file.name}", read_tree(file)
    if tree.problems:
        return None, [replace(problem, file=name) for problem in tree.problems]
    try:
        return Preset.model_validate_json(json.dumps(tree.data or {}), strict=True), []
    except ValidationError as error:
        return None, problems_of(error, tree, (), model=Preset, file=name)

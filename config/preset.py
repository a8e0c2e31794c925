"""Presets: platforms known by name. A preset is a source entry with {parameters}, in a YAML file; here it is filled in.

The crawler never hears of platforms: it gets a json, feed or url source like any other, with a contract to hold it to.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from pydantic import Field, ValidationError, field_validator

from config.base import Line, Strict, hint_of
from config.faults import problems_of
from config.tree import Problem, read_tree

SHIPPED = Path(__file__).resolve().parent / "presets"
PRESET_ONLY = ("shape", "gaps", "pause", "token", "rate", "terms", "verified")
"""Keys of a source that no entry may write: they come from its preset."""
TYPES = ("text", "number", "truth", "list", "object", "any", "none")


class Preset(Strict):
    """`parameters`: name to what it is, for the operator. `source`: an entry in which {name} stands for a value.

    `match`: patterns of the addresses people know the platform by; their named groups are parameters. `in_page`:
    patterns looked for in the address and source of somebody's page that shows the platform's reviews; the first one
    tells that it does, the groups of all are parameters. `shape`: what an answer must hold, JMESPath to types of TYPES
    ("text or number"), with "?" where it may be missing; a path that begins with `[].` is looked up in each review.
    `gaps`: empty pages in a row that are not yet the end. `pause`: seconds between requests. `token`: the `url` to post
    the other values to, for an access token that lives an hour (OAuth 2, RFC 6749 section 6).
    """

    about: Line
    verified: Line  # what its shape was checked against, and when
    rate: str = ""  # how often the platform may be asked
    terms: str = ""  # what its terms say, for the operator to weigh
    match: tuple[str, ...] = ()
    in_page: tuple[str, ...] = ()
    parameters: dict[str, Line]
    optional: dict[str, str] = Field(default_factory=dict)  # parameters that may be left out, with their value then
    secret: tuple[str, ...] = ()  # parameters that must come as ${NAME}
    shape: dict[str, str] = Field(default_factory=dict)
    gaps: int = 0
    pause: float = 0
    token: dict[str, str] = Field(default_factory=dict)
    source: dict[str, Any]

    @field_validator("match", "in_page")
    @classmethod
    def _match(cls, patterns: tuple[str, ...]) -> tuple[str, ...]:
        for pattern in patterns:
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f'"{pattern}" is not a pattern ({error})') from error
        return patterns

    @field_validator("shape")
    @classmethod
    def _shape(cls, shape: dict[str, str]) -> dict[str, str]:
        for kind in shape.values():
            for one in kind.removesuffix("?").split(" or "):
                if one not in TYPES:
                    raise ValueError(f'"{one}" is not a type{hint_of(one, TYPES)}')
        return shape

    def entry(self, own: Mapping[str, Any]) -> dict[str, Any]:
        """The source entry: the preset's, filled with the parameters in `own`, and what else `own` says on top."""
        rest = {name: value for name, value in own.items() if name not in self.parameters and name != "preset"}
        return {name: _filled(value, self._values(own)) for name, value in self.source.items()} | rest

    def extras(self, own: Mapping[str, Any]) -> dict[str, Any]:
        """What the source gets beside the entry, by the names in PRESET_ONLY."""
        token = {name: _filled(value, self._values(own)) for name, value in self.token.items()}
        return {name: getattr(self, name) for name in PRESET_ONLY} | {"token": token}

    def _values(self, own: Mapping[str, Any]) -> dict[str, str]:
        return self.optional | {name: str(own[name]) for name in self.parameters if name in own}

    def parameters_in(self, url: str) -> dict[str, str] | None:
        """What `url` says of the parameters, where it is an address of this platform; else None."""
        found = next((match for pattern in self.match if (match := re.match(pattern, url))), None)
        if found is None:
            return None
        return {name: unquote(value) for name, value in found.groupdict().items() if value}

    def parameters_on(self, url: str, page: str) -> dict[str, str] | None:
        """What the page at `url` says of the parameters, where it shows this platform's reviews; else None."""
        text = f"{url}\n{page}"
        found = [re.search(pattern, text) for pattern in self.in_page]
        if not found or found[0] is None:
            return None
        return {name: value for match in found if match for name, value in match.groupdict().items() if value}


def preset_for(url: str, presets: Mapping[str, Preset]) -> dict[str, str] | None:
    """The start of an entry for the platform at `url`: its preset, what the address tells, `${NAMES}` for secrets."""
    for name, preset in presets.items():
        told = preset.parameters_in(url)
        if told is not None:
            return {"preset": name, **told, **_to_hide(name, preset)}
    return None


def presets_on(url: str, page: str, presets: Mapping[str, Preset]) -> list[dict[str, str]]:
    """The starts of entries for the platforms whose reviews the page at `url` shows; `page` is its source."""
    found = {name: preset.parameters_on(url, page) for name, preset in presets.items()}
    return [
        {"preset": name, **told, **_to_hide(name, presets[name])} for name, told in found.items() if told is not None
    ]


def missing_in(entry: Mapping[str, Any], preset: Preset) -> dict[str, str]:
    """The parameters that `entry` still needs, each with what it is."""
    needed = [name for name in preset.parameters if name not in entry and name not in preset.optional]
    return {name: preset.parameters[name] for name in needed}


def _to_hide(name: str, preset: Preset) -> dict[str, str]:
    return {key: f"${{{name.upper()}_{key.upper()}}}" for key in preset.secret}


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
    for file in _files((shipped, beside / "presets")):
        preset, problems = read_preset(file)
        faults += problems
        if preset:
            found[file.stem] = preset
    return found, faults


def _files(folders: Iterable[Path]) -> list[Path]:
    return [file for folder in folders for file in sorted(folder.glob("*.yaml"))]


def read_preset(file: Path) -> tuple[Preset | None, list[Problem]]:
    """The preset in `file`, or its faults."""
    name, tree = f"presets/{file.name}", read_tree(file)
    if tree.problems:
        return None, [replace(problem, file=name) for problem in tree.problems]
    try:
        return Preset.model_validate_json(json.dumps(tree.data or {}), strict=True), []
    except ValidationError as error:
        return None, problems_of(error, tree, (), model=Preset, file=name)

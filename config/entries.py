"""One entry of `sources:` to a Source, or every fault it has. Pure: the environment is handed in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import SecretStr, ValidationError

from config.base import hint_of, near
from config.faults import problems_of
from config.preset import PRESET_ONLY, Preset
from config.secrets import fill, how_to_hide, literal_in_url, literal_secret, names_in, take
from config.settings import Defaults
from config.source import FIELDS, ONLY_FOR, WHERE_KEYS, Source
from config.times import say_span
from config.tree import Problem, Tree, Where

HIDDEN = ("kind", "where", "business", "secrets", "preset", *PRESET_ONLY)  # set by us, never written as such
OWN = tuple(name for name in Source.model_fields if name not in HIDDEN)
KNOWN = (*WHERE_KEYS, *OWN)


@dataclass(slots=True)
class Reading:
    """One entry while it is read: where it stands, what may fill it, and what was found wrong."""

    tree: Tree
    where: Where
    label: tuple[str, ...]
    env: Mapping[str, str]
    presets: Mapping[str, Preset]
    problems: list[Problem] = field(default_factory=list)
    secrets: dict[str, SecretStr] = field(default_factory=dict)

    def fault(self, said: str, *steps: str | int, inside: bool = False) -> None:
        """A fault at `steps`; the message names the last of them itself unless `inside`."""
        trail = (*self.label, *(str(step) for step in (steps if inside else steps[:-1])))
        self.problems.append(Problem(self.tree.line((*self.where, *steps)), said, trail))

    def secret(self, text: str, *steps: str | int) -> dict[str, SecretStr]:
        """The secrets that `text` names; what is missing becomes a fault."""
        found, faults = take(text, self.env)
        for said in faults:
            self.fault(said, *steps, inside=True)
        return found


def read_source(reading: Reading, business: str, defaults: Defaults) -> Source | None:
    """The source at `reading.where`, or None with its faults in `reading.problems`."""
    written = reading.tree.at(reading.where)
    if not isinstance(written, dict):
        reading.fault('a source is a block of settings, like  - {name: Own site, url: "https://…"}')
        return None
    entry = _without_preset(reading, written)
    key, kind = _kind(reading, entry) if entry is not None else ("", "")
    if entry is None or not kind:
        return None
    _check_keys(reading, written, entry, kind)
    _check_fields(reading, entry, kind)
    data = {name: value for name, value in entry.items() if name in OWN and value is not None}
    data |= {"kind": kind, "where": entry[key], "headers": _headers(reading, entry), "business": business}
    data |= _from_preset(reading, written)
    _take_secrets(reading, written, key, entry[key])
    base = {"every": say_span(defaults.every), "pages": defaults.pages, "language": defaults.language}
    source = _validated(reading, base | data, key)
    return None if reading.problems else source


def _without_preset(reading: Reading, written: dict[str, Any]) -> dict[str, Any] | None:
    """The entry with its preset filled in; None where that cannot be."""
    if "preset" not in written:
        return written
    name = str(written["preset"])
    preset = reading.presets.get(name)
    if preset is None:
        reading.fault(f'"{name}" is not a preset{hint_of(name, reading.presets)}', "preset")
        return None
    missing = [key for key in preset.parameters if written.get(key) is None and key not in preset.optional]
    for key in missing:
        reading.fault(f'the preset {name} needs "{key}" — {preset.parameters[key]}')
    return None if missing else preset.entry(written)


def _from_preset(reading: Reading, written: dict[str, Any]) -> dict[str, Any]:
    """What a preset alone may say: its contract, its patience, how it gets a token."""
    name = str(written.get("preset") or "")
    if not name:
        return {}
    extras = reading.presets[name].extras(written)
    token = {part: fill(value, reading.secret(value, "preset")) for part, value in extras["token"].items()}
    return {"preset": name, **extras, "token": token}


def _kind(reading: Reading, entry: dict[str, Any]) -> tuple[str, str]:
    """The key that says where, and the kind that makes; two empty strings where it cannot be told."""
    given = [key for key in WHERE_KEYS if key in entry]
    if len(given) == 1:
        css = given[0] == "url" and ("reviews" in entry or "fields" in entry)
        return given[0], "css" if css else given[0]
    if given:
        reading.fault(f"{' and '.join(given)} cannot stand together — keep the one that says where the reviews are")
    else:
        hints = (near(key, WHERE_KEYS, 0.6) for key in entry if key not in KNOWN)
        hint = next((hint for hint in hints if hint), "")
        reading.fault(f"say where the reviews are: one of {', '.join(WHERE_KEYS)}{hint}")
    return "", ""


def _check_keys(reading: Reading, written: dict[str, Any], entry: dict[str, Any], kind: str) -> None:
    for key in written:
        known = key in entry or key == "preset" or _is_parameter(reading, written, key)
        if not known or (key in entry and key not in KNOWN):
            names = (*KNOWN, *_parameters(reading, written))
            reading.fault(f'"{key}" is not a setting of a source{hint_of(key, names)}', key)
        elif key in ONLY_FOR and kind not in ONLY_FOR[key] and key in entry:
            kinds = ", ".join(ONLY_FOR[key]).replace("css", "url with reviews")
            reading.fault(f'"{key}" means nothing here, it is for {kinds} — remove it', key)


def _parameters(reading: Reading, written: dict[str, Any]) -> tuple[str, ...]:
    preset = reading.presets.get(str(written.get("preset")))
    return tuple(preset.parameters) if preset else ()


def _is_parameter(reading: Reading, written: dict[str, Any], key: str) -> bool:
    return key in _parameters(reading, written)


def _check_fields(reading: Reading, entry: dict[str, Any], kind: str) -> None:
    for block in ("fields", "columns"):
        given = entry.get(block)
        for name in given if isinstance(given, dict) else ():
            if name not in FIELDS:
                reading.fault(f'"{name}" is not a review field{hint_of(name, FIELDS)}', block, name)
    if kind == "css" and not entry.get("reviews"):
        reading.fault('"reviews" is missing — the CSS selector of one review, like  reviews: div.review')
    if kind == "css" and not entry.get("fields"):
        reading.fault('"fields" is missing — say where the text and the rating are, like  fields: {text: p.body}')


def _take_secrets(reading: Reading, written: dict[str, Any], key: str, where: Any) -> None:
    """What `where` needs from the environment; a secret written out, there or in a parameter, is a fault."""
    steps = (key,) if key in written else ("preset",)
    if isinstance(where, str):
        reading.secrets |= reading.secret(where, *steps)
    preset = reading.presets.get(str(written.get("preset")))
    hidden = preset.secret if preset else ()
    for name, value in written.items():
        part = literal_in_url(value) if name in WHERE_KEYS and isinstance(value, str) else ""
        part = name if name in hidden and not names_in(str(value)) else part
        if part:
            hide = how_to_hide(_variable(reading, part))
            reading.fault(f"the {part} is written out here — {hide}", name, inside=True)


def _variable(reading: Reading, part: str) -> str:
    name = f"{reading.label[-1] if reading.label else 'source'}_{part}".upper()
    return "_".join("".join(c if c.isascii() and c.isalnum() else " " for c in name).split())


def _headers(reading: Reading, entry: dict[str, Any]) -> Any:
    """Headers with their secrets filled in; what is no block stays as it is, for the model to refuse."""
    headers = entry.get("headers") or {}
    if not isinstance(headers, dict):
        return headers
    return {name: _header(reading, name, value) for name, value in headers.items()}


def _header(reading: Reading, name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if literal_secret(name, value):
        hide = how_to_hide(_variable(reading, name))
        reading.fault(f"this looks like a secret written out — {hide}", "headers", name, inside=True)
    return fill(value, reading.secret(value, "headers", name))


def _validated(reading: Reading, data: dict[str, Any], key: str) -> Source | None:
    try:
        source = Source.model_validate_json(json.dumps(data), strict=True)
    except ValidationError as error:
        steps = {"where": key}
        for problem in problems_of(error, reading.tree, reading.where, model=Source, label=reading.label):
            trail = tuple(steps.get(part, part) for part in problem.label)
            line = reading.tree.line((*reading.where, *trail[len(reading.label) :]))
            reading.problems.append(Problem(max(line, problem.line), problem.said, trail))
        return None
    return source.model_copy(update={"secrets": reading.secrets})

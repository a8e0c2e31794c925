"""One entry of `sources:` to a Source, or every fault it has. Pure: the environment is handed in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import SecretStr, ValidationError

from config.base import hint_of, near
from config.faults import problems_of
from config.secrets import how_to_hide, literal_in_url, literal_secret, take
from config.settings import Defaults
from config.source import FIELDS, ONLY_FOR, WHERE_KEYS, Source
from config.times import say_span
from config.tree import Problem, Tree, Where

HIDDEN = ("kind", "where", "business", "params", "secrets")  # set by us, never written as such
KNOWN = [*WHERE_KEYS, *(name for name in Source.model_fields if name not in HIDDEN and name not in WHERE_KEYS)]


@dataclass(slots=True)
class Reading:
    """The state of reading one entry: where it stands, and what was found wrong."""

    tree: Tree
    where: Where
    label: tuple[str, ...]
    env: Mapping[str, str]
    problems: list[Problem] = field(default_factory=list)
    secrets: dict[str, SecretStr] = field(default_factory=dict)

    def fault(self, said: str, *steps: str | int) -> None:
        trail = (*self.label, *(str(step) for step in steps[:-1]))
        self.problems.append(Problem(self.tree.line((*self.where, *steps)), said, trail))

    def secret(self, text: str, *steps: str | int) -> dict[str, SecretStr]:
        """The secrets that `text` names; what is missing becomes a fault."""
        found, faults = take(text, self.env)
        for said in faults:
            self.problems.append(Problem(self.tree.line((*self.where, *steps)), said, (*self.label, *map(str, steps))))
        self.secrets |= found
        return found


def read_source(
    reading: Reading, business: str, defaults: Defaults, presets: Mapping[str, tuple[str, ...]]
) -> Source | None:
    """The source at `reading.where`, or None with its faults in `reading.problems`."""
    entry = reading.tree.at(reading.where)
    if not isinstance(entry, dict):
        reading.fault('a source is a block of settings, like  - {name: Own site, url: "https://…"}')
        return None
    kind = _kind(reading, entry)
    if not kind:
        return None
    data = _plain(reading, entry, kind, presets)
    _check_keys(reading, entry, kind, presets)
    _check_fields(reading, entry, kind)
    data |= {"business": business, "headers": _headers(reading, entry)}
    source = _validated(reading, _with_defaults(data, defaults), kind)
    return None if reading.problems else source


def _kind(reading: Reading, entry: dict[str, Any]) -> str:
    given = [key for key in WHERE_KEYS if key in entry]
    if not given:
        reading.fault(f"say where the reviews are: one of {', '.join(WHERE_KEYS)}{_meant(entry)}")
        return ""
    if len(given) > 1 and given != ["preset", "url"]:
        reading.fault(f"{' and '.join(given)} cannot stand together — keep the one that says where the reviews are")
        return ""
    if given[0] == "url" and ("reviews" in entry or "fields" in entry):
        return "css"
    return given[0]


def _meant(entry: dict[str, Any]) -> str:
    hints = (near(key, WHERE_KEYS, 0.6) for key in entry if key not in KNOWN)
    return next((hint for hint in hints if hint), "")


def _plain(
    reading: Reading, entry: dict[str, Any], kind: str, presets: Mapping[str, tuple[str, ...]]
) -> dict[str, Any]:
    """The entry with the words of our model: `where` and `kind` for the key that says where."""
    key = {"css": "url", "preset": "url"}.get(kind, kind)
    where = entry.get(key, "")
    data = {name: value for name, value in entry.items() if name in Source.model_fields and name not in HIDDEN}
    data |= {"kind": kind, "where": where}
    for name, value in ((key, where), *_params(entry, kind, presets).items()):
        if isinstance(value, str):
            reading.secret(value, name)
            _refuse_literal(reading, name, value)
    if kind == "preset":
        data["params"] = {name: str(value) for name, value in _params(entry, kind, presets).items()}
    return data


def _params(entry: dict[str, Any], kind: str, presets: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    names = presets.get(str(entry.get("preset")), ()) if kind == "preset" else ()
    return {name: entry[name] for name in names if name in entry and name != "url"}


def _refuse_literal(reading: Reading, key: str, value: str) -> None:
    part = literal_in_url(value) if "://" in value else key if literal_secret(key, value) else ""
    if part:
        name = f"{reading.label[-1]}_{part}".upper()
        safe = "".join(c if c.isascii() and c.isalnum() else "_" for c in name).strip("_")
        reading.fault(f"the {part} is written out here — {how_to_hide(safe)}", key)


def _headers(reading: Reading, entry: dict[str, Any]) -> dict[str, str]:
    headers = entry.get("headers", {})
    if not isinstance(headers, dict):
        return {"": ""} if headers is None else headers
    filled = {}
    for name, value in headers.items():
        text = str(value) if value is not None else ""
        if literal_secret(name, text):
            hide = how_to_hide("MY_TOKEN")
            reading.problems.append(
                Problem(
                    reading.tree.line((*reading.where, "headers", name)),
                    f"this looks like a secret written out — {hide}",
                    (*reading.label, "headers", name),
                )
            )
        values = reading.secret(text, "headers", name)
        for key, secret in values.items():
            text = text.replace(f"${{{key}}}", secret.get_secret_value())
        filled[name] = text
    return filled


def _check_keys(reading: Reading, entry: dict[str, Any], kind: str, presets: Mapping[str, tuple[str, ...]]) -> None:
    preset = entry.get("preset") if kind == "preset" else None
    if preset is not None and preset not in presets:
        reading.fault(f'"{preset}" is not a preset{hint_of(str(preset), presets)}', "preset")
    own = presets.get(str(preset), ())
    for key in entry:
        if key in own:
            continue
        if key not in KNOWN:
            known = [*KNOWN, *own]
            reading.fault(f'"{key}" is not a setting of a source{hint_of(key, known)}', key)
        elif key in ONLY_FOR and kind not in ONLY_FOR[key]:
            kinds = " and ".join("url" if k == "css" else k for k in ONLY_FOR[key])
            reading.fault(f'"{key}" means nothing here: it is for sources with {kinds} — remove it', key)


def _check_fields(reading: Reading, entry: dict[str, Any], kind: str) -> None:
    for block in ("fields", "columns"):
        given = entry.get(block)
        for name in given if isinstance(given, dict) else ():
            if name not in FIELDS:
                reading.fault(f'"{name}" is not a review field{hint_of(name, FIELDS)}', block, name)
    if kind == "css" and "reviews" not in entry:
        reading.fault('"reviews" is missing — the CSS selector of one review, like  reviews: div.review')
    if kind in ("css", "json") and not isinstance(entry.get("fields"), dict):
        reading.fault('"fields" is missing — say where text and rating are, like  fields: {text: p.body}')


def _with_defaults(data: dict[str, Any], defaults: Defaults) -> dict[str, Any]:
    return {"every": say_span(defaults.every), "pages": defaults.pages, "language": defaults.language} | data


def _validated(reading: Reading, data: dict[str, Any], kind: str) -> Source | None:
    try:
        source = Source.model_validate_json(json.dumps(data), strict=True)
    except ValidationError as error:
        aliases = {"where": "url" if kind in ("css", "preset") else kind}
        for problem in problems_of(error, reading.tree, reading.where, model=Source, label=reading.label):
            trail = tuple(aliases.get(part, part) for part in problem.label)
            steps = trail[len(reading.label) :]
            line = reading.tree.line((*reading.where, *steps))
            reading.problems.append(Problem(line, problem.said, trail))
        return None
    return source.model_copy(update={"secrets": {k: v for k, v in reading.secrets.items() if f"${{{k}}}" in str(data)}})

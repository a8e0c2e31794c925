"""pydantic's errors in words an operator understands, each with its line and the next step. Pure."""

from __future__ import annotations

from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from config.base import hint_of
from config.tree import Problem, Tree, Where

_KINDS = {
    "string_type": "a text",
    "int_type": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "dict_type": "a block of settings",
    "model_type": "a block of settings",
    "model_attributes_type": "a block of settings",
    "tuple_type": 'a list — one entry a line, each after "- "',
    "list_type": 'a list — one entry a line, each after "- "',
    "frozen_set_type": 'a list — one entry a line, each after "- "',
}


def problems_of(
    error: ValidationError,
    tree: Tree,
    where: Where,
    *,
    model: type[BaseModel],
    label: tuple[str, ...] = (),
    file: str = "",
) -> list[Problem]:
    """Every fault pydantic found in the part of `tree` that starts at `where`."""
    found = []
    for detail in error.errors(include_url=False, include_context=True):
        steps = tuple(step for step in detail["loc"] if step != "[key]")
        trail = (*label, *_trail(steps[:-1] if _names_key(detail) else steps))
        found.append(Problem(tree.line((*where, *steps)), _say(detail, steps, model), trail, file))
    return found


def _names_key(detail: ErrorDetails) -> bool:
    return detail["type"] in ("missing", "extra_forbidden") or "[key]" in detail["loc"]


def _trail(steps: Where) -> tuple[str, ...]:
    return tuple(f"entry {step + 1}" if isinstance(step, int) else step for step in steps)


def _say(detail: ErrorDetails, steps: Where, model: type[BaseModel]) -> str:
    kind, key = detail["type"], steps[-1] if steps else ""
    value = detail.get("input")
    if kind == "extra_forbidden":
        known = known_keys(model, steps[:-1])
        return f'"{key}" is not a setting here{hint_of(str(key), known)}'
    if kind == "missing":
        return f'"{key}" is missing — add  {key}: …'
    if kind in ("value_error", "assertion_error"):
        return str(detail["ctx"]["error"])
    if kind in ("literal_error", "enum"):
        return _one_of(value, str(detail["ctx"]["expected"]))
    if kind in _KINDS:
        return _wrong_kind(kind, value)
    return _bounds(kind, detail.get("ctx") or {}, value) or detail["msg"][0].lower() + detail["msg"][1:]


def _wrong_kind(kind: str, value: object) -> str:
    said = f"this should be {_KINDS[kind]}"
    if value is None:
        return f"this is empty; it {said.removeprefix('this ')}"
    if kind == "string_type" and isinstance(value, bool | int | float):
        return f'{said}, not a number — put it in quotes: "{value}"'
    return f"{said}, not {_called(value)}" if "list" not in said else said


def _called(value: object) -> str:
    if isinstance(value, dict):
        return "a block (a text with a colon needs quotes)"
    return "a list" if isinstance(value, list) else f'"{value}"'


def _one_of(value: object, expected: str) -> str:
    choices = [part.strip("'") for part in expected.replace(" or ", ", ").split(", ")]
    return f'"{value}" is not possible here{hint_of(str(value), choices)}'


def _bounds(kind: str, context: dict[str, Any], value: object) -> str:
    words = {
        "greater_than_equal": ("ge", "{v} is too small — {b} or more"),
        "greater_than": ("gt", "{v} is too small — more than {b}"),
        "less_than_equal": ("le", "{v} is too large — {b} or less"),
        "less_than": ("lt", "{v} is too large — less than {b}"),
        "string_too_long": ("max_length", "this text is too long — {b} characters at most"),
        "string_too_short": ("min_length", "this is empty — write something, or remove the key"),
        "too_short": ("min_length", "this list is empty — {b} entry at least"),
    }
    if kind not in words:
        return ""
    name, sentence = words[kind]
    return sentence.format(v=value, b=f"{context.get(name, 1):g}")


def known_keys(model: type[BaseModel], steps: Where = ()) -> list[str]:
    """The keys that may stand at `steps` inside `model`, as they are written in YAML."""
    for step in steps:
        field = next((f for n, f in model.model_fields.items() if step in (n, f.alias)), None)
        inner = inner_model(field.annotation) if field else None
        model = inner or model
    return [field.alias or name for name, field in model.model_fields.items()]


def inner_model(annotation: Any) -> type[BaseModel] | None:
    """The model inside `tuple[X, ...]`, `dict[str, X]`, `X | None`, or X itself."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (inner_model(part) for part in get_args(annotation))
    return next((model for model in found if model), None)

"""The contract of a preset with its platform: what an answer must hold. Pure; knows no platform.

Interfaces die with status 200: a key is renamed, an error comes where the list was. Without a contract that is a week
without reviews; with one it is a sentence that names the missing key.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from crawler.json_api import look_up
from model import ExtractError

EACH = "[]."
"""Begins a path that is looked up in each review."""

_IS: Mapping[str, Callable[[Any], bool]] = {
    "text": lambda value: isinstance(value, str),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "truth": lambda value: isinstance(value, bool),
    "list": lambda value: isinstance(value, list | tuple),
    "object": lambda value: isinstance(value, Mapping),
    "any": lambda value: value is not None,
    "none": lambda value: value is None,
}
_COMPLAINTS = (
    *("error.message", "error_description", "error.errors[0].message", "errors[0].message", "errors[0].detail"),
    *("response.message", "status.message", "message", "detail", "error", "errors[0]"),
)
_MOST = 0.5  # of the reviews of a page may be odd before it is the platform that changed


class ShapeError(ExtractError):
    """An answer that breaks its contract; the text names the key."""


def check_shape(data: Any, shape: Mapping[str, str]) -> None:
    """Hold a whole answer to `shape`, JMESPath to type; paths of single reviews are left out. Raises ShapeError."""
    for path, kind in shape.items():
        if not path.startswith(EACH) and not _fits(data, path, kind):
            raise ShapeError(f"The answer {_lacks(look_up(path, data), path, kind)}{_complaint(data)}")


def check_each(items: Sequence[Any], shape: Mapping[str, str]) -> None:
    """Hold the reviews of one page to `shape`: ShapeError where most of them break it, as one odd one may."""
    for path, kind in shape.items():
        inner = path.removeprefix(EACH)
        odd = [item for item in items if not _fits(item, inner, kind)] if path.startswith(EACH) else []
        if len(odd) > len(items) * _MOST:
            missing = _lacks(look_up(inner, odd[0]), inner, kind)
            raise ShapeError(f"{len(odd)} of {len(items)} reviews in the answer: one {missing}")


def _fits(data: Any, path: str, kind: str) -> bool:
    value = look_up(path, data)
    if value is None and kind.endswith("?"):
        return True
    return any(_IS[name](value) for name in kind.removesuffix("?").split(" or "))


def _lacks(value: Any, path: str, kind: str) -> str:
    wanted = kind.removesuffix("?")
    if wanted == "none":
        return f"has “{path}” in it"
    if value is None:
        return f"has no “{path}” any more ({wanted} expected)"
    return f"has something else under “{path}” than before ({wanted} expected)"


def _complaint(data: Any) -> str:
    """What the platform says itself, if it says anything."""
    if not isinstance(data, Mapping):
        return ""
    said = next((value for path in _COMPLAINTS if isinstance(value := look_up(path, data), str) and value), "")
    return f"; it says “{' '.join(said.split())[:200]}”" if said else ""

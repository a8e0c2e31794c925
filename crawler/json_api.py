"""Reviews in a JSON payload: by JMESPath where the operator wrote some, as schema.org or as our own rows where not."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import jmespath
from jmespath.exceptions import JMESPathError
from jmespath.parser import ParsedResult

from crawler.source import FIELDS
from model import ExtractError

_LISTS = ("reviews", "data", "items", "results")


@lru_cache(maxsize=256)
def _compiled(path: str) -> ParsedResult:
    try:
        return jmespath.compile(path)
    except JMESPathError as error:
        raise ExtractError(f"“{path}” is not a JMESPath: {str(error).splitlines()[0]}") from error


def look_up(path: str, data: Any) -> Any:
    """What `path` finds in `data`. ExtractError for a path that cannot be read or does not fit the data."""
    try:
        return _compiled(path).search(data)
    except JMESPathError as error:
        raise ExtractError(f"“{path}” does not fit the payload: {str(error).splitlines()[0]}") from error


def leads(path: str, data: Any) -> bool:
    """Whether `path` finds anything in `data`."""
    return data is not None and look_up(path, data) is not None


def items(data: Any, reviews: str) -> list[dict[str, Any]]:
    """The reviews as they came. An empty list is an answer; a path to nowhere an ExtractError naming the keys."""
    found = look_up(reviews, data)
    if found is None:
        raise ExtractError(f"`reviews: {reviews}` finds nothing in the payload, which has {_keys(data)}")
    if isinstance(found, dict):  # one review only: some servers then leave the list away
        found = [found]
    if not isinstance(found, list):
        raise ExtractError(f"`reviews: {reviews}` finds a {type(found).__name__}, not a list of reviews")
    return [item for item in found if isinstance(item, dict)]


def rows(data: Any, reviews: str, fields: Mapping[str, str]) -> list[dict[str, Any]]:
    """Raw reviews (see `assemble`); raises as `items` does."""
    named = fields or {name: name for name in FIELDS}
    return [{name: look_up(path, item) for name, path in named.items()} for item in items(data, reviews)]


def total(data: Any, path: str | None) -> int | None:
    """How many reviews the payload says there are; None where it does not."""
    value = look_up(path, data) if path else None
    if isinstance(value, str) and value.isdecimal():
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _keys(data: Any) -> str:
    if isinstance(data, dict):
        return "the keys " + ", ".join(f"“{key}”" for key in list(data)[:8])
    return f"a list of {len(data)}" if isinstance(data, list) else "no keys"


def own_rows(data: Any) -> list[dict[str, Any]]:
    """Rows in the form that `import` takes, at the top or under a usual name; [] where these are none."""
    if isinstance(data, dict):
        data = next((data[name] for name in _LISTS if isinstance(data.get(name), list)), [])
    items = [item for item in data if isinstance(item, dict)] if isinstance(data, list) else []
    fitting = [item for item in items if "text" in item and ("rating" in item or "date" in item)]
    return [{name: item.get(name) for name in FIELDS} for item in fitting]


def shape(data: Any, reviews: str | None) -> str:
    """The keys of the first reviews, sorted, separated by blanks."""
    found = look_up(reviews, data) if reviews else data
    items = found if isinstance(found, list) else [found]
    names = {str(key) for item in items[:5] if isinstance(item, dict) for key in item}
    return " ".join(sorted(names)[:100])

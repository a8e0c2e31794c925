"""Data that a page carries in its scripts: a JSON document, or literals assigned to names (`window.STATE = {…}`).

Frameworks put there what their JavaScript shows. Nothing is run: only what stands there written out is read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from crawler import repair

_MOST = 100  # literals looked at in one script: a minified library has thousands
MAX_SCRIPT = 4 * 1024 * 1024  # characters; the largest state we met has 0.4 million
_NAMED = re.compile(
    r"(?:\[\s*[\"'](?P<key>[\w$.-]{1,80})[\"']\s*\]|(?P<name>[A-Za-z_$][\w$]{0,79}))\s*=\s*(?P<parse>JSON\.parse\(\s*)?(?=[{\[\"'])"
)
# a string that never ends goes to the end, or each of its quotes would be tried as a beginning
_TOKEN = re.compile(r"([\"'`])(?:\\.|(?!\1)[^\\])*+(?:\1|\\?\Z)|[{}\[\]]", re.S)
_STRING = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'", re.S)
_ESCAPE = re.compile(r"\\x[0-9a-fA-F]{2}|\\.|\"", re.S)
_WRAPPERS = ("Reactive", "ShallowReactive", "Ref", "ShallowRef", "EmptyRef", "EmptyShallowRef", "skipHydrate")
_CODE = re.compile(r"\bfunction\s*\w*\(|=>")
_CLOSE = re.compile(r"</script", re.I)
_DEEPEST = 60


def data_of(script: str) -> tuple[Any, bool]:
    """What a script holds, and whether it had to be mended: its JSON, else an object of its literals by name.

    The flat form in which Nuxt 3 writes its state is put together again. ValueError where there is no data.
    """
    if len(script) > MAX_SCRIPT:
        raise ValueError(f"{len(script)} characters are more than we read of one script")
    try:
        return unflattened(json.loads(script, strict=False)), False
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    except ValueError:
        found = _literals(script)
    if found:
        return {name: value for name, value, _ in found}, any(mended for _, _, mended in found)
    if _CODE.search(script):
        raise ValueError("a program, and no data in it")
    return repair.loads(script)


def _literals(script: str) -> list[tuple[str, Any, bool]]:
    """(name, value, mended) of each object or list that is assigned; a later one of a name counts."""
    found: list[tuple[str, Any, bool]] = []
    at, budget = 0, repair.MAX_REPAIR
    for _ in range(_MOST):
        match = _NAMED.search(script, at)
        if not match:
            break
        at = match.end()
        value, end, mended = _parsed(script, at) if match["parse"] else _literal(script, at, budget)
        budget -= (end - at) * mended
        if isinstance(value, dict | list) and value:
            found.append((match["key"] or match["name"], value, mended))
            at = end
    return found


def _literal(script: str, at: int, budget: int) -> tuple[Any, int, bool]:
    """The object or list that begins at `at`, and where it ends; None where it cannot be read.

    `budget`: how many characters may be mended, which is slow on hostile ones.
    """
    if script[at] not in "{[":
        return None, at, False
    try:
        return *json.JSONDecoder(strict=False).raw_decode(script, at), False
    except (ValueError, RecursionError):
        end = _end(script, at)
    if end <= at or end - at > budget or _CODE.search(script, at, end):
        return None, at, False
    try:
        value, mended = repair.loads(script[at:end])
    except ValueError:
        return None, end, True
    return value, end, mended


def _end(script: str, at: int) -> int:
    """Where the brackets opened at `at` are closed again; `at` itself where they never are."""
    depth = 0
    for token in _TOKEN.finditer(script, at, at + repair.MAX_REPAIR):
        if token[0] in "{[":
            depth += 1
        elif token[0] in "}]":
            depth -= 1
        if not depth:
            return token.end()
    return at


def _parsed(script: str, at: int) -> tuple[Any, int, bool]:
    """The document in the string handed to `JSON.parse`."""
    quoted = _STRING.match(script, at)
    if not quoted:
        return None, at, False
    try:
        document = json.loads(f'"{_ESCAPE.sub(_as_json, quoted[0][1:-1])}"', strict=False)
        return json.loads(document, strict=False), quoted.end(), False
    except (ValueError, RecursionError):
        return None, at, False


def _as_json(escape: re.Match[str]) -> str:
    """An escape of JavaScript as JSON writes it."""
    if escape[0] == '"':
        return '\\"'
    return f"\\u00{escape[0][2:]}" if escape[0][1] == "x" and len(escape[0]) == 4 else escape[0].replace("\\'", "'")


def unflattened(data: Any) -> Any:
    """`data`, or the tree in it where it is a flat list whose values are numbers of other items.

    The format is that of the “devalue” library, which Nuxt 3 and SvelteKit write.
    """
    if not _is_flat(data):
        return data
    return _tree(data, 0, {}, 0)


def _is_flat(data: Any) -> bool:
    if not isinstance(data, list) or len(data) < 3 or isinstance(data[0], bool | str | int | float | None):
        return False
    head = data[0]
    numbers = list(head.values()) if isinstance(head, dict) else head[1:] if head[:1] and head[0] in _WRAPPERS else []
    return bool(numbers) and all(type(number) is int and number < len(data) for number in numbers)


def _tree(flat: list[Any], at: Any, made: dict[int, Any], depth: int) -> Any:
    """The item number `at` with what it refers to. One that holds itself, or is nested too deep, becomes None."""
    if type(at) is not int or not 0 <= at < len(flat) or depth > _DEEPEST:
        return None  # negative numbers stand for undefined, NaN and the like
    if at in made:
        return made[at]
    made[at] = None
    item = flat[at]
    if isinstance(item, dict):
        item = {key: _tree(flat, number, made, depth + 1) for key, number in item.items()}
    elif isinstance(item, list):
        item = _of_list(flat, item, made, depth + 1)
    made[at] = item
    return item


def _of_list(flat: list[Any], item: list[Any], made: dict[int, Any], depth: int) -> Any:
    tag = item[0] if item and isinstance(item[0], str) else ""
    if tag in _WRAPPERS:
        return _tree(flat, item[1] if len(item) > 1 else -1, made, depth)
    if tag == "Date":
        return item[1] if len(item) > 1 else None
    return [_tree(flat, number, made, depth) for number in (item[1:] if tag else item)]


def inline_scripts(text: str) -> Iterator[tuple[str, str]]:
    """(attributes, contents) of each script that stands in the page itself and may hold data."""
    for match in re.finditer(r"(?i)<script\b([^>]{0,2000})>", text):
        attributes = match[1]
        if re.search(r"(?i)\bsrc\s*=|ld\+json", attributes):
            continue
        end = _CLOSE.search(text, match.end())
        yield attributes, text[match.end() : end.start() if end else len(text)]

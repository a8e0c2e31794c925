"""Presets against payloads of their platforms' shape: what is read, and what is missed by name when a key is gone."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jmespath
import pytest
from preset_sources import ENTRIES, PAYLOADS, content_type, file_of, payload, preset_sources

from config import Source
from crawler.extract import read_page
from crawler.page import Found, Page
from crawler.shape import EACH, ShapeError, check_each, check_shape
from model import ExtractError

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Source]:
    return preset_sources(tmp_path_factory.mktemp("presets"))


def read(source: Source, file: Path, body: bytes | None = None) -> Page:
    raw = file.read_bytes() if body is None else body
    url = source.where.split("?")[0]
    return read_page(raw, url=url, content_type=content_type(file), at=NOW, source=source)


def facts(found: Found) -> dict[str, Any]:
    return {
        name: value
        for name, value in asdict(found).items()
        if value not in ("", None, False) or (name == "verified" and value is False)
    }


@pytest.mark.parametrize("preset", ENTRIES)
def test_a_preset_reads_what_its_platform_answers(preset: str, sources: dict[str, Source]) -> None:
    files = [file for kind in ("full", "last") if (file := payload(preset, kind))]
    found = [facts(one) for file in files for one in read(sources[preset], file).reviews]
    assert found == json.loads((PAYLOADS / preset / "expected.json").read_text("utf-8"))


@pytest.mark.parametrize("preset", ENTRIES)
def test_an_empty_list_is_an_answer(preset: str, sources: dict[str, Source]) -> None:
    assert read(sources[preset], file_of(preset, "empty")).reviews == ()


@pytest.mark.parametrize("preset", ENTRIES)
def test_a_sign_in_page_is_never_an_empty_list(preset: str, sources: dict[str, Source]) -> None:
    with pytest.raises(ExtractError):
        read(sources[preset], file_of(preset, "login"))


@pytest.mark.parametrize("preset", [name for name in ENTRIES if payload(name, "error.200")])
def test_an_error_that_says_200_is_told_by_its_keys(preset: str, sources: dict[str, Source]) -> None:
    with pytest.raises(ExtractError, match=r"“.+”"):
        read(sources[preset], file_of(preset, "error.200"))


@pytest.mark.parametrize("preset", [name for name in ENTRIES if name != "wordpress_org"])
def test_each_key_that_a_preset_needs_is_missed_by_name(preset: str, sources: dict[str, Source]) -> None:
    source, file = sources[preset], file_of(preset, "full")
    for path, kind in source.shape.items():
        if kind.endswith("?") or kind == "none" or path == "@":
            continue
        data = json.loads(file.read_text("utf-8"))
        _remove(data, source, path)
        with pytest.raises(ShapeError) as caught:
            read(source, file, json.dumps(data).encode())
        assert path.removeprefix(EACH) in str(caught.value)


def _remove(data: Any, source: Source, path: str) -> None:
    """Take the last key of `path` out of the payload, or out of each of its reviews."""
    holders = jmespath.search(source.reviews, data) if path.startswith(EACH) else [data]
    steps = path.removeprefix(EACH).replace('"', "").split(".")
    for holder in holders:
        for step in steps[:-1]:
            holder = holder[step]
        del holder[steps[-1]]


def test_a_feed_whose_entries_lose_their_text_breaks_the_contract(sources: dict[str, Source]) -> None:
    file = file_of("wordpress_org", "full")
    bare = file.read_text("utf-8").replace("description>", "descriptions>").encode()
    with pytest.raises(ShapeError, match="summary"):
        read(sources["wordpress_org"], file, bare)


@pytest.mark.parametrize(
    ("kind", "value", "fits"),
    [
        ("text", "a", True),
        ("text", 1, False),
        ("number", 1.5, True),
        ("number", True, False),
        ("truth", False, True),
        ("list", [], True),
        ("object", {}, True),
        ("object", [], False),
        ("text or number", 1, True),
        ("text?", None, True),
        ("text?", 1, False),
        ("text", None, False),
        ("any", 0, True),
        ("none", None, True),
        ("none", "boom", False),
    ],
)
def test_a_contract_tells_types_apart(kind: str, value: Any, fits: bool) -> None:
    if fits:
        check_shape({"a": value}, {"a": kind})
    else:
        with pytest.raises(ShapeError, match="“a”"):
            check_shape({"a": value}, {"a": kind})


@pytest.mark.parametrize(("odd", "breaks"), [(1, False), (2, False), (3, True), (4, True)])
def test_one_odd_review_is_no_change_of_the_platform(odd: int, breaks: bool) -> None:
    items = [{"id": None}] * odd + [{"id": "a"}] * (4 - odd)
    if breaks:
        with pytest.raises(ShapeError, match=f"{odd} of 4"):
            check_each(items, {"[].id": "text"})
    else:
        check_each(items, {"[].id": "text"})


def test_what_the_platform_says_of_itself_is_passed_on() -> None:
    with pytest.raises(ShapeError, match="it says “Over quota”"):
        check_shape({"error": {"message": "Over\nquota"}}, {"items": "list"})

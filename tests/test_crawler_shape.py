"""Presets against payloads of their platforms' shape: what is read, and what is missed by name when a key is gone."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from preset_sources import ENTRIES, PAYLOADS, content_type, file_of, needed, payload, preset_sources, without

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


@pytest.mark.parametrize("preset", [name for name in ENTRIES if (PAYLOADS / name / "error.200.json").exists()])
def test_an_error_that_says_200_is_told_by_its_keys(preset: str, sources: dict[str, Source]) -> None:
    with pytest.raises(ExtractError, match=r"“.+”"):
        read(sources[preset], file_of(preset, "error.200"))


@pytest.mark.parametrize("preset", ENTRIES)
def test_each_key_that_a_preset_needs_is_missed_by_name(preset: str, sources: dict[str, Source]) -> None:
    source, file = sources[preset], file_of(preset, "full")
    for path in needed(source) if source.kind == "json" else ["[].summary"]:
        with pytest.raises(ShapeError) as caught:
            read(source, file, without(source, path).encode())
        assert path.removeprefix(EACH) in str(caught.value)


@pytest.mark.parametrize("preset", ["google_business", "steam"])  # their empty answers have no list
def test_a_list_that_is_counted_and_gone_is_no_empty_one(preset: str, sources: dict[str, Source]) -> None:
    file = file_of(preset, "full")
    renamed = file.read_text("utf-8").replace('"reviews":', '"voices":')
    with pytest.raises(ExtractError, match="reviews"):
        read(sources[preset], file, renamed.encode())


def test_thumbs_up_and_down_are_five_stars_and_one(sources: dict[str, Source]) -> None:
    reviews = read(sources["steam"], file_of("steam", "full")).reviews
    assert [review.rating for review in reviews] == [1.0, 5.0]


def test_numbers_of_64_bits_come_whole_or_not_at_all(sources: dict[str, Source]) -> None:
    file = file_of("steam", "full")
    assert read(sources["steam"], file).reviews[0].id == "9007199254740993"  # one more than a float can hold
    bare = re.sub(r'"recommendationid": "(\d+)"', r'"recommendationid": \1', file.read_text("utf-8"))
    with pytest.raises(ShapeError, match="recommendationid"):
        read(sources["steam"], file, bare.encode())


def test_apple_calls_its_json_a_script(sources: dict[str, Source]) -> None:
    raw = file_of("apple_app_store", "full").read_bytes()
    source = sources["apple_app_store"]
    url = source.where.split("?")[0]
    page = read_page(raw, url=url, content_type="text/javascript; charset=utf-8", at=NOW, source=source)
    assert [review.author for review in page.reviews] == ["nanna82", "t_b"]


@pytest.mark.parametrize("stars", ["STAR_RATING_UNSPECIFIED", None])
def test_stars_that_google_does_not_tell_are_none(stars: str | None, sources: dict[str, Source]) -> None:
    file = file_of("google_business", "full")
    told = file.read_text("utf-8").replace('"TWO"', json.dumps(stars))
    assert [review.rating for review in read(sources["google_business"], file, told.encode()).reviews] == [None, 5.0]


def test_a_shop_that_asks_for_no_stars_has_not_changed(sources: dict[str, Source]) -> None:
    file = file_of("woocommerce", "full")
    bare = re.sub(r'"rating": \d', '"rating": null', file.read_text("utf-8"))
    assert [review.rating for review in read(sources["woocommerce"], file, bare.encode()).reviews] == [None, None]


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

"""`sources add` on the command line: what it shows, what it writes, and when it writes nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fakeweb import Answer, FakeWeb, ReviewPages, cards, fake_web
from review_layouts import LAYOUTS

import schedule

YAML = """
crawl: {{allow: ["{site}"]}}
businesses:
  - name: Café Ida
    zone: Europe/Copenhagen
    languages: [da, en]
    people: [{{name: Ida, email: ida@cafe-ida.example, roles: [owner], language: en}}]
    # what guests say
    sources: []
"""
PRESET = """
about: "Town portal: what people say of a shop"
verified: never
terms: "Free for shops that are listed."
match: ['{site}/shop/(?P<shop>\\d+)']
parameters: {{shop: the number in the address}}
source:
  json: "{site}/api/{{shop}}"
  reviews: list
  fields: {{id: id, text: words, rating: stars}}
"""
API = {"list": [{"id": 1, "words": "Cold soup", "stars": 2}, {"id": 2, "words": "Fine cake", "stars": 5}]}


@pytest.fixture
def web() -> Iterator[FakeWeb]:
    with fake_web() as web:
        web.says["/r"] = ReviewPages(cards(12))
        yield web


@pytest.fixture
def config(web: FakeWeb, tmp_path: Path) -> Path:
    path = tmp_path / "config.yaml"
    path.write_text(YAML.format(site=web.site), encoding="utf-8")
    (tmp_path / "presets").mkdir()
    (tmp_path / "presets" / "portal.yaml").write_text(PRESET.format(site=web.url("")), encoding="utf-8")
    return path


def run(config: Path, *words: str) -> int:
    return schedule.main(["--config", str(config), "--var", str(config.parent / "var"), *words])


def test_an_address_becomes_an_entry_that_works(web: FakeWeb, config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(config, "sources", "add", web.url("/r"), "--yes", "--business", "café ida") == 0
    shown = capsys.readouterr()
    assert "1. schema.org data in the page: 5 of the 12 the site claims on the first page" in shown.out
    assert "2026-10-27 to 2026-10-31" in shown.out
    assert "4★ Mona, 2026-10-31: Visit number 1 was fine" in shown.out
    assert "Cost: about 4 requests" in shown.out
    assert "No preset knows this site: read its terms" in shown.err
    text = config.read_text(encoding="utf-8")
    assert "    # what guests say\n    sources:\n      - name: 127.0.0.1\n" in text
    assert run(config, "sources", "test", "127.0.0.1", "--json") == 0
    assert json.loads(capsys.readouterr().out)["facts"]["seen"] == 12


def test_selectors_are_written_and_read_in_the_next_crawl(
    web: FakeWeb, config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    web.says["/guide"] = Answer(LAYOUTS["directory"].html)
    assert run(config, "sources", "add", web.url("/guide"), "--yes", "--name", "Town guide") == 0
    assert "reviews: article.bewertung" in config.read_text(encoding="utf-8")
    capsys.readouterr()
    assert run(config, "sources", "test", "Town guide", "--json") == 0
    facts = json.loads(capsys.readouterr().out)["facts"]
    assert (facts["seen"], facts["coverage"]["rating"], facts["coverage"]["date"]) == (5, 1.0, 1.0)


def test_json_only_looks_unless_told_to_write(web: FakeWeb, config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = config.read_text(encoding="utf-8")
    assert run(config, "sources", "add", web.url("/r"), "--json") == 0
    looked: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert set(looked) == {"url", "business", "candidates", "notes", "problem", "added"}
    [offer] = looked["candidates"]
    assert (offer["reviews"], offer["claimed_total"], offer["cost"]["first_requests"]) == (5, 12, 4)
    assert looked["added"] is None
    assert config.read_text(encoding="utf-8") == before
    assert run(config, "sources", "add", web.url("/r"), "--json", "--yes") == 0
    assert json.loads(capsys.readouterr().out)["added"] == "127.0.0.1"
    assert web.url("/r") in config.read_text(encoding="utf-8")


@pytest.mark.parametrize("more", [(), ("--json",), ("--yes",), ("--yes", "--json")])
def test_where_nothing_is_found_nothing_is_written(
    web: FakeWeb, config: Path, more: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    before = config.read_text(encoding="utf-8")
    assert run(config, "sources", "add", web.url("/nowhere"), *more) == 1
    said = capsys.readouterr()
    problem = json.loads(said.out)["problem"] if "--json" in more else said.err
    assert "There is no page (HTTP 404)" in problem
    assert config.read_text(encoding="utf-8") == before


def test_an_address_is_not_added_twice_but_another_of_its_site_is(
    web: FakeWeb, config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    web.says["/rooms.html"] = ReviewPages(cards(3, first=50))
    assert run(config, "sources", "add", web.url("/r"), "--yes") == 0
    assert run(config, "sources", "add", web.url("/r"), "--yes") == 2
    assert "has this address already: “127.0.0.1”" in capsys.readouterr().err
    assert run(config, "sources", "add", web.url("/rooms.html"), "--yes") == 0
    assert "- name: 127.0.0.1 rooms" in config.read_text(encoding="utf-8")


def test_a_platform_is_told_by_its_address_and_looked_at(
    web: FakeWeb, config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    web.says["/api/7"] = Answer(json.dumps(API), headers={"Content-Type": "application/json"})
    assert run(config, "sources", "add", web.url("/shop/7"), "--yes") == 0
    shown = capsys.readouterr().out
    assert "This is a platform with a preset: Town portal" in shown
    assert "1. the preset portal: 2 reviews on the first page, without dates" in shown
    text = config.read_text(encoding="utf-8")
    assert "- name: Town portal\n        preset: portal\n        shop: '7'" in text
    assert run(config, "sources", "add", web.url("/shop/8"), "--yes") == 1  # its interface knows no such shop


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("cafe.example/r",), "no web address"),
        (("https://www.trustpilot.com/review/corner-cafe.example", "--yes"), "It needs unit, which is"),
        (("https://cafe.example", "--business", "Cafe Idda"), "Café Ida"),
        (("https://ida:blue-house@cafe.example/r",), "CAFE_EXAMPLE_PASSWORD"),
        (("https://cafe.example/{x}",), "cannot be filled in"),
    ],
)
def test_a_mistake_is_named_before_anything_is_asked_for(
    config: Path, words: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(config, "sources", "add", *words) == 2
    assert said in capsys.readouterr().err


def test_an_offer_that_is_not_there_cannot_be_picked(
    web: FakeWeb, config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(config, "sources", "add", web.url("/r"), "--pick", "4", "--yes") == 2
    assert "there is 1 to choose from" in capsys.readouterr().err

"""`sources list | test | health`: what a person reads at 80 columns, and what a script gets."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from fakeweb import Answer, FakeWeb, ReviewPages, cards, fake_web

import schedule
from commands.console import out

YAML = """
crawl: {{allow: ["{site}"]}}
businesses:
  - name: Café [Ida]
    zone: Europe/Copenhagen
    languages: [da, en]
    people: [{{name: Ida, email: ida@cafe-ida.example, roles: [owner], language: en}}]
    sources:
      - name: Own site
        url: {url}
      - name: A partner with a name that is rather long
        json: https://api.partner.example/v1/locations/1234567890/reviews?per_page=100&page={{page}}
        reviews: data
        fields: {{text: body}}
        enabled: false
"""


@pytest.fixture
def web() -> Iterator[FakeWeb]:
    with fake_web() as web:
        web.says["/r"] = ReviewPages(cards(7))
        yield web


@pytest.fixture
def config(web: FakeWeb, tmp_path: Path) -> Path:
    path = tmp_path / "config.yaml"
    path.write_text(YAML.format(site=web.site, url=web.url("/r")), encoding="utf-8")
    return path


def run(config: Path, *words: str) -> int:
    return schedule.main(["--config", str(config), "--var", str(config.parent / "var"), *words])


@pytest.mark.parametrize(("what", "last"), [("list", "page={page}"), ("health", "what it says")])
def test_tables_fold_and_cut_nothing_off(
    config: Path, what: str, last: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(config, "sources", what) == 0
    shown = capsys.readouterr().out
    assert max(map(len, shown.splitlines())) <= out.width
    assert "…" not in shown
    assert "Café [Ida]" in shown
    assert last in shown


def test_the_list_says_how_each_is_read_and_what_is_switched_off(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(config, "sources", "list")
    shown = " ".join(capsys.readouterr().out.split())
    assert "web page, every 6 hours" in shown
    assert "switched" in shown


def test_an_entry_that_cannot_run_is_named(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config.write_text(config.read_text(encoding="utf-8").replace("reviews: data", "revews: data"), encoding="utf-8")
    assert run(config, "sources", "list") == 1
    assert "cannot run" in capsys.readouterr().err


@pytest.mark.parametrize("words", [("list",), ("health",), ("test", "Own site")])
def test_each_speaks_json(config: Path, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(config, "sources", *words, "--json") == 0
    assert "Own site" in json.dumps(json.loads(capsys.readouterr().out))


def test_a_source_that_works_shows_its_newest_reviews(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(config, "sources", "test", "own-site") == 0
    shown = capsys.readouterr().out
    assert "Own site: ok. 7 reviews read" in shown
    assert "  4★ Mona, 2026-10-31: Visit number 1 was fine" in shown


def test_a_page_that_was_rebuilt_leads_to_a_new_look(
    web: FakeWeb, config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    web.says["/r"] = Answer("<p>" + "We bake every morning. " * 30)
    assert run(config, "sources", "test", "Own site") == 1
    assert f'sources add "{web.url("/r")}"' in capsys.readouterr().out


def test_health_tells_since_when_and_what_to_do(web: FakeWeb, config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    web.says["/r"] = Answer("", 404)
    run(config, "once")
    capsys.readouterr()
    assert run(config, "sources", "health") == 1
    shown = " ".join(capsys.readouterr().out.split())
    assert "changed" in shown
    assert "Check the address in config.yaml. So since 20" in shown

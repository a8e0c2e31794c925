"""`extract --source ENTRY.yaml`: one entry, the same grammar as in config.yaml."""

from __future__ import annotations

from pathlib import Path

import pytest

from config import Defaults
from config.entry_file import entry_source, load_entry
from model import ConfigError

CSS = "reviews: div.review\nfields: {text: p.body, rating: .stars @aria-label}\n"


def entry(folder: Path, text: str) -> Path:
    path = folder / "guide.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_name_and_address_may_come_from_the_command(tmp_path: Path) -> None:
    source = load_entry(entry(tmp_path, CSS), {}, url="https://a.example/r")
    assert (source.name, source.kind, source.where) == ("guide", "css", "https://a.example/r")


@pytest.mark.parametrize("text", ["name: A\njson: https://b.example\n", "- {name: A, json: https://b.example}\n"])
def test_what_the_entry_says_itself_wins(tmp_path: Path, text: str) -> None:
    source = load_entry(entry(tmp_path, text), {}, url="https://a.example/r")
    assert (source.name, source.kind, source.where) == ("A", "json", "https://b.example")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("fields: {txt: p}\nreviews: div\n", 'line 1: fields: "txt" is not a review field — did you mean "text"?'),
        ("- a\n", "line 1: a source is a block of settings"),
        ("[]\n", "line 1: a source is a block of settings"),
        ("", "a source is a block of settings"),
        ("url: https://ida:blue@b.example/r\n", "line 1: url: the password is written out here"),
        ("a: &b 1\n", "line 1: anchors and aliases"),
        ("headers: {Authorization: '${NOPE}'}\n", "line 1: headers › Authorization: the variable NOPE is not set"),
    ],
)
def test_faults_are_those_of_config_yaml(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_entry(entry(tmp_path, text), {}, url="https://a.example/r")
    assert any(problem.startswith(said) for problem in caught.value.problems), caught.value.problems


def test_an_entry_that_was_made_is_held_to_the_same_rules() -> None:
    made = {"name": "Guide", "url": "https://a.example/r", "reviews": "div", "fields": {"text": "> p @title"}}
    source = entry_source(made, {}, {}, Defaults(pages=7))
    assert (source.kind, source.fields["text"], source.pages) == ("css", "> p @title", 7)
    with pytest.raises(ConfigError, match="GUIDE_PASSWORD"):
        entry_source({"name": "Guide", "url": "https://ida:blue@a.example/r"}, {}, {}, Defaults())


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="there is no such file"):
        load_entry(tmp_path / "none.yaml", {})

"""Data in a page's scripts: what stands written out is read, nothing is run."""

from __future__ import annotations

import json
from typing import Any

import pytest

from crawler.state import MAX_SCRIPT, data_of, inline_scripts

ROWS = [{"text": "Cold soup", "stars": 2}]
UNENDING = 'var a = {"' + '\\"' * 200_000  # each quote could begin a string
FLAT = [["ShallowReactive", 1], {"data": 2, "gone": -1}, {"reviews": 3}, [4], {"text": 5, "stars": 6}, "Cold soup", 2]


@pytest.mark.parametrize(
    ("script", "found"),
    [
        (json.dumps({"reviews": ROWS}), {"reviews": ROWS}),
        (f"window.__STATE__ = {json.dumps({'reviews': ROWS})};", {"__STATE__": {"reviews": ROWS}}),
        (f'self["app.state"]={json.dumps(ROWS)}', {"app.state": ROWS}),
        (f"(function(){{var a = [1], list = {json.dumps(ROWS)}; go(a)}})()", {"a": [1], "list": ROWS}),
        ("var list = [{text: 'Cold soup', stars: 2,},];", {"list": ROWS}),
        (r"""var d = JSON.parse('{"a": "It\'s \\"cold\\""}')""", {"d": {"a": 'It\'s "cold"'}}),
        (r'var d = JSON.parse("{\"text\": \"Cold \u0073oup\"}")', {"d": {"text": "Cold soup"}}),
        (r"var d = JSON.parse('{\x22a\x22: [1]}')", {"d": {"a": [1]}}),
        (json.dumps(FLAT), {"data": {"reviews": ROWS}, "gone": None}),
        ('<!-- {"reviews": []} -->', {"reviews": []}),
    ],
)
def test_data_are_found_in_every_usual_form(script: str, found: Any) -> None:
    assert data_of(script)[0] == found


@pytest.mark.parametrize(("script", "mended"), [("var a = {b: 1}", True), ('var a = {"b": 1}', False)])
def test_what_had_to_be_mended_is_told(script: str, mended: bool) -> None:
    assert data_of(script)[1] is mended


@pytest.mark.parametrize(
    "script",
    ["", "alert('hello')", "var f = {run: function() { return 1 }}", "x" * (MAX_SCRIPT + 1), "[" * 100_000, UNENDING],
)
def test_a_script_without_data_is_refused(script: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        data_of(script)


def test_a_flat_list_that_holds_itself_ends() -> None:
    assert data_of(json.dumps([{"a": 1}, {"b": 0, "c": 2}, "x"]))[0] == {"a": {"b": None, "c": "x"}}


@pytest.mark.parametrize("data", [[1, 2, 3], [{"a": 7}], [["Reactive", 99], 1, 2], [{"id": "1"}, {"id": "x"}, 5.5]])
def test_a_list_of_its_own_is_left_as_it_is(data: Any) -> None:
    assert data_of(json.dumps(data))[0] == data


def test_only_scripts_of_the_page_itself_are_given_out() -> None:
    text = (
        "<script src=/a.js></script><SCRIPT id=s>one</SCRIPT><script type='application/ld+json'>{}</script><script>two"
    )
    assert list(inline_scripts(text)) == [(" id=s", "one"), ("", "two")]

"""What `sources add` says where it has nothing to offer, and beside its offers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from config.preset import Preset
from crawler.candidates import Seen
from crawler.probe_words import empty_page, needs, notes_on, problem_of, widget_notes
from crawler.report_run import RunReport

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
SEEN = Seen("https://a.example/r", "https://a.example/r", b"", 1, NOW)
WORDS = "<p>Menu, prices and how to find us. " * 20


def report(**more: Any) -> RunReport:
    return RunReport(NOW, **more)


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"failure": "status", "status": 404}, "There is no page (HTTP 404): open the address in a browser"),
        ({"failure": "status", "status": 429}, "The site refused us (HTTP 429)"),
        ({"failure": "status", "status": 451}, "docs/sources.md"),
        ({"failure": "status", "status": 503}, "trouble of its own (HTTP 503)"),
        ({"failure": "challenge"}, "Grapevine does not get around that"),
        ({"failure": "dns", "said": "no such host"}, "There is no such site (no such host)"),
        ({"failure": "left_site", "said": "it leads to b.example"}, "It leads to b.example. Run `sources add`"),
        ({"failure": "too_large", "said": "the page is huge"}, "The page is huge"),
        ({"failure": "address"}, "the verdict's own words"),
    ],
)
def test_a_page_that_did_not_come_is_explained_with_the_next_step(how: dict[str, Any], said: str) -> None:
    assert said in problem_of(report(**how), "the verdict's own words")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<div id=app></div><script src=/a.js></script>", "press F12"),
        (
            "<div id=app></div><script>let app = 1</script><noscript>Please enable</noscript>",
            "empty without JavaScript",
        ),
        (f'<script>{{"aggregateRating": 4}}</script>{WORDS}', "how its reviews average"),
        (WORDS, "There are no reviews in the source"),
        ('{"menu": []}', "no list in them looks like reviews"),
        ("%PDF-1.7", "Neither a page"),
    ],
)
def test_a_page_without_reviews_is_explained(text: str, said: str) -> None:
    assert said in empty_page(report(failure="no_reviews", said="neither a page, a feed nor JSON"), "", text)


@pytest.mark.parametrize(
    ("robots", "text", "said"),
    [
        ({"a.example": "Allow: /"}, "", "robots.txt allows reading this page"),
        ({"a.example": ""}, "", "The site has no robots.txt"),
        ({}, "<a href='/agb'>AGB</a>", "read its terms before you add it (https://a.example/agb)"),
        ({}, "<a href=/cgu>Conditions générales d'utilisation</a>", "https://a.example/cgu"),
        ({}, "<a href=/v>Handelsbetingelser</a>", "https://a.example/v"),
        ({}, "<a href=/v>Terms of endearment, a film from 1983, shown again in our cinema</a>", "foot of its pages"),
    ],
)
def test_robots_and_terms_are_told_with_every_page(robots: dict[str, str], text: str, said: str) -> None:
    [note] = notes_on(robots, SEEN, text)
    assert said in note


@pytest.mark.parametrize(
    ("text", "known", "said"),
    [
        ("<script src=https://cdn.loox.io/w.js>", [], "loox.io: it has no open interface"),
        ("<script src=https://cdn.yotpo.com/w.js>", [], "yotpo.com: the preset yotpo"),
        ("<script src=https://cdn.yotpo.com/w.js>", ["yotpo"], None),
        ("<p>We like judges</p>", [], None),
    ],
)
def test_a_widget_is_named_unless_that_has_been_done(text: str, known: list[str], said: str | None) -> None:
    notes = widget_notes(text, known)
    assert (said in notes[0]) if said else not notes


def test_an_entry_that_needs_more_is_written_out_to_be_filled_in() -> None:
    preset = Preset(about="Widget: reviews", verified="never", parameters={"unit": "its number"}, source={})
    said = needs({"preset": "widget"}, preset)
    assert "It needs unit, which is its number" in said
    assert said.endswith("  - name: Widget\n    preset: widget\n    unit: …")

"""`sources add`: what an address offers, before anything is configured."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fakeweb import Answer, ReviewPages, cards, fake_web, robots

from crawler.guess import guess_lists
from crawler.jobs import CrawlRules
from crawler.probe import feed_links, probe
from model import InputError

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
ITEM = "<item><guid>1</guid><description>Warm soup</description></item>"
FEED = f"<rss version='2.0'><channel><title>N</title>{ITEM}</channel></rss>"


def test_a_page_with_schema_org_comes_before_its_feed(tmp_path: Path) -> None:
    with fake_web() as web:
        pages = ReviewPages(cards(12))
        link = '<link rel="alternate" type="application/rss+xml" href="/feed">'
        web.says = {
            "/r": lambda asked: Answer(link + str(pages(asked).body)),
            "/feed": Answer(FEED, headers={"Content-Type": "application/rss+xml"}),
        }
        probed = probe(web.url("/r"), var=tmp_path, settings=_rules(web.site), now=NOW, zone="Europe/Copenhagen")
        assert web.paths() == ["/robots.txt", "/r", "/feed"]
    page, feed = probed.candidates
    assert page.entry == {"name": "127.0.0.1", "url": web.url("/r")}
    assert "5 reviews on the first page, the site counts 12" in page.summary
    assert page.samples[0].startswith("4★ Mona, 2026-10-31: Visit number 1")
    assert feed.entry == {"name": "127.0.0.1 feed", "feed": web.url("/feed")}
    assert "robots.txt allows" in probed.notes[0]
    assert list(tmp_path.iterdir()) == []


def test_a_json_interface_gets_its_paths_written_for_it(tmp_path: Path) -> None:
    rows = [{"_id": n, "reviewer": {"name": "Ole"}, "stars": 2, "comment": f"Cold soup {n}"} for n in range(3)]
    payload = Answer(json.dumps({"data": {"all-of-it": rows}}), headers={"Content-Type": "application/json"})
    with fake_web() as web:
        web.says["/api"] = payload
        probed = probe(web.url("/api"), var=tmp_path, settings=_rules(web.site), now=NOW, zone="UTC")
    [candidate] = probed.candidates
    assert candidate.entry["reviews"] == 'data."all-of-it"'
    assert candidate.entry["fields"]["author"] == "reviewer.name"
    assert candidate.samples[0] == "2★ Ole: Cold soup 0"


@pytest.mark.parametrize(
    ("says", "note"),
    [
        ({"/r": Answer("<div id=app></div><script src=/app.js></script>")}, "JavaScript"),
        ({"/r": Answer("<p>Hello</p><script src=https://cdn.yotpo.com/w.js></script>")}, "yotpo.com"),
        ({"/r": Answer("no", 403)}, "HTTP 403"),
        ({"/r": ReviewPages(cards(2)), "/robots.txt": robots("Disallow: /")}, "robots.txt asks not to"),
    ],
)
def test_where_nothing_can_be_read_a_note_says_why(tmp_path: Path, says: dict[str, Any], note: str) -> None:
    with fake_web() as web:
        web.says = says
        probed = probe(web.url("/r"), var=tmp_path, settings=_rules(web.site), now=NOW, zone="UTC")
    assert (probed.candidates, any(note in said for said in probed.notes)) == ((), True), probed.notes


@pytest.mark.parametrize("url", ["cafe-ida.example", "file:///etc/hostname", "https://"])
def test_what_is_no_web_address_is_said_at_once(tmp_path: Path, url: str) -> None:
    with pytest.raises(InputError, match="no web address"):
        probe(url, var=tmp_path, settings=CrawlRules(), now=NOW, zone="UTC")


def test_only_feeds_of_the_same_site_are_looked_at() -> None:
    link = "<link rel=alternate type='application/atom+xml' href='{}'>"
    body = link.format("/a.xml") + link.format("https://elsewhere.example/b.xml") + "<link rel=stylesheet href=/c.css>"
    assert feed_links(body, "https://cafe-ida.example/r") == ["https://cafe-ida.example/a.xml"]


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ([{"text": "a", "rating": 1}], "@"),
        ({"a": [{"body": "a", "author": "b", "date": "c"}], "b": [{"text": "a", "rating": 1}] * 5}, "b"),
        ({"menu": [{"name": "Soup", "price": 3}]}, None),
        ({"posts": [{"text": "a"}]}, None),
        ([1, 2], None),
        ({}, None),
    ],
)
def test_a_list_of_reviews_is_told_from_other_lists(data: Any, path: str | None) -> None:
    guesses = guess_lists(data)
    assert (guesses[0].reviews if guesses else None) == path


def _rules(site: str) -> CrawlRules:
    return CrawlRules(allow=(site,), delay=0, timeout=10)

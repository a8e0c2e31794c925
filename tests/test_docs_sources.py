"""The recipes in docs/sources.md do what they say: each is loaded as written and reads what its platform answers.

Values are invented, keys are real.
"""

from __future__ import annotations

import json
import re
import ssl
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fakeimap import fake_mailbox
from fakeweb import self_signed

from config import Source, load_config
from crawler.extract import read_page
from crawler.jobs import CrawlJob, CrawlRules
from crawler.mailbox import crawl_mail

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
DOCS = (Path(__file__).parent.parent / "docs" / "sources.md").read_text(encoding="utf-8")
MAIL = Path(__file__).parent / "mailbox" / "google-en.eml"
HEAD = "businesses:\n  - name: Café Ida\n    zone: Europe/Copenhagen\n    languages: [da]\n    sources:\n"
PASSWORD = "blue/house@7"  # as the mailbox on loopback wants it

ANSWERS: dict[str, dict[str, Any] | str] = {
    "Yelp": {
        "reviews": [
            {
                "id": "xAG4O7l",
                "url": "https://www.yelp.com/biz/corner-cafe?hrid=xAG4O7l",
                "text": "The soup was cold and the",
                "rating": 2,
                "time_created": "2026-11-19 00:41:13",
                "user": {
                    "id": "W8",
                    "profile_url": "https://www.yelp.com/user_details",
                    "image_url": None,
                    "name": "Ella A.",
                },
            }
        ],
        "total": 240,
        "possible_languages": ["en"],
    },
    "Stack Overflow": {
        "items": [
            {
                "tags": ["till"],
                "owner": {"user_id": 7, "display_name": "sven"},
                "question_id": 79000001,
                "creation_date": 1795000000,
                "link": "https://stackoverflow.com/questions/79000001/x",
                "title": "Corner Cafe&#39;s API answers 500",
                "body": "<p>Every night.</p>",
                "score": 0,
            }
        ],
        "has_more": False,
        "backoff": 10,
        "quota_max": 300,
        "quota_remaining": 298,
    },
    "Bluesky feed": {
        "cursor": "1795000000::bafy",
        "feed": [
            {
                "post": {
                    "uri": "at://did:plc:a/app.bsky.feed.post/3k",
                    "cid": "bafy",
                    "author": {"did": "did:plc:a", "handle": "ditte.example", "displayName": "Ditte"},
                    "record": {
                        "$type": "app.bsky.feed.post",
                        "createdAt": "2026-11-20T08:00:00.000Z",
                        "langs": ["da"],
                        "text": "Corner Cafe har glemt mig igen.",
                    },
                    "indexedAt": "2026-11-20T08:00:01.000Z",
                }
            }
        ],
    },
    "Reddit": """<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><id>/search.rss</id><title>reddit.com: search results</title>
<entry><author><name>/u/kaj</name><uri>https://www.reddit.com/user/kaj</uri></author>
<content type="html">&lt;div class="md"&gt;&lt;p&gt;Is Corner Cafe any good?&lt;/p&gt;&lt;/div&gt;</content>
<id>t3_1abc</id><link href="https://www.reddit.com/r/town/comments/1abc/" /><updated>2026-11-20T08:00:00+00:00</updated>
<published>2026-11-20T08:00:00+00:00</published><title>Corner Cafe?</title></entry></feed>""",
    "Google Alerts": """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><id>tag:google.com,2005:reader/user/1/state/com.google/alerts/1</id>
<title>Google Alert - Corner Cafe</title><updated>2026-11-20T08:00:00Z</updated>
<entry><id>tag:google.com,2013:googlealerts/feed:77</id>
<title type="html">&lt;b&gt;Corner Cafe&lt;/b&gt; closes early</title>
<link href="https://www.google.com/url?rct=j&amp;url=https://town.example/a"/><published>2026-11-20T08:00:00Z</published>
<updated>2026-11-20T08:00:00Z</updated>
<content type="html">The &lt;b&gt;Corner Cafe&lt;/b&gt; keeps new hours.</content>
<author><name></name></author></entry></feed>""",
}


def entry(name: str) -> str:
    """The YAML of one entry of the docs."""
    block = next(block for block in re.findall(r"```yaml\n(.*?)```", DOCS, re.S) if f"- name: {name}\n" in block)
    return next(part for part in re.split(r"(?m)^(?=- name: )", block) if part.startswith(f"- name: {name}\n"))


def source_of(name: str, folder: Path) -> Source:
    rows = "".join(f"      {row}\n" for row in entry(name).splitlines())
    (folder / "config.yaml").write_text(HEAD + rows, encoding="utf-8")
    config = load_config(folder / "config.yaml", {"YELP_KEY": "a-value", "IMAP_PASSWORD": PASSWORD})
    assert config.broken == ()
    [source] = config.sources()
    return source


def test_every_example_is_one_that_is_loaded() -> None:
    fences = re.findall(r"(?m)^```(.*)$", DOCS)
    assert set(fences[::2]) == {"yaml", "yaml preset"}, "test_config_presets loads both"
    assert set(fences[1::2]) == {""}


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("Yelp", ("xAG4O7l", "Ella A.", 2, "2026-11-19T00:41:13", "The soup was cold and the")),
        ("Stack Overflow", ("79000001", "sven", None, "2026-11-18T11:06:40+00:00", "Every night.")),
        (
            "Bluesky feed",
            (
                "at://did:plc:a/app.bsky.feed.post/3k",
                "Ditte",
                None,
                "2026-11-20T08:00:00+00:00",
                "Corner Cafe har glemt mig igen.",
            ),
        ),
        ("Reddit", ("t3_1abc", "/u/kaj", None, "2026-11-20T08:00:00+00:00", "Is Corner Cafe any good?")),
        (
            "Google Alerts",
            (
                "tag:google.com,2013:googlealerts/feed:77",
                "",
                None,
                "2026-11-20T08:00:00+00:00",
                "The Corner Cafe keeps new hours.",
            ),
        ),
    ],
)
def test_a_recipe_reads_what_its_platform_answers(name: str, facts: tuple[Any, ...], tmp_path: Path) -> None:
    source, answer = source_of(name, tmp_path), ANSWERS[name]
    body = answer if isinstance(answer, str) else json.dumps(answer)
    kind = "application/atom+xml" if isinstance(answer, str) else "application/json"
    page = read_page(body.encode(), url=source.where, content_type=kind, at=NOW, source=source)
    [found] = page.reviews
    assert (found.id, found.author, found.rating, found.date, found.text) == facts
    assert source.mentions is (name != "Yelp")


def test_a_feed_of_bluesky_goes_on_where_it_ended(tmp_path: Path) -> None:
    source = source_of("Bluesky feed", tmp_path)
    body = json.dumps(ANSWERS["Bluesky feed"]).encode()
    page = read_page(body, url=source.where, content_type="application/json", at=NOW, source=source)
    assert page.next_url is not None
    assert page.next_url.endswith("&cursor=1795000000%3A%3Abafy")


def test_the_mailbox_of_the_docs_is_read_and_left_as_it_was(tmp_path: Path) -> None:
    source = source_of("Platform mails", tmp_path)
    assert PASSWORD not in repr(source)
    with fake_mailbox(self_signed(tmp_path)) as box:
        box.mails[1] = MAIL.read_bytes().replace(b"\n", b"\r\n")
        where = source.reveal().where.replace("mail.corner-cafe.example", f"127.0.0.1:{box.port}")
        here = source.model_copy(update={"where": where.replace("Platform mails", "Reviews")})
        rules = CrawlRules(allow=(f"127.0.0.1:{box.port}",), timeout=5)
        trust = ssl.create_default_context(cafile=str(tmp_path / "nobody.pem"))
        catch = crawl_mail(CrawlJob(here, "UTC"), rules, NOW, trust)
    assert [review.author for review in catch.reviews] == ["Marlene Fjord"]
    assert box.asked("LOGIN reviews@corner-cafe.example")
    assert not [said for said in box.said if re.search(r"STORE|SELECT|EXPUNGE|COPY|MOVE|BODY\[", said)]

"""The street's sites say what real ones do: each in its own make, and two of them fail in week 12."""

from __future__ import annotations

import http.client
import os
import socket
from collections.abc import Iterator
from datetime import UTC, timedelta
from pathlib import Path

import pytest

from config import Config, Source, load_config
from crawler.extract import read_page
from crawler.files import BadRow, read_file
from crawler.page import Page
from demo.pages import danish_day
from demo.room import MONDAY_11, MONDAY_12, write_config
from demo.server import ANY, PORTS, serving
from demo.story import Post, moment
from demo.street import DROPS, HTML, SITES, Drop, Site, Street
from model import ExtractError, InputError

DEMO = Path(__file__).parent.parent / "demo"
CONFIG = load_config(DEMO / "config.yaml", os.environ)
WHEN = {11: MONDAY_11, 12: MONDAY_12}
VIA = {
    "Egen side": "json_ld",
    "Byguiden": "css",
    "Cykelbud": "json",
    "Bettenblick": "microdata",
    "Reisekompass": "json_ld",
    "La Bonne Fourchette": "css",
    "Gazette de la Presqu'île": "feed",
    "Sortir ici": "json_ld",
    "Town guide": "json_ld",
}


def a_street(week: int) -> Street:
    street = Street()
    street.move(week, WHEN[week])
    return street


def the_source(name: str) -> Source:
    return next(source for source in CONFIG.sources() if source.name == name)


def pages_of(site: Site, week: int) -> Iterator[Page]:
    """All pages of a site as Grapevine reads them, from the first to the last."""
    street, source, number = a_street(week), the_source(site.name), 1
    while True:
        answer = street.answer(site, f"{site.path}?page={number}")
        url = f"http://127.0.0.1:{PORTS[SITES.index(site)]}{site.path}?page={number}"
        page = read_page(
            answer.body.encode(), url=url, content_type=answer.kind, at=WHEN[week], source=source, language="da"
        )
        yield page
        if not page.next_url and not (answer.kind == "application/json" and page.reviews):
            return
        number += 1


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.name)
def test_everything_a_site_shows_is_read(site: Site) -> None:
    pages = list(pages_of(site, 11))
    posts = a_street(11).posts(site)
    found = [review for page in pages for review in page.reviews]
    assert {page.via for page in pages if page.reviews} == {VIA[site.name]}
    assert [review.text for review in found] == [post.text for post in posts]
    assert [review.rating for review in found] == [post.stars for post in posts]
    assert [(review.date or "")[:10] for review in found] == [_day(post, site) for post in posts]


def _day(post: Post, site: Site) -> str:
    """As the site writes it: pages in local time, interfaces in UTC."""
    return str((post.published if site.kind == HTML else post.published.astimezone(UTC)).date())


@pytest.mark.parametrize("name", ["Egen side", "Byguiden", "Bettenblick", "La Bonne Fourchette", "Town guide"])
def test_replies_are_read_with_their_day(name: str) -> None:
    site = next(site for site in SITES if site.name == name)
    said = {post.text: post for post in a_street(11).posts(site) if post.replied}
    found = {r.text: r for page in pages_of(site, 11) for r in page.reviews if r.reply}
    assert found.keys() == said.keys()
    assert all(found[text].reply == post.reply for text, post in said.items())
    days = {text: str(post.replied.date()) for text, post in said.items() if post.replied}
    assert {text: (review.reply_date or "")[:10] for text, review in found.items()} == days


def test_a_site_turns_us_away_in_week_12() -> None:
    site = next(site for site in SITES if site.name == "Reisekompass")
    assert [a_street(week).answer(site, site.path).status for week in (11, 12)] == [200, 403]


def test_a_site_is_rebuilt_in_week_12_and_our_selectors_find_nothing() -> None:
    site = next(site for site in SITES if site.later)
    body = a_street(12).answer(site, site.path).body
    assert "Viande trop cuite" in body
    with pytest.raises(ExtractError, match=r"li\.avis"):
        list(pages_of(site, 12))


@pytest.mark.parametrize("drop", DROPS, ids=lambda drop: drop.name)
def test_dropped_files_are_read_row_by_row(drop: Drop, tmp_path: Path) -> None:
    street = a_street(12)
    path = tmp_path / Path(drop.path).name
    path.write_text(street.files()[drop.path], encoding="utf-8")
    rows = list(read_file(path, source=the_source(drop.name), at=MONDAY_12))
    assert [row for row in rows if isinstance(row, BadRow)] == []
    assert [(row.id, row.rating) for row in rows] == [(p.id, p.stars) for p in street.posts(drop)]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("days", "said"), [(1, "i går"), (3, "for 3 dage siden"), (6, "for 6 dage siden"), (7, "9. november 2026")]
)
def test_young_reviews_bear_relative_dates(days: int, said: str) -> None:
    at = moment("12 mon 09:00", MONDAY_12.tzinfo)  # type: ignore[arg-type]
    assert danish_day(at, at + timedelta(days=days, hours=-2)) == said


def test_the_server_answers_on_every_port_and_is_gone_afterwards() -> None:
    with serving(a_street(11), ANY) as ports:
        for port, site in zip(ports, SITES, strict=True):
            assert ask(port, "/robots.txt")[0] == 200
            status, body, etag = ask(port, site.path)
            assert (status, bool(body)) == (200, True)
            assert ask(port, site.path, etag)[:2] == (304, b"")
            assert ask(port, "/elsewhere")[0] == 404
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", ports[0])) != 0


def ask(port: int, path: str, etag: str = "") -> tuple[int, bytes, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path, headers={"If-None-Match": etag} if etag else {})
    answer = connection.getresponse()
    said = (answer.status, answer.read(), answer.headers.get("ETag", ""))
    connection.close()
    return said


def test_a_port_that_is_taken_is_named_with_what_to_do() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with (
            pytest.raises(InputError, match=rf"port {port} .*Egen side.*--first-port"),
            serving(a_street(11), (port, *ANY[1:])),
        ):
            pass


def test_the_config_follows_the_ports(tmp_path: Path) -> None:
    moved: Config = load_config(write_config(tmp_path, range(9071, 9071 + len(SITES))), os.environ)
    assert {source.site for source in moved.sources() if source.fetched} == set(moved.crawl.allow)
    assert set(moved.crawl.allow) == {f"127.0.0.1:{port}" for port in range(9071, 9071 + len(SITES))}

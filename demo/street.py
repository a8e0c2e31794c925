"""Which site of the street shows what, how, and what goes wrong with it in week 12. Pure but for reading the story."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean
from urllib.parse import parse_qs, urlsplit

from demo import pages, payloads
from demo.story import HOUSES, WEEKS, Post, load_story, moment, shown

HTML, JSON, ATOM = "text/html; charset=utf-8", "application/json", "application/atom+xml; charset=utf-8"
ROBOTS = "User-agent: *\nDisallow: /account\n"
NAMES = {house.slug: house.name for house in HOUSES}


@dataclass(frozen=True, slots=True)
class Site:
    """A place with an address. `later`: how it writes from week 12 on; `closed_from`: answers 403 from that week on."""

    name: str
    house: str
    path: str
    render: pages.Renderer
    kind: str = HTML
    per_page: int = 8
    later: pages.Renderer | None = None
    closed_from: int = WEEKS + 1


SITES = (
    Site("Egen side", "bageriet-lindegade", "/anmeldelser", pages.json_ld),
    Site("Byguiden", "bageriet-lindegade", "/steder/bageriet-lindegade", pages.town_guide_da, per_page=6),
    Site("Cykelbud", "bageriet-lindegade", "/v1/partners/lindegade/feedback", payloads.courier_api, JSON),
    Site("Bettenblick", "hotel-rosenstrasse", "/hotel/rosenstrasse", pages.microdata, per_page=6),
    Site("Reisekompass", "hotel-rosenstrasse", "/h/4711/bewertungen", pages.json_ld, closed_from=WEEKS),
    Site(
        "La Bonne Fourchette",
        "la-table-d-odile",
        "/lyon/la-table-d-odile",
        pages.fork_fr,
        per_page=6,
        later=pages.fork_fr_rebuilt,
    ),
    Site("Gazette de la Presqu'île", "la-table-d-odile", "/rss/odile.xml", payloads.atom, ATOM, per_page=50),
    Site("Sortir ici", "la-table-d-odile", "/restaurants/la-table-d-odile", pages.json_ld),
    Site("Town guide", "spoke-and-bell", "/york/spoke-and-bell", pages.json_ld),
)
"""In the order of their ports."""


@dataclass(frozen=True, slots=True)
class Drop:
    """A file that somebody puts into a folder beside config.yaml."""

    name: str
    house: str
    path: str
    write: Callable[[Sequence[Post]], str]


DROPS = (
    Drop("Abreisebogen", "hotel-rosenstrasse", "drop/abreisebogen/abreise.csv", payloads.departure_csv),
    Drop("Workshop cards", "spoke-and-bell", "drop/workshop-cards/cards.jsonl", payloads.cards_jsonl),
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a site says to one request."""

    status: int
    body: str
    kind: str = HTML


class Street:
    """All sites at one moment of the story; `move` turns the calendar for every one of them."""

    def __init__(self, posts: Sequence[Post] | None = None) -> None:
        self._posts = list(posts) if posts is not None else load_story()
        self._week = 0
        self._now = moment("1 mon 00:00", HOUSES[0].tz)

    def move(self, week: int, now: datetime) -> None:
        """From here on it is `now`, and everything of week `week` has happened."""
        self._week, self._now = week, now

    def posts(self, place: Site | Drop) -> list[Post]:
        """What this place shows, newest first."""
        theirs = [post for post in self._posts if (post.house, post.site) == (place.house, place.name)]
        return shown(theirs, self._now, self._week)

    def files(self) -> Mapping[str, str]:
        """Contents of the dropped files, by path."""
        return {drop.path: drop.write(self.posts(drop)) for drop in DROPS}

    def answer(self, site: Site, target: str) -> Answer:
        """What `site` says to a request for `target` (path and query)."""
        parts = urlsplit(target)
        if parts.path == "/robots.txt":
            return Answer(200, ROBOTS, "text/plain")
        if parts.path != site.path:
            return Answer(404, "<title>404</title>")
        if self._week >= site.closed_from:
            return Answer(403, "<title>403 Forbidden</title>")
        asked = parse_qs(parts.query).get("page", ["1"])[-1]
        render = site.later if site.later and self._week >= WEEKS else site.render
        return Answer(200, render(self._view(site, int(asked) if asked.isdigit() else 1)), site.kind)

    def _view(self, site: Site, number: int) -> pages.View:
        posts = self.posts(site)
        start = (number - 1) * site.per_page
        stars = [post.stars for post in posts if post.stars is not None]
        return pages.View(
            place=NAMES[site.house],
            path=site.path,
            posts=posts[start : start + site.per_page],
            number=number,
            more=len(posts) > start + site.per_page,
            total=len(posts),
            average=round(fmean(stars), 1) if stars else 0.0,
            now=self._now,
        )

"""The reviews of the street, from `reviews/*.yaml`, on a calendar of twelve weeks. Knows no site and no page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from ruamel.yaml import YAML

from model import Week

REVIEWS = Path(__file__).parent / "reviews"
WEEKS = 12
LAST = Week(2026, 46)  # week 12 of the story
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class House:
    """One business of the street. `slug` names its files."""

    slug: str
    name: str
    zone: str

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)


HOUSES = (
    House("bageriet-lindegade", "Bageriet Lindegade", "Europe/Copenhagen"),
    House("hotel-rosenstrasse", "Hotel Rosenstraße", "Europe/Berlin"),
    House("la-table-d-odile", "La Table d'Odile", "Europe/Paris"),
    House("spoke-and-bell", "Spoke & Bell", "Europe/London"),
)


@dataclass(frozen=True, slots=True)
class Post:
    """One review as its site shows it. Times are aware, in the zone of its business; `stars` 1 to 5 or None.

    `later`: what stands there from week 12 on, where the customer has changed it.
    """

    id: str
    house: str
    site: str
    author: str
    stars: float | None
    title: str
    text: str
    lang: str
    week: int
    published: datetime
    reply: str = ""
    replied: datetime | None = None
    later: Post | None = None


def moment(at: str, zone: tzinfo) -> datetime:
    """`12 sat 19:40` as a time in `zone`: week of the story, day, time of day."""
    week, day, clock = at.split()
    monday = LAST.shift(int(week) - WEEKS)
    on = date.fromisocalendar(monday.year, monday.number, DAYS.index(day) + 1)
    return datetime.combine(on, time.fromisoformat(clock), zone)


def load_posts(house: House, folder: Path = REVIEWS) -> list[Post]:
    """The reviews of one business, newest first."""
    rows = YAML(typ="safe").load((folder / f"{house.slug}.yaml").read_text(encoding="utf-8"))
    return sorted((_post(row, house) for row in rows), key=lambda post: post.published, reverse=True)


def load_story(folder: Path = REVIEWS) -> list[Post]:
    """All reviews of the street, newest first within each business."""
    return [post for house in HOUSES for post in load_posts(house, folder)]


def shown(posts: Iterable[Post], now: datetime, week: int) -> list[Post]:
    """What visitors see at `now`: nothing from the future, no reply before it was given, edits once they were made."""
    current = (post.later if post.later and week >= WEEKS else post for post in posts if post.published <= now)
    return [post if post.replied is None or post.replied <= now else _unanswered(post) for post in current]


def _unanswered(post: Post) -> Post:
    return replace(post, reply="", replied=None)


def _post(row: dict[str, Any], house: House) -> Post:
    at = moment(row["at"], house.tz)
    reply = row.get("reply", {})
    post = Post(
        id=row["id"],
        house=house.slug,
        site=row["site"],
        author=row["author"],
        stars=row["stars"],
        title=row.get("title", ""),
        text=row["text"].strip(),
        lang=row["lang"],
        week=int(row["at"].split()[0]),
        published=at,
        reply=reply.get("text", "").strip(),
        replied=moment(reply["at"], house.tz) if reply else None,
    )
    edited = row.get("edited")
    if edited is None:
        return post
    later = replace(post, stars=edited["stars"], title=edited["title"], text=edited["text"].strip())
    return replace(post, later=later)


def as_utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")

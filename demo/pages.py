"""How the street's sites write their pages: JSON-LD, microdata, and plain HTML in two makes. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any

from demo.story import Post

MONTHS_DA = ("januar februar marts april maj juni juli", "august september oktober november december")
MONTHS_FR = ("janvier février mars avril mai juin juillet", "août septembre octobre novembre décembre")
Renderer = Callable[["View"], str]


@dataclass(frozen=True, slots=True)
class View:
    """One page of a site. `posts` are those on it; `total` and `average` are of all; `number` counts from 1."""

    place: str  # the business
    path: str
    posts: Sequence[Post]
    number: int
    more: bool
    total: int
    average: float
    now: datetime

    @property
    def following(self) -> str:
        return f"{self.path}?page={self.number + 1}"


def month(names: tuple[str, ...], at: datetime) -> str:
    return " ".join(names).split()[at.month - 1]


def json_ld(view: View) -> str:
    """schema.org in a script, `rel=next` in the head."""
    data = {
        "@context": "https://schema.org",
        "@type": "LocalBusiness",
        "name": view.place,
        "aggregateRating": {
            "@type": "AggregateRating",
            "ratingValue": view.average,
            "reviewCount": view.total,
            "bestRating": 5,
        },
        "review": [_ld(post, view.place) for post in view.posts],
    }
    script = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
    more = f'<link rel="next" href="{view.following}">' if view.more else ""
    body = "".join(f"<p><b>{escape(post.author)}</b><br>{escape(post.text)}</p>" for post in view.posts)
    return _html(view, f'<script type="application/ld+json">{script}</script>{more}', body)


def _ld(post: Post, place: str) -> dict[str, Any]:
    review: dict[str, Any] = {
        "@type": "Review",
        "identifier": post.id,
        "author": {"@type": "Person", "name": post.author},
        "datePublished": post.published.isoformat(),
        "reviewBody": post.text,
        "inLanguage": post.lang,
        "reviewRating": {"@type": "Rating", "ratingValue": post.stars, "bestRating": 5, "worstRating": 1},
    }
    if post.title:
        review["name"] = post.title
    if post.replied:
        owner = {"@type": "Organization", "name": place}
        said = {"@type": "Comment", "author": owner, "text": post.reply, "datePublished": post.replied.isoformat()}
        review["comment"] = said
    return review


def microdata(view: View) -> str:
    """schema.org in attributes."""
    rating = (
        '<div itemprop="aggregateRating" itemscope itemtype="https://schema.org/AggregateRating">'
        f'<b itemprop="ratingValue">{view.average}</b> / <i itemprop="bestRating">5</i> '
        f'(<span itemprop="reviewCount">{view.total}</span>)</div>'
    )
    cards = "".join(_microdata_card(post, view.place) for post in view.posts)
    more = f'<a rel="next" href="{view.following}">Weitere Bewertungen</a>' if view.more else ""
    name = f'<h1 itemprop="name">{escape(view.place)}</h1>'
    hotel = f'<main itemscope itemtype="https://schema.org/Hotel">{name}{rating}{cards}</main>{more}'
    return _html(view, "", hotel)


def _microdata_card(post: Post, place: str) -> str:
    stars = (
        '<span itemprop="reviewRating" itemscope itemtype="https://schema.org/Rating">'
        f'<meta itemprop="ratingValue" content="{post.stars}"><meta itemprop="bestRating" content="5"></span>'
    )
    title = f'<h3 itemprop="name">{escape(post.title)}</h3>' if post.title else ""
    return (
        '<section itemprop="review" itemscope itemtype="https://schema.org/Review">'
        f'<meta itemprop="identifier" content="{post.id}">{stars}{title}'
        f'<span itemprop="author" itemscope itemtype="https://schema.org/Person">'
        f'<span itemprop="name">{escape(post.author)}</span></span>'
        f'<meta itemprop="datePublished" content="{post.published.isoformat()}">'
        f'<p itemprop="reviewBody">{escape(post.text)}</p>{_microdata_reply(post, place)}</section>'
    )


def _microdata_reply(post: Post, place: str) -> str:
    if post.replied is None:
        return ""
    return (
        '<div itemprop="comment" itemscope itemtype="https://schema.org/Comment">'
        '<span itemprop="author" itemscope itemtype="https://schema.org/Organization">'
        f'<span itemprop="name">{escape(place)}</span></span>'
        f'<meta itemprop="datePublished" content="{post.replied.isoformat()}">'
        f'<p itemprop="text">{escape(post.reply)}</p></div>'
    )


def town_guide_da(view: View) -> str:
    """No markup for machines: classes, stars as a label, dates in Danish words."""
    cards = "".join(_guide_card(post, view.now) for post in view.posts)
    more = f'<a class="naeste" href="{view.following}">Ældre anmeldelser</a>' if view.more else ""
    return _html(view, "", f"<div class=liste>{cards}</div>{more}")


def _guide_card(post: Post, now: datetime) -> str:
    answer = ""
    if post.replied:
        on = danish_day(post.replied, now)
        answer = f'<div class="svar"><p class="tekst-svar">{escape(post.reply)}</p><i class="dato-svar">{on}</i></div>'
    return (
        f'<article class="anmeldelse" data-id="{post.id}"><span class="stjerner" aria-label="{post.stars} af 5"></span>'
        f'<b class="navn">{escape(post.author)}</b> <span class="dato">{danish_day(post.published, now)}</span>'
        f'<div class="tekst"><p>{escape(post.text)}</p></div>{answer}</article>'
    )


def danish_day(at: datetime, now: datetime) -> str:
    """`i går`, `for 3 dage siden`; from a week on `12. november 2026`."""
    days = (now.astimezone(at.tzinfo).date() - at.date()).days
    if days == 1:
        return "i går"
    return f"for {days} dage siden" if 1 < days < 7 else f"{at.day}. {month(MONTHS_DA, at)} {at.year}"


def fork_fr(view: View) -> str:
    """La Bonne Fourchette as it was until week 11."""
    cards = "".join(_fork_card(post) for post in view.posts)
    more = f'<a class="suivant" href="{view.following}">Avis précédents</a>' if view.more else ""
    return _html(view, "", f"<ul>{cards}</ul>{more}")


def _fork_card(post: Post) -> str:
    answer = ""
    if post.replied:
        when = f'<span class="le">le {french_day(post.replied)}</span>'
        answer = f'<div class="reponse">{when}<p>{escape(post.reply)}</p></div>'
    return (
        f'<li class="avis" id="{post.id}"><span class="note" title="{post.stars}/5"></span>'
        f'<cite class="avis-auteur">{escape(post.author)}</cite>'
        f'<time datetime="{post.published.isoformat()}">{french_day(post.published)}</time>'
        f'<p class="avis-texte">{escape(post.text)}</p>{answer}</li>'
    )


def french_day(at: datetime) -> str:
    return f"{at.day} {month(MONTHS_FR, at)} {at.year}"


def fork_fr_rebuilt(view: View) -> str:
    """The same site after its relaunch: nothing is where it was."""
    cards = "".join(
        f'<div class="c-7f2a"><div class="c-11d"><b>{escape(post.author)}</b><i style="--n:{post.stars}"></i></div>'
        f'<div class="c-9be">{escape(post.text)}</div><small>{french_day(post.published)}</small></div>'
        for post in view.posts
    )
    return _html(view, "", f'<div id="app"><div class="c-0">{cards}</div></div>')


def _html(view: View, head: str, body: str) -> str:
    title = (
        f"<title>{escape(view.place)}</title><style>body{{font:1rem/1.5 serif;margin:2rem auto;width:40rem}}</style>"
    )
    return f'<!doctype html><html><head><meta charset="utf-8">{title}{head}</head><body>{body}</body></html>'

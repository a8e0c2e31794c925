"""Pages that show reviews as a dozen kinds of sites do, without schema.org; guests and words are invented."""

from __future__ import annotations

from dataclasses import dataclass

NAMES = ("Mona Berg", "Ole T.", "Ida", "Karl-Heinz", "S. Vogt")
TEXTS = (
    "Die Suppe war kalt und die Bedienung sehr langsam",
    "Wunderbar, wir kommen bald wieder",
    "Leider falsche Rechnung, dann aber nett geklärt",
    "Schnell, freundlich und sauber wie immer",
    "Zu laut am Abend, das Essen war gut",
)
STARS = (5, 4, 3, 2, 5)
DAYS = tuple(f"2026-10-{20 - number:02}" for number in range(5))


@dataclass(frozen=True)
class Layout:
    """`card` is one review: {name} {text} {stars} {day} and the forms of `_forms` stand for its facts."""

    card: str
    before: str = "<section>"
    after: str = "</section>"
    language: str = "de"

    @property
    def html(self) -> str:
        cards = "".join(self.card.format(**_forms(number)) for number in range(5))
        lang = f' lang="{self.language}"' if self.language else ""
        menu = '<nav><a href="/">Start</a><a href="/karte">Karte</a></nav><h1>Bewertungen</h1>'
        foot = "<footer>© 2026, Stand 12.03.2020</footer>"
        return f"<html{lang}><body>{menu}{self.before}{cards}{self.after}{foot}</body></html>"


def _forms(number: int) -> dict[str, object]:
    stars, day = STARS[number], 20 - number
    return {
        "n": number,
        "name": NAMES[number],
        "text": TEXTS[number],
        "stars": stars,
        "day": DAYS[number],
        "german": f"{day}. Oktober 2026",
        "dots": f"{day}.10.2026",
        "slashes": f"{day}/10/2026",
        "drawn": "★" * stars + "☆" * (5 - stars),
        "icons": '<i class="fa fa-star on"></i>' * stars + '<i class="fa fa-star off"></i>' * (5 - stars),
        "percent": stars * 20,
        "id": 8100 - 37 * number,
    }


LAYOUTS = {
    "directory": Layout(
        '<article class="bewertung"><span class="autor">{name}</span><span class="sterne" aria-label="{stars} von 5 '
        'Sternen"></span> am <time datetime="{day}">{german}</time><p class="inhalt">{text}</p><div class="antwort">'
        "<b>Antwort des Inhabers</b><p>Vielen Dank für Ihren Besuch</p></div></article>"
    ),
    "table": Layout(
        "<tr><td>{name}</td><td>{stars}/5</td><td>{slashes}</td><td>{text}</td></tr>",
        '<table id="avis"><tr><th>Nom</th><th>Note</th><th>Date</th><th>Avis</th></tr>',
        "</table>",
        "fr",
    ),
    "utility classes": Layout(
        '<li class="flex p-4 css-1x2y3z"><div class="text-sm"><strong>{name}</strong><span>{drawn}</span>'
        '<span>{dots}</span></div><p class="mt-2">{text}</p></li>',
        '<ul class="mt-3">',
        "</ul>",
        "da",
    ),
    "hashed classes": Layout(
        '<div class="Review_card__3xKz1"><span class="Review_name__Zx81a">{name}</span><div class="Review_stars__9kL">'
        '{icons}</div><span class="Review_when__qW12z">{german}</span><div class="Review_body__pL0kk">{text}</div>'
        "</div>"
    ),
    "width": Layout(
        '<div class="comment-item" id="c{id}"><h4>{name}</h4><div class="stars"><span class="stars-inner" '
        'style="width: {percent}%"></span></div><small>{dots}</small><div class="comment-content"><p>{text}</p></div>'
        "</div>"
    ),
    "no language": Layout(
        '<div class="review"><span class="who">{name}</span><span class="score">{stars},0</span>'
        '<span class="when">{german}</span><blockquote>{text}</blockquote></div>',
        language="",
    ),
    "shop": Layout(
        '<li class="review even depth-1" id="li-comment-{id}"><div class="star-rating" role="img" aria-label="Rated '
        '{stars} out of 5"><span style="width:{percent}%">Rated {stars} out of 5</span></div><p class="meta"><strong '
        'class="shop-review__author">{name}</strong> – <time class="shop-review__date" datetime="{day}">{german}</time>'
        '</p><div class="description"><p>{text}</p></div></li>',
        '<ol class="commentlist">',
        "</ol>",
    ),
    "widget": Layout(
        '<div class="wdg-rev" data-review-id="a1-{id}"><span class="wdg-rev__rating" data-score="{stars}"></span><span '
        'class="wdg-spinner wdg-rev__timestamp">{dots}</span><span class="wdg-rev__author">{name}</span>'
        '<b class="wdg-rev__title">Titel {n} von {name}</b><div class="wdg-rev__body"><p>{text}</p></div></div>'
    ),
    "image": Layout(
        '<div class="row"><div class="panel-heading"><b>{name}</b> <span class="pull-right">{dots}</span></div>'
        '<div class="panel-body"><img src="/img/stars_{stars}.png" alt="{stars} stars"> {text}</div></div>'
    ),
    "owner among guests": Layout(
        '<li class="comment"><div><cite class="fn">{name}</cite><span class="rated stars-{stars}"></span>'
        '<time datetime="{day}">{german}</time><div class="comment-text">{text}</div></div></li>',
        "<ol>",
        '<li class="comment bypostauthor"><div><cite class="fn">Café</cite><time datetime="2026-10-01">1.10.</time>'
        '<div class="comment-text">Danke euch allen und bis bald</div></div></li></ol>',
    ),
}

OTHERS = {
    "goods with stars": Layout(
        '<div class="product"><a href="/p/{n}"><h3>Tasse {n}</h3></a><span class="stars">{drawn}</span>'
        "<span>12,00 €</span><p>Eine schöne Tasse, {text}</p></div>"
    ),
    "news with dates": Layout(
        '<article class="post"><h2><a href="/b/{n}">Neues {n}</a></h2><time datetime="{day}">{german}</time>'
        "<p>{text}</p></article>"
    ),
    "links with stars and dates": Layout(
        '<div class="card"><a href="/r/{n}">Rezept von {name} <span aria-label="{stars} von 5"></span>{dots} {text}'
        "</a></div>"
    ),
    "comments without stars": Layout(
        '<div class="comment"><cite>{name}</cite><time datetime="{day}">{german}</time><p>{text}</p></div>'
    ),
}

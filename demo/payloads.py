"""What the street hands out to programs: a JSON interface, an Atom feed, and files that somebody drops. Pure."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from html import escape

from demo.pages import View
from demo.story import Post, as_utc


def courier_api(view: View) -> str:
    """The delivery partner's interface: marks out of 10, pages until one is empty."""
    items = [
        {
            "ref": post.id,
            "comment": post.text,
            "score": None if post.stars is None else post.stars * 2,
            "customer": {"first_name": post.author},
            "delivered_at": as_utc(post.published),
            "locale": post.lang,
        }
        for post in view.posts
    ]
    return json.dumps({"data": {"items": items, "count": view.total}}, ensure_ascii=False)


def atom(view: View) -> str:
    """Articles that mention the place; nobody gives stars here."""
    entries = "".join(_entry(post) for post in view.posts)
    return (
        '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
        f"<title>{escape(view.place)}</title><id>tag:gazette.example,2026:{escape(view.path)}</id>"
        f"<updated>{as_utc(view.now)}</updated>{entries}</feed>"
    )


def _entry(post: Post) -> str:
    link = f"https://gazette.example/{post.id}"
    return (
        f"<entry><id>tag:gazette.example,2026:{post.id}</id><title>{escape(post.title)}</title>"
        f'<author><name>{escape(post.author)}</name></author><link href="{link}"/>'
        f"<published>{as_utc(post.published)}</published><updated>{as_utc(post.published)}</updated>"
        f'<content type="text">{escape(post.text)}</content></entry>'
    )


def departure_csv(posts: Sequence[Post]) -> str:
    """The hotel's questionnaire, as a spreadsheet saves it."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(["Nr", "Zimmer", "Sterne", "Was war gut, was nicht?", "Abreise"])
    rows.writerows([p.id, p.author, p.stars, p.text, p.published.isoformat(timespec="minutes")] for p in posts)
    return out.getvalue()


def cards_jsonl(posts: Sequence[Post]) -> str:
    """The bicycle shop's cards, in the form that `import` takes."""
    rows = (
        {"id": p.id, "rating": p.stars, "text": p.text, "date": p.published.isoformat(), "author": p.author}
        for p in posts
    )
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)

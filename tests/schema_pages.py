"""Builders of pages with schema.org markup."""

import json
from datetime import UTC, datetime
from typing import Any

from crawler.extract import read_page
from crawler.page import Found, Page

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
URL = "https://cafe-nord.example/reviews"
REVIEW = {"@type": "Review", "author": {"@type": "Person", "name": "Anna"}, "reviewBody": "Lovely cake"}


def page_of(*values: Any, head: str = "") -> Page:
    scripts = "".join(f'<script type="application/ld+json">{json.dumps(value)}</script>' for value in values)
    html = f"<!doctype html><html lang=en><head>{head}{scripts}</head><body></body></html>"
    return read_page(html.encode(), url=URL, content_type="text/html", at=AT, source=None)


def only(*values: Any, head: str = "") -> Found:
    (found,) = page_of(*values, head=head).reviews
    return found


def with_(**more: Any) -> dict[str, Any]:
    return {**REVIEW, **more}

"""A page as the JSON that `extract --json` prints. See docs/formats.md."""

from __future__ import annotations

from typing import Any

from crawler.page import Page

_SHOWN = ("id", "author", "rating", "best", "date", "title", "text", "reply")


def extract_json(page: Page) -> dict[str, Any]:
    """`{"reviews": [{id, author, rating, best, date, title, text, reply}], "claimed_total", "claimed_average"}`."""
    return {
        "reviews": [{name: getattr(found, name) for name in _SHOWN} for found in page.reviews],
        "claimed_total": page.claimed_total,
        "claimed_average": page.claimed_average,
    }

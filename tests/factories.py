"""Nouns for tests: `a_review(rating=1)` names only what matters to the test. All text is invented."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from model import Flag, Mail, Measure, Reason, Review, Run, Scored, Sentiment, State, StoredReview, ThemeHit, Week

NOW = datetime(2026, 11, 16, 8, 0, tzinfo=UTC)  # a Monday, 09:00 in Copenhagen and Berlin
PUBLISHED = datetime(2026, 11, 12, 18, 30, tzinfo=UTC)  # the Thursday before
CAFE = "Café Ida"


def a_review(**changes: Any) -> Review:
    facts: dict[str, Any] = {
        "business": CAFE,
        "source": "Own site",
        "external_id": "r1",
        "rating": 1.0,
        "text": "We waited forty minutes and nobody came.",
        "published": PUBLISHED,
        "author": "Mette K.",
    }
    return Review(**facts | changes)


def a_stored(**changes: Any) -> StoredReview:
    """`review` may be given whole; what is left is for the StoredReview, then for the Review."""
    own = {name: changes.pop(name) for name in ("id", "seen", "week", "rev", "initial") if name in changes}
    review = changes.pop("review", None) or a_review(**changes)
    week = Week.of(review.published or NOW, UTC)
    facts: dict[str, Any] = {"id": 1, "review": review, "seen": NOW, "week": week}
    return StoredReview(**facts | own)


def a_sentiment(**changes: Any) -> Sentiment:
    facts: dict[str, Any] = {
        "lang": "en",
        "sentiment": -0.6,
        "label": "neg",
        "flagged": True,
        "level": "act",
        "severity": 60,
        "themes": (ThemeHit("waiting", "neg", 3, 23),),
        "reasons": (Reason(3, 23, "waited forty minutes", "theme:waiting", -1.5),),
    }
    return Sentiment(**facts | changes)


def a_flag(**changes: Any) -> Flag:
    facts: dict[str, Any] = {
        "stored": a_stored(),
        "sentiment": a_sentiment(),
        "state": State.TO_ANSWER,
        "opened": NOW,
    }
    return Flag(**facts | changes)


def a_scored(**changes: Any) -> Scored:
    facts: dict[str, Any] = {"stored": a_stored(), "sentiment": a_sentiment()}
    return Scored(**facts | changes)


def a_mail(**changes: Any) -> Mail:
    facts: dict[str, Any] = {
        "key": "digest/cafe-ida/2026-W46/ida@cafe-ida.example",
        "kind": "digest",
        "to": "ida@cafe-ida.example",
        "subject": "Your week",
        "text": "Two new reviews.",
        "html": "<p>Two new reviews.</p>",
    }
    return Mail(**facts | changes)


def a_measure(**changes: Any) -> Measure:
    facts: dict[str, Any] = {
        "business": CAFE,
        "theme": "waiting",
        "what": "a second person at the counter on Saturdays",
        "since": date(2026, 10, 1),
        "by": "ida@cafe-ida.example",
        "say": (("en", "Since October two of us stand at the counter on Saturdays."),),
    }
    return Measure(**facts | changes)


def a_run(**changes: Any) -> Run:
    facts: dict[str, Any] = {
        "stage": "crawl",
        "business": CAFE,
        "key": "Own site",
        "started": NOW,
        "finished": NOW,
    }
    return Run(**facts | changes)

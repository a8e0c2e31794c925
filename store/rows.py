"""From rows to the nouns of `model`. Pure."""

from __future__ import annotations

import json
from typing import Any

from model import (
    Flag,
    Mail,
    Reason,
    Reply,
    Review,
    Scored,
    Sentiment,
    State,
    StoredReview,
    ThemeHit,
    Week,
)
from store.connect import Row
from store.values import maybe_moment, moment, packed

NOT_ASSESSED = "not_assessed"


def a_review(row: Row) -> Review:
    return Review(
        business=row["business"],
        source=row["source"],
        external_id=row["external_id"],
        rating=row["rating"],
        text=row["text"],
        title=row["title"],
        published=maybe_moment(row["published"]),
        author=row["author"],
        lang=row["lang"],
        url=row["url"],
        reply=row["reply"],
        replied=maybe_moment(row["replied"]),
        location=row["location"],
        kind=row["kind"],
    )


def a_stored(row: Row) -> StoredReview:
    return StoredReview(
        id=row["id"],
        review=a_review(row),
        seen=moment(row["seen"]),
        week=Week.parse(row["week"]),
        rev=row["rev"],
        initial=bool(row["initial"]),
    )


def a_sentiment(row: Row) -> Sentiment:
    """What was found; a review that waits for its score is "not assessed"."""
    if row["scored"] is None:
        return Sentiment(row["lang"], None, None, NOT_ASSESSED)
    return Sentiment(
        lang=row["found_lang"],
        sentiment=row["sentiment"],
        label=row["label"],
        why_not=row["why_not"],
        flagged=bool(row["flagged"]),
        level=row["level"],
        severity=row["severity"],
        themes=tuple(ThemeHit(*hit) for hit in json.loads(row["themes"])),
        reasons=tuple(Reason(*reason) for reason in json.loads(row["reasons"])),
    )


def a_scored(row: Row) -> Scored:
    """Needs the columns of review and, as `state`, `handled`, `opened`, those of a flag or nulls."""
    return Scored(
        stored=a_stored(row),
        sentiment=a_sentiment(row),
        state=State(row["state"]) if row["state"] else None,
        handled=maybe_moment(row["handled"]),
        opened=maybe_moment(row["opened"]),
    )


def a_flag(row: Row, ticked: tuple[str, ...]) -> Flag:
    return Flag(
        stored=a_stored(row),
        sentiment=a_sentiment(row),
        state=State(row["state"]),
        opened=moment(row["opened"]),
        rev=row["flag_rev"],
        due=maybe_moment(row["due"]),
        taken_by=row["taken_by"],
        handled=maybe_moment(row["handled"]),
        alerted=maybe_moment(row["alerted"]),
        draft=a_reply(row["draft"]),
        ticked=ticked,
        cause=row["cause"],
        approved=bool(row["approved"]),
    )


def a_reply(text: str | None) -> Reply | None:
    if text is None:
        return None
    said, lang, needs_approval, warnings = json.loads(text)
    return Reply(said, lang, needs_approval, tuple(warnings))


def packed_reply(reply: Reply) -> str:
    return packed([reply.text, reply.lang, reply.needs_approval, list(reply.warnings)])


def packed_themes(sentiment: Sentiment) -> str:
    return packed([[hit.theme, hit.polarity, hit.start, hit.end] for hit in sentiment.themes])


def packed_reasons(sentiment: Sentiment) -> str:
    return packed([[r.start, r.end, r.text, r.why, r.weight] for r in sentiment.reasons])


def theme_rows(review: int, sentiment: Sentiment) -> list[dict[str, Any]]:
    pairs = sorted({(hit.theme, hit.polarity) for hit in sentiment.themes})
    return [{"review": review, "theme": theme, "polarity": polarity} for theme, polarity in pairs]


def a_mail(row: Row) -> Mail:
    return Mail(
        key=row["key"],
        kind=row["kind"],
        to=row["recipient"],
        subject=row["subject"],
        text=row["text"],
        html=row["html"],
        headers=tuple((name, value) for name, value in json.loads(row["headers"])),
        expires=maybe_moment(row["expires"]),
        tries=row["tries"],
        state=row["state"],
        said=row["said"],
        queued=maybe_moment(row["queued"]),
        sent=maybe_moment(row["sent"]),
    )

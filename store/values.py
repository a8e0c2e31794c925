"""How values lie in the database: times as UTC ISO text of one width (so that text order is time order), lists as JSON.

Knows no table.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import math
import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from model import StoredReview


def stamp(moment: datetime) -> str:
    """A time as stored. ValueError for one without a zone: nobody could say when it was."""
    if moment.tzinfo is None:
        raise ValueError(f"the time {moment} has no zone")
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def maybe_stamp(moment: datetime | None) -> str | None:
    return None if moment is None else stamp(moment)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def maybe_moment(text: str | None) -> datetime | None:
    return None if text is None else moment(text)


def packed(value: Sequence[Any] | dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)


def finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def fold(text: str) -> str:
    """What a search compares: no case, no accents, single blanks. "Grün  ÉCLAIR" and "grun eclair" are the same."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


def search_words(stored: StoredReview) -> str:
    """What a search looks through."""
    return fold(f"{stored.review.full_text} {stored.review.author}")


def author_key(secret: bytes, author: str) -> str:
    """Who wrote it, in a form that outlives erasure and that nobody without this install's secret can look up."""
    name = " ".join(author.casefold().split())
    return hmac.new(secret, name.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:32] if name else ""

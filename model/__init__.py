"""The nouns of Grapevine: frozen facts, who they are, and what counts as a change.

Imports nothing of ours and does no I/O: every room speaks in these words.
Times are aware UTC; a day without a time of day is midnight in the business's zone, said in UTC.
"""

from model.errors import (
    ConfigError,
    Conflict,
    CrawlError,
    ExtractError,
    GrapevineError,
    InputError,
    MailError,
    ScoringError,
    StoreError,
)
from model.review import (
    Reason,
    Review,
    ReviewVersion,
    Sentiment,
    StoredReview,
)
from model.text import MAX_LINE, MAX_TEXT, clean, clean_line, clean_rating, digest_of, identity
from model.themes import THEMES, ThemeHit
from model.week import Week
from model.work import (
    CAUSES,
    OPEN_STATES,
    AfterAnswer,
    Event,
    Flag,
    Mail,
    Measure,
    Remedy,
    Reply,
    Request,
    Run,
    Scored,
    State,
    Verdict,
)

__all__ = [
    "CAUSES",
    "MAX_LINE",
    "MAX_TEXT",
    "OPEN_STATES",
    "THEMES",
    "AfterAnswer",
    "ConfigError",
    "Conflict",
    "CrawlError",
    "Event",
    "ExtractError",
    "Flag",
    "GrapevineError",
    "InputError",
    "Mail",
    "MailError",
    "Measure",
    "Reason",
    "Remedy",
    "Reply",
    "Request",
    "Review",
    "ReviewVersion",
    "Run",
    "Scored",
    "ScoringError",
    "Sentiment",
    "State",
    "StoreError",
    "StoredReview",
    "ThemeHit",
    "Verdict",
    "Week",
    "clean",
    "clean_line",
    "clean_rating",
    "digest_of",
    "identity",
]

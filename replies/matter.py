"""What a review is about, in which language to answer it, and what its platform allows."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from config import Business, PlatformRule, Playbook
from model import Sentiment, StoredReview
from replies.phrasebook import LANGUAGES

OTHER = "other"


def complaints(sentiment: Sentiment) -> tuple[str, ...]:
    """Themes complained of, each once: safety first, then the one with the heaviest words."""
    weights = {theme: _weight(sentiment, theme) for theme in sentiment.complaints()}
    return tuple(sorted(weights, key=lambda theme: (theme != "safety", weights[theme])))


def _weight(sentiment: Sentiment, theme: str) -> float:
    return sum(reason.weight for reason in sentiment.reasons if reason.why in (f"theme:{theme}", theme))


SURE = -1.0
MIXED = frozenset({"price"})  # a wrong bill, a high price and poor value: the words do not tell them apart


def is_sure(sentiment: Sentiment, theme: str) -> bool:
    """True where words that carry the theme by themselves are clearly negative ("rude": friendliness).

    A topic near a bad word ("the bill ... wrong") is not sure: its span is longer than the word's. Where nothing but
    the stars is known there are no words to doubt.
    """
    if theme in MIXED:
        return False
    if not any(reason.end for reason in sentiment.reasons):
        return True
    spans = {(hit.start, hit.end) for hit in sentiment.themes if (hit.theme, hit.polarity) == (theme, "neg")}
    own = (f"theme:{theme}", theme)
    return any(r.why in own and r.weight <= SURE and (r.start, r.end) in spans for r in sentiment.reasons)


def main_theme(themes: Sequence[str], sayable: Collection[str]) -> str:
    """The first theme there are words for, else OTHER."""
    return next((theme for theme in themes if theme in sayable), OTHER)


def written_in(stored: StoredReview, sentiment: Sentiment) -> str | None:
    """The two-letter language of a review, as found or as its source declares it."""
    code = sentiment.lang or stored.review.lang
    return code[:2].lower() if code else None


def answer_in(stored: StoredReview, sentiment: Sentiment, business: Business) -> str:
    """The language of the review where we speak it, else the first of the business's that we do."""
    ours = [code for code in (written_in(stored, sentiment), *business.languages) if code in LANGUAGES]
    return ours[0] if ours else LANGUAGES[0]


def rule_of(source: str, playbook: Playbook) -> PlatformRule | None:
    """The rule of the platform a source is named after: `google` for "Google Maps Aarhus"; the longest name wins."""
    called = source.casefold()
    names = sorted((name for name in playbook.platforms if name.casefold() in called), key=len)
    return playbook.platforms[names[-1]] if names else None

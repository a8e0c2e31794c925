"""A short thank-you for a good review. Says nothing that tells whether or when somebody was there."""

from __future__ import annotations

from collections.abc import Sequence

from config import Business
from model import Reply, Sentiment, StoredReview, digest_of
from replies.choose import choose
from replies.matter import OTHER, answer_in, main_theme, rule_of
from replies.person import greeting, signer
from replies.phrasebook import fill, phrases

SILENT = ("safety",)  # nobody wants to read "how lovely that you felt safe"


def thank(
    stored: StoredReview, sentiment: Sentiment, *, business: Business, recent: Sequence[str], variant: int = 0
) -> Reply:
    """A draft of 20 to 50 words in the reviewer's language, naming what was praised first."""
    book = phrases(answer_in(stored, sentiment, business))
    praised = [theme for theme in sentiment.praises() if theme not in SILENT]
    about = {"about": book.about[main_theme(praised, book.about) if praised else OTHER]}
    slots = {slot: tuple(fill(wording, about) for wording in lines) for slot, lines in book.praise.items()}
    review = stored.review
    seed = digest_of(review.business, review.source, review.external_id)
    said = choose(slots, recent, seed=seed, variant=variant)
    rule = rule_of(review.source, business.playbook)
    nameless = business.playbook.privacy == "health" or (rule is not None and not rule.use_name)
    hello = greeting("" if nameless else review.author, book)
    middle = " ".join(said[slot] for slot in ("thanks", "issue", "close"))
    return Reply("\n\n".join([hello, middle, fill(book.sign, {"sign": signer(business, book).line})]), book.language)

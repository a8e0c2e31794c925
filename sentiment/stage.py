"""The loop around `score`: unscored reviews out of the store, sentiments and flags back in. The only file here that
knows store and config. One bad review does not stop the rest; a bug does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from config import Business, Config, OwnWords
from model import InputError, Run, ScoringError, Sentiment, State, StoredReview
from sentiment import DEFAULT, score
from sentiment.backlog import opening_state
from sentiment.flags import Cuts
from sentiment.learned import Learned
from sentiment.learning import from_json, to_json
from sentiment.own import NONE, Own
from store import Store

BATCH = 500
_DEFAULT_WITHIN = {"urgent": timedelta(hours=4), "high": timedelta(hours=24), "normal": timedelta(hours=72)}


def score_waiting(store: Store, config: Config, now: datetime, *, batch: int = BATCH) -> Run:
    """Score all reviews that wait, flag those that need a person. `now` is aware UTC.

    Each batch is one transaction, so that a crash costs one batch of work and no review. The Run counts reviews seen,
    flags opened (`new`) and reviews that could not be scored (`failed`); those wait on and are named in `said`.
    """
    failed: dict[int, str] = {}
    seen = flagged = 0
    learned = {one.name: learned_of(store, one.name) for one in config.businesses}
    while waiting := _waiting(store, failed, batch):
        with store.transaction():
            for stored in waiting:
                try:
                    sentiment = _score(stored, config, learned.get(stored.review.business))
                except ScoringError as error:
                    failed[stored.id] = str(error)
                    continue
                _save(store, stored, sentiment, config, now)
                flagged += sentiment.flagged
        seen += len(waiting)
    said = "; ".join(f"review {id}: {why}" for id, why in list(failed.items())[:3])
    return Run("score", "", "", now, now, seen=seen, new=flagged, failed=len(failed), said=said)


def _waiting(store: Store, failed: dict[int, str], batch: int) -> list[StoredReview]:
    found = store.reviews.unscored(limit=batch + len(failed))
    return [stored for stored in found if stored.id not in failed]


def _score(stored: StoredReview, config: Config, learned: Learned | None) -> Sentiment:
    business = _business(config, stored)
    review = stored.review
    languages: Sequence[str] = business.languages if business else ()
    names = names_of(business) if business else ()
    rules: Cuts = business.flags if business else DEFAULT
    own = own_of(business.words) if business else NONE
    lang = review.lang or _usual_language(business, review.source)
    return score(
        review.full_text,
        stars=review.rating,
        lang=lang,
        languages=languages,
        names=names,
        rules=rules,
        own=own,
        learned=learned,
    )


def names_of(business: Business) -> tuple[str, ...]:
    """How customers may call the staff: in full, by the first name, and as config.yaml says."""
    people = [person.name for person in business.people]
    return tuple(dict.fromkeys([*people, *(name.split()[0] for name in people), *business.words.staff]))


def own_of(words: OwnWords) -> Own:
    return Own(words.bad, words.good, words.nothing, words.danger, tuple(words.themes.items()))


def learned_of(store: Store, business: str) -> Learned | None:
    """What `learn` switched on, None where it is off."""
    held = store.meta.get(f"learned:{business}")
    return from_json(held) if held else None


def keep_learned(store: Store, business: str, model: Learned | None) -> None:
    """Switch the learned layer on, or off with None; reviews scored before stay as they are."""
    store.meta.set(f"learned:{business}", to_json(model) if model else "")


def _usual_language(business: Business | None, source: str) -> str | None:
    """What its source is written in as a rule: a hint for short texts, which the text itself may overrule."""
    named = {entry.name: entry.language for entry in business.sources} if business else {}
    return named.get(source)


def _business(config: Config, stored: StoredReview) -> Business | None:
    """None where the business left config.yaml: its reviews are scored by the defaults."""
    try:
        return config.business(stored.review.business)
    except InputError:
        return None


def _save(store: Store, stored: StoredReview, sentiment: Sentiment, config: Config, now: datetime) -> None:
    state = opening_state(stored, now) if sentiment.flagged else None
    due = None
    if state is State.TO_ANSWER:
        business = _business(config, stored)
        within = business.playbook.answer_within if business else _DEFAULT_WITHIN
        due = now + within[urgency_of(sentiment)]
    store.flags.save(stored, sentiment, now=now, open=state, due=due)


def urgency_of(sentiment: Sentiment) -> str:
    """Which of the playbook's promises holds: urgent for safety, high for what must be acted on, else normal."""
    if sentiment.safety:
        return "urgent"
    return "high" if sentiment.level == "act" else "normal"

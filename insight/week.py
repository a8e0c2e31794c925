"""One business's week in figures. Pure: reviews in, figures out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import fmean, median

from model import Scored, State, Week

ENOUGH = 10  # below this many reviews an average or a share says more about chance than about the shop
REVIEW_KINDS = ("review", "feedback")  # complaints told to staff and mentions elsewhere are counted apart


@dataclass(frozen=True, slots=True)
class WeekFacts:
    """A week as the owner reads it; a week without reviews is zeros, not a gap.

    `average` is in stars and None below `ENOUGH` rated reviews; `typical` is the median time to an answer.
    """

    week: Week
    count: int = 0
    rated: int = 0
    positive: int = 0
    neutral: int = 0
    negative: int = 0
    average: float | None = None
    flagged: int = 0
    answered: int = 0  # of the flagged
    typical: timedelta | None = None
    complaints: int = 0  # told in person, by phone or mail
    mentions: int = 0

    @property
    def enough(self) -> bool:
        return self.rated >= ENOUGH

    def change(self, before: WeekFacts) -> float | None:
        """Stars against `before`; None unless both weeks have an average."""
        if self.average is None or before.average is None:
            return None
        return self.average - before.average


def tone(scored: Scored) -> str:
    """`pos` (4, 5 stars), `neu` (3), `neg` (1, 2), halves upwards; without stars what the text says, else `neu`."""
    rating = scored.stored.review.rating
    if rating is None:
        return scored.sentiment.label or "neu"
    return "pos" if rating >= 3.5 else "neu" if rating >= 2.5 else "neg"


def is_negative(scored: Scored) -> bool:
    """An unhappy customer: the one definition for counts, chart and word of mouth."""
    return tone(scored) == "neg"


def is_answered(scored: Scored) -> bool:
    """Answered in public, or handled by staff."""
    return scored.stored.review.reply is not None or scored.state in (State.ANSWERED, State.SOLVED)


def reviews_of(scored: Iterable[Scored]) -> list[Scored]:
    return [one for one in scored if one.stored.review.kind in REVIEW_KINDS]


def how_many(scored: Iterable[Scored]) -> int:
    """Reviews, where one may stand for several that are alike."""
    return sum(one.n for one in scored)


def average_of(scored: Iterable[Scored]) -> float | None:
    """Mean of the stars of those that have stars, however few; None where none has."""
    rated = [(one.stored.review.rating, one.n) for one in scored if one.stored.review.rating is not None]
    return fmean([stars for stars, _ in rated], [n for _, n in rated]) if rated else None


def answer_time(scored: Scored) -> timedelta | None:
    """From when the review appeared to when it was handled or answered in public; None while it waits."""
    done = scored.handled or scored.stored.review.replied
    if done is None or not is_answered(scored):
        return None
    return max(done - scored.stored.belongs, timedelta(0))


def median_answer(scored: Iterable[Scored]) -> timedelta | None:
    """Median over the flagged reviews that have an answer; None below three, where nothing is typical."""
    times = [time for one in scored if one.sentiment.flagged and (time := answer_time(one)) is not None]
    return timedelta(seconds=median(time.total_seconds() for time in times)) if len(times) >= 3 else None


def week_facts(week: Week, scored: Sequence[Scored]) -> WeekFacts:
    """The figures of `week`; reviews of other weeks in `scored` are left out."""
    return sum_up(week, [one for one in scored if one.stored.week == week])


def sum_up(week: Week, scored: Sequence[Scored]) -> WeekFacts:
    """The figures of all of `scored`, which may span several weeks, under the name of `week`."""
    reviews = reviews_of(scored)
    rated = [one for one in reviews if one.stored.review.rating is not None]
    flagged = [one for one in scored if one.sentiment.flagged and one.state is not State.DISMISSED]
    tones = Counter[str]()
    kinds = Counter[str]()
    for one in reviews:
        tones[tone(one)] += one.n
    for one in scored:
        kinds[one.stored.review.kind] += one.n
    return WeekFacts(
        week=week,
        count=tones.total(),
        rated=how_many(rated),
        positive=tones["pos"],
        neutral=tones["neu"],
        negative=tones["neg"],
        average=average_of(rated) if how_many(rated) >= ENOUGH else None,
        flagged=how_many(flagged),
        answered=how_many(filter(is_answered, flagged)),
        typical=median_answer(flagged),
        complaints=kinds["complaint"],
        mentions=kinds["mention"],
    )

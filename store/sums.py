"""Reviews without their words, for figures over many weeks: those that are alike in all that is summed, as one.

A `Scored` from here has no text, author, link, reason or place in the text, stands for `n` reviews, and has the middle
of its week for a time unless it is flagged and done; `insight` sums over it as over full ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from model import Review, Scored, Sentiment, State, StoredReview, ThemeHit, Week
from store.connect import Link
from store.values import maybe_moment
from store.weekly import HITS, Alike, Told, keep, sums_of

COPIES = f"""select r.week, r.source, r.location, r.kind, r.rating, r.label, {HITS}
from review r indexed by review_copies
where r.business = :business and r.week between :first and :last and r.dup_of is not null"""  # noqa: S608 - constants


class Sums:
    def __init__(self, link: Link) -> None:
        self._link = link

    def scored(self, business: str, first: Week, last: Week) -> list[Scored]:
        """All reviews of these weeks, by week, one posted in two places once."""
        sums = sums_of(self._link, business, first.until(last))
        return [_lean(business, week, one) for week in sorted(sums) for one in sums[week].alike]

    def copies(self, business: str, first: Week, last: Week) -> list[Scored]:
        """What `scored` leaves out because it stands in another place, too: for a figure about one place alone."""
        rows = self._link.rows(COPIES, business=business, first=str(first), last=str(last))
        return [_lean(business, Week.parse(row.pop("week")), Alike(**row)) for row in rows]

    def complaints(
        self, business: str, themes: Sequence[str], first: Week, last: Week, *, zone: tzinfo = UTC
    ) -> list[Scored]:
        """Complaints of each of `themes` in these weeks, at noon of their day in `zone`; of two at once: twice."""
        if not themes:
            return []
        sums = sums_of(self._link, business, first.until(last), zone)
        told = (one for week in sorted(sums) for one in sums[week].told if one.theme in themes)
        return [_complaint(business, one, zone) for one in told]

    def keep(self, business: str, first: Week, last: Week, *, zone: tzinfo = UTC) -> int:
        """Make what pages ask for quick to read: sum up the weeks in which something changed. How many."""
        return keep(self._link, business, first.until(last), zone)


def _complaint(business: str, told: Told, zone: tzinfo) -> Scored:
    at = datetime.combine(date.fromisoformat(told.day), time(12), zone)
    hit = ThemeHit(told.theme, "neg", 0, 0)
    return Scored(
        stored=StoredReview(0, Review(business, "", "", None, "", published=at), at, Week.of(at, zone)),
        sentiment=Sentiment(None, None, "neg", flagged=True, themes=(hit,)),
        n=told.n,
    )


def _lean(business: str, week: Week, one: Alike) -> Scored:
    belongs = maybe_moment(one.belongs) or datetime.combine(week.monday, time(), UTC) + timedelta(days=3.5)
    review = Review(
        business=business,
        source=one.source,
        external_id="",
        rating=one.rating,
        text="",
        published=belongs,
        reply="" if one.answered else None,
        replied=maybe_moment(one.replied),
        location=one.location,
        kind=one.kind,
    )
    return Scored(
        stored=StoredReview(0, review, belongs, week),
        sentiment=Sentiment(None, None, one.label, flagged=one.flagged, themes=_hits(one.hits)),
        state=State(one.state) if one.state else None,
        handled=maybe_moment(one.handled),
        n=one.n,
    )


def _hits(text: str | None) -> tuple[ThemeHit, ...]:
    pairs = (hit.split(":") for hit in (text or "").split(",") if hit)
    return tuple(ThemeHit(theme, polarity, 0, 0) for theme, polarity in pairs)

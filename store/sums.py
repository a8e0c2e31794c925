"""Reviews without their words, for figures over many weeks: alike ones are read as one and counted.

A `Scored` from here has no text, author, link, reason or place in the text; `insight` sums over it as over a full one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from model import Review, Scored, Sentiment, State, StoredReview, ThemeHit, Week
from store.connect import Link, Row
from store.linking import COUNTED
from store.values import maybe_moment, moment, packed

HITS = "(select group_concat(t.theme || ':' || t.polarity) from theme t where t.review_id = r.id) as hits"
WEEKS = "r.business = :business and r.week between :first and :last"
WHERE = f"{WEEKS} and {COUNTED}"
CALM = f"""select r.week, r.source, r.location, r.kind, r.rating, r.label, {HITS}, count(*) as n,
 min(coalesce(r.published, r.seen)) as belongs from review r where {WHERE} and r.flagged = 0
group by r.week, r.source, r.location, r.kind, r.rating, r.label, hits"""  # noqa: S608 - constants
FLAGGED = f"""select r.week, r.source, r.location, r.kind, r.rating, r.label, {HITS}, 1 as n,
 coalesce(r.published, r.seen) as belongs, r.reply is not null as answered, r.replied, f.state, f.handled, f.opened
from review r left join flag f on f.review_id = r.id where {WHERE} and r.flagged = 1"""  # noqa: S608 - constants
COMPLAINTS = f"""select r.week, r.source, r.location, r.kind, r.rating, r.label, {HITS}, 1 as n,
 coalesce(r.published, r.seen) as belongs from review r where {WHERE} and exists (
 select 1 from theme c where c.review_id = r.id and c.polarity = 'neg'
 and c.theme in (select value from json_each(:themes)))"""  # noqa: S608 - constants

COPIES = f"""select r.week, r.source, r.location, r.kind, r.rating, r.label, {HITS}, 1 as n,
 coalesce(r.published, r.seen) as belongs from review r where {WEEKS} and not {COUNTED}"""  # noqa: S608 - constants


class Sums:
    def __init__(self, link: Link) -> None:
        self._link = link

    def scored(self, business: str, first: Week, last: Week) -> list[Scored]:
        """All reviews of these weeks, by week, one posted in two places once. Times are true for flagged ones only."""
        where = {"business": business, "first": str(first), "last": str(last)}
        rows = [*self._link.rows(CALM, **where), *self._link.rows(FLAGGED, **where)]
        return sorted((one for row in rows for one in [_lean(row, business)] * row["n"]), key=_week)

    def copies(self, business: str, first: Week, last: Week) -> list[Scored]:
        """What `scored` leaves out because it stands in another place, too: for a figure about one place alone."""
        rows = self._link.rows(COPIES, business=business, first=str(first), last=str(last))
        return [_lean(row, business) for row in rows]

    def complaints(self, business: str, themes: Sequence[str], first: Week, last: Week) -> list[Scored]:
        """The reviews of these weeks that complain of one of `themes`, each with its time."""
        if not themes:
            return []
        where = {"business": business, "first": str(first), "last": str(last), "themes": packed(list(themes))}
        return [_lean(row, business) for row in self._link.rows(COMPLAINTS, **where)]


def _lean(row: Row, business: str) -> Scored:
    belongs = moment(row["belongs"])
    state = row.get("state")
    return Scored(
        stored=StoredReview(0, _review(row, business, belongs), belongs, Week.parse(row["week"])),
        sentiment=Sentiment(None, None, row["label"], flagged="state" in row, themes=_hits(row["hits"])),
        state=State(state) if state else None,
        handled=maybe_moment(row.get("handled")),
        opened=maybe_moment(row.get("opened")),
    )


def _review(row: Row, business: str, belongs: datetime) -> Review:
    return Review(
        business=business,
        source=row["source"],
        external_id="",
        rating=row["rating"],
        text="",
        published=belongs,
        reply="" if row.get("answered") else None,
        replied=maybe_moment(row.get("replied")),
        location=row["location"],
        kind=row["kind"],
    )


def _hits(text: str | None) -> tuple[ThemeHit, ...]:
    pairs = (hit.split(":") for hit in (text or "").split(",") if hit)
    return tuple(ThemeHit(theme, polarity, 0, 0) for theme, polarity in pairs)


def _week(scored: Scored) -> Week:
    return scored.stored.week

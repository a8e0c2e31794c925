"""Reviews on their way in: cleaned, put in their week, told new from changed. One batch is one JSON parameter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from model import Review, Week, clean, clean_line, clean_rating
from store.connect import Link, Row
from store.erasure import forget
from store.linking import link_up
from store.values import author_key, maybe_stamp, packed

BEFORE = """select r.id, r.external_id, r.business, r.source, r.rev, r.reply
from json_each(:rows) j join review r
 on r.business = j.value->>'business' and r.source = j.value->>'source' and r.external_id = j.value->>'external_id'"""

KEEP_VERSION = """insert into version(review_id, rating, title, text, replaced)
select r.id, r.rating, r.title, r.text, j.value->>'seen'
from json_each(:rows) j join review r
 on r.business = j.value->>'business' and r.source = j.value->>'source' and r.external_id = j.value->>'external_id'
where r.erased = 0 and r.hash is distinct from j.value->>'hash'"""

# A date that a source shows as "2 weeks ago" drifts: the first one seen stays. What a shortened card leaves out (reply,
# author, place) is no news either. A change of content asks for a new score.
UPSERT = """insert into review(business, source, external_id, rating, title, text, hash, published, seen, week,
 author, author_key, lang, url, location, kind, reply, replied, replied_rev, initial, erased, scored, why_not)
select value->>'business', value->>'source', value->>'external_id', cast(value->>'rating' as real), value->>'title',
 value->>'text', value->>'hash', value->>'published', value->>'seen', value->>'week', value->>'author',
 value->>'author_key', value->>'lang', value->>'url', value->>'location', value->>'kind', value->>'reply',
 value->>'replied', case when value->>'reply' is not null then 1 end, cast(value->>'initial' as integer),
 cast(value->>'erased' as integer), value->>'scored', value->>'why_not'
from json_each(:rows) where true
on conflict(business, source, external_id) do update set
 rating = excluded.rating, title = excluded.title, text = excluded.text, hash = excluded.hash,
 published = coalesce(review.published, excluded.published),
 week = case when review.published is null and excluded.published is not null then excluded.week else review.week end,
 author = case when excluded.author = '' then review.author else excluded.author end,
 author_key = case when excluded.author = '' then review.author_key else excluded.author_key end,
 lang = coalesce(excluded.lang, review.lang),
 url = case when excluded.url = '' then review.url else excluded.url end,
 location = case when excluded.location = '' then review.location else excluded.location end,
 reply = coalesce(excluded.reply, review.reply),
 replied = case when excluded.reply is null then review.replied else coalesce(excluded.replied, review.replied) end,
 replied_rev = case when excluded.reply is null or excluded.reply is not distinct from review.reply
  then review.replied_rev else review.rev + case when review.hash is distinct from excluded.hash then 1 else 0 end end,
 rev = review.rev + case when review.hash is distinct from excluded.hash then 1 else 0 end,
 initial = case when review.hash is distinct from excluded.hash then 0 else review.initial end,
 scored = case when review.hash is distinct from excluded.hash then null else review.scored end
where review.erased = 0 and (
 review.hash is distinct from excluded.hash
 or (excluded.reply is not null and review.reply is distinct from excluded.reply)
 or (review.published is null and excluded.published is not null)
 or (excluded.author <> '' and review.author <> excluded.author)
 or (excluded.lang is not null and review.lang is distinct from excluded.lang)
 or (excluded.url <> '' and review.url <> excluded.url)
 or (excluded.location <> '' and review.location <> excluded.location))
returning id, business, source, external_id, rev, erased, reply, coalesce(replied, :seen) as answered"""

# a review we had without a name turns out to be by somebody who was erased
UNNAMED = """select r.id from json_each(:rows) j join review r
 on r.business = j.value->>'business' and r.source = j.value->>'source' and r.external_id = j.value->>'external_id'
where r.erased = 0 and cast(j.value->>'erased' as integer) = 1"""

TOLERANCE = timedelta(days=2)  # clocks and zones of platforms are off by a day at most
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)  # nobody reviewed a shop online before


@dataclass(slots=True)
class Added:
    """What came of a batch: ids of new and changed reviews, how many were known, and who was refused and why."""

    new: list[int] = field(default_factory=list)
    changed: list[int] = field(default_factory=list)
    same: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)  # (external id, reason)


@dataclass(frozen=True, slots=True)
class Arrival:
    """What all reviews of one call share."""

    seen: datetime
    at: str  # `seen` as stored
    zone: tzinfo
    initial: bool
    secret: bytes


def cleaned(review: Review, seen: datetime) -> Review:
    """The review as it may be stored."""
    return replace(
        review,
        business=clean_line(review.business),
        source=clean_line(review.source),
        external_id=clean_line(review.external_id, 200),
        rating=clean_rating(review.rating),
        title=clean_line(review.title),
        text=clean(review.text),
        author=clean_line(review.author),
        lang=clean_line(review.lang, 35) or None,
        url=clean_line(review.url, 2000),
        reply=clean(review.reply) or None,
        location=clean_line(review.location),
        kind=clean_line(review.kind) or "review",
        published=plausible(review.published, seen),
        replied=plausible(review.replied, seen),
    )


def plausible(moment: datetime | None, seen: datetime) -> datetime | None:
    """None for a date that must have been misread: later than it was seen, or before there were review sites."""
    return moment if moment and EARLIEST <= moment <= seen + TOLERANCE else None


def to_row(review: Review, arrival: Arrival) -> Row:
    """One element of the JSON batch. TypeError, ValueError, OverflowError: the review cannot be stored."""
    kept = cleaned(review, arrival.seen)
    return {
        "business": kept.business,
        "source": kept.source,
        "external_id": kept.external_id,
        "rating": kept.rating,
        "title": kept.title,
        "text": kept.text,
        "hash": kept.content_hash,
        "published": maybe_stamp(kept.published),
        "seen": arrival.at,
        "week": str(Week.of(kept.published or arrival.seen, arrival.zone)),
        "author": kept.author,
        "author_key": author_key(arrival.secret, kept.author),
        "lang": kept.lang,
        "url": kept.url,
        "location": kept.location,
        "kind": kept.kind,
        "reply": kept.reply,
        "replied": maybe_stamp(kept.replied),
        "initial": int(arrival.initial),
        "erased": 0,
        "scored": None,
        "why_not": None,
    }


def without_content(row: Row) -> Row:
    """The row of somebody who asked to be forgotten: it counts, it says nothing, nobody is told."""
    gone: Row = {"title": "", "text": "", "author": "", "url": "", "reply": None, "replied": None}
    return row | gone | {"erased": 1, "scored": row["seen"], "why_not": "not_assessed"}


def put(link: Link, rows: Sequence[Row], added: Added) -> None:
    """Store rows of different identities, in the caller's transaction, and count them in `added`."""
    batch: dict[str, Any] = {"rows": packed(rows)}
    before = {_who(row): row for row in link.rows(BEFORE, **batch)}
    link.run(KEEP_VERSION, **batch)
    touched = link.rows(UPSERT, **batch, seen=rows[0]["seen"])
    unmasked = [row["id"] for row in link.rows(UNNAMED, **batch)]
    forget(link, unmasked)
    new = [row["id"] for row in touched if _who(row) not in before and not row["erased"]]
    edits = [row for row in touched if _who(row) in before and row["id"] not in unmasked]
    changed = [row["id"] for row in edits if row["rev"] > before[_who(row)]["rev"]]
    answered = [row for row in edits if row["reply"] != before[_who(row)]["reply"]]
    _tell_flags(link, changed, answered, seen=rows[0]["seen"])
    link_up(link, [row for row in touched if not row["erased"] and row["id"] not in unmasked])
    added.new += new
    added.changed += changed
    added.same += len(rows) - len(new) - len(changed)


def _who(row: Row) -> tuple[str, str, str]:
    return row["business"], row["source"], row["external_id"]


EDITED = """insert into event(review_id, at, who, what, said)
select value, :seen, '', 'edited', '' from json_each(:ids)"""
STALE = "update flag set rev = rev + 1, approved = 0 where review_id in (select value from json_each(:ids))"
ANSWERED = """update flag set state = 'answered', rev = rev + 1, handled = j.value->>'answered'
from json_each(:rows) j
where review_id = cast(j.value->>'id' as integer) and state in ('to_answer', 'in_hand', 'backlog')
returning review_id, handled"""
SAY_ANSWERED = """insert into event(review_id, at, who, what, said)
select cast(value->>'review_id' as integer), value->>'handled', '', 'answered', '' from json_each(:rows)"""


def _tell_flags(link: Link, changed: list[int], answered: list[Row], *, seen: str) -> None:
    """An edit makes what staff have on their screen stale; the owner's public reply answers the flag."""
    if changed:
        link.run(EDITED, ids=packed(changed), seen=seen)
        link.run(STALE, ids=packed(changed))
    if answered:
        closed = link.rows(ANSWERED, rows=packed(answered))
        link.run(SAY_ANSWERED, rows=packed(closed))

"""What a new score does to a review and its flag: opened, kept, opened again, or taken away."""

from __future__ import annotations

from datetime import datetime

from model import OPEN_STATES, Sentiment, State, StoredReview
from store.connect import Link, Row
from store.linking import also_on, is_joined, other_case, settle
from store.rows import packed_reasons, packed_themes, theme_rows
from store.theming import apply_told_themes
from store.values import finite, maybe_stamp, packed, search_words, stamp

# Only the version that was scored: a newer one waits for its own score.
SCORE = """update review set scored = :now, found_lang = :lang, sentiment = :sentiment, label = :label,
 why_not = :why_not, flagged = :flagged, level = :level, severity = :severity, safety = :safety,
 themes = :themes, reasons = :reasons
where id = :id and rev = :rev and erased = 0
returning case when replied_rev >= rev then coalesce(replied, :now) end as answered"""
ADD_THEMES = """insert into theme(review_id, theme, polarity)
select cast(value->>'review' as integer), value->>'theme', value->>'polarity' from json_each(:rows)"""
OPEN = """insert into flag(review_id, business, state, safety, lang, opened, due, review_rev, handled, words)
values(:id, :business, :state, :safety, :lang, :now, :due, :rev, :handled, :words)"""
REOPEN = """update flag set state = :state, opened = :now, due = :due, handled = :handled, alerted = null, cause = '',
 approved = 0, taken_by = '', rev = rev + 1
where review_id = :id"""
REFRESH = """update flag set safety = :safety, lang = :lang, due = coalesce(due, :due), review_rev = :rev,
 words = :words
where review_id = :id"""
# what Grapevine drafted answers the old text and is drafted anew; what a person wrote is theirs to change
UNDRAFT = """update flag set draft = null, drafted = null
where review_id = :id and not exists (select 1 from event where review_id = :id and what = 'drafted')"""
TOUCHED = "select 1 from event where review_id = :id and who <> ''"
TELL = "insert into event(review_id, at, who, what, said) values(:id, :at, :who, :what, :said)"


def save(
    link: Link, stored: StoredReview, sentiment: Sentiment, *, now: datetime, open: State | None, due: datetime | None
) -> None:
    """See `Flags.save`."""
    with link.transaction():
        scored = _write_score(link, stored, sentiment, now)
        if scored is None:
            return
        link.run("delete from theme where review_id = :id", id=stored.id)
        link.run(ADD_THEMES, rows=packed(theme_rows(stored.id, sentiment)))
        flag = link.row("select state, review_rev from flag where review_id = :id", id=stored.id)
        joined = is_joined(link, stored.id)
        if open is None:
            _take_away(link, stored.id, flag)
        elif joined and flag is None and (case := other_case(link, stored.id)) is not None:
            also_on(link, case, stored.id, stamp(now))
        else:
            _open(link, _flag_values(stored, sentiment, now, due), flag, open, scored["answered"])
        apply_told_themes(link, stored.id)
        if joined:
            settle(link, [stored.id])


def _write_score(link: Link, stored: StoredReview, sentiment: Sentiment, now: datetime) -> Row | None:
    return link.row(
        SCORE,
        id=stored.id,
        rev=stored.rev,
        now=stamp(now),
        lang=sentiment.lang,
        sentiment=finite(sentiment.sentiment),
        label=sentiment.label,
        why_not=sentiment.why_not,
        flagged=int(sentiment.flagged),
        level=sentiment.level,
        severity=max(0, min(100, sentiment.severity)),
        safety=int(sentiment.safety),
        themes=packed_themes(sentiment),
        reasons=packed_reasons(sentiment),
    )


def _flag_values(stored: StoredReview, sentiment: Sentiment, now: datetime, due: datetime | None) -> Row:
    review = stored.review
    return {
        "id": stored.id,
        "business": review.business,
        "rev": stored.rev,
        "safety": int(sentiment.safety),
        "lang": sentiment.lang or review.lang,
        "now": stamp(now),
        "due": maybe_stamp(due),
        "words": search_words(stored),
    }


def _open(link: Link, values: Row, flag: Row | None, open: State, answered: str | None) -> None:
    """`answered`: when the owner has answered this very version in public, else None."""
    state = State.ANSWERED if answered else open
    if flag is None:
        link.run(OPEN, **values, state=state, handled=answered)
        _tell_first(link, values, answered)
        return
    edited = flag["review_rev"] < values["rev"]
    if edited:
        link.run(UNDRAFT, id=values["id"])
    if edited and not answered and State(flag["state"]) not in OPEN_STATES:
        link.run(REOPEN, id=values["id"], now=values["now"], due=values["due"], state=state, handled=None)
        tell(link, values["id"], at=values["now"], what="reopened")
    link.run(REFRESH, **{name: values[name] for name in ("id", "safety", "lang", "due", "rev", "words")})


def _tell_first(link: Link, values: Row, answered: str | None) -> None:
    tell(link, values["id"], at=values["now"], what="found")
    if answered:
        tell(link, values["id"], at=answered, what="answered")


def _take_away(link: Link, id: int, flag: Row | None) -> None:
    """No longer negative. A flag that a person has worked on stays, with its history."""
    untouched = flag is not None and State(flag["state"]) in (State.TO_ANSWER, State.BACKLOG)
    if untouched and link.row(TOUCHED, id=id) is None:
        link.run("delete from flag where review_id = :id", id=id)


def tell(link: Link, id: int, *, at: str, what: str, who: str = "", said: str = "") -> None:
    """Add a line to the history of a review."""
    link.run(TELL, id=id, at=at, who=who, what=what, said=said)

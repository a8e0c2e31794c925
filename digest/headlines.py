"""The week in one sentence, the subject line and the line beside it, in the reader's language. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from digest import says
from digest.facts import Facts, SourceLook
from insight import Headline, WeekFacts
from words import Words


def headline(w: Words, facts: Facts) -> str:
    """The week in one sentence, and a short one more where another theme, safety or praise deserves it."""
    head = facts.headline
    said = [_HEADLINES[head.pattern](w, facts), _beside(w, head), _second(w, head)]
    return " ".join(filter(None, said))


def _beside(w: Words, head: Headline) -> str:
    return w("Close behind: {topic}.", topic=w.name("topic", head.beside)) if head.beside else ""


def _second(w: Words, head: Headline) -> str:
    if head.safety:
        return w.n(
            "{n} review speaks of safety: read it first.", "{n} reviews speak of safety: read them first.", head.safety
        )
    if head.praise and not head.beside and head.pattern in ("problem", "good", "mixed"):
        return w("Loved most: {topic}.", topic=w.name("topic", head.praise))
    return ""


def _problem(w: Words, facts: Facts) -> str:
    head = facts.headline
    if head.cost is not None:
        return w(f"problem:{head.theme}", stars=says.stars(w, head.cost))
    return _heard_most(w, facts)


def _heard_most(w: Words, facts: Facts) -> str:
    head = facts.headline
    topic = w.name("topic", head.theme or "")
    return w("Heard most: {topic} ({share}).", topic=topic, share=says.share(w, head.count, facts.this.count))


def _mixed(w: Words, facts: Facts) -> str:
    this = facts.this
    return w.n(
        "{n} of {total} reviews was unhappy, and no one theme stands out.",
        "{n} of {total} reviews were unhappy, and no one theme stands out.",
        this.negative,
        total=w.number(this.count),
    )


def _good(w: Words, facts: Facts) -> str:
    this = facts.this
    if this.average is None:
        return w.n(
            "Good words: {n} review, hardly any unhappy.", "Good words: {n} reviews, hardly any unhappy.", this.count
        )
    average = says.stars(w, this.average)
    return w.n(
        "Good words: {stars} from {n} review.", "Good words: {stars} from {n} reviews.", this.count, stars=average
    )


def _quiet(w: Words, facts: Facts) -> str:
    this, bad = facts.this, w.number(facts.this.negative)
    if not this.negative:
        return w.n("{n} new review, no complaint in it.", "{n} new reviews, none of them unhappy.", this.count)
    first = w.n("{n} new review, an unhappy one.", "{n} new reviews, {bad} of them unhappy.", this.count, bad=bad)
    if facts.headline.theme:
        return f"{first} {_heard_most(w, facts)}"
    return f"{first} {_told(w, facts.headline)}" if facts.headline.told else first


def _told(w: Words, head: Headline) -> str:
    return w("It is about: {topics}.", topics=", ".join(w.name("topic", theme) for theme in head.told))


def _none(w: Words, facts: Facts) -> str:
    return w("No reviews in the last eight weeks.") if facts.issue.first_look else w("No new reviews this week.")


def _down(w: Words, facts: Facts) -> str:
    return w("We cannot say how the week was: {names} could not be read.", names=names(w, facts.unread))


_HEADLINES = {
    "problem": _problem,
    "mixed": _mixed,
    "good": _good,
    "quiet": _quiet,
    "none": _none,
    "sources_down": _down,
}


def names(w: Words, sources: Sequence[SourceLook]) -> str:
    """At most three names: a sentence is no list."""
    shown = [source.name for source in sources[:3]]
    rest = len(sources) - len(shown)
    return w.list(shown + ([w.n("{n} more source", "{n} more sources", rest)] if rest else []))


def score(w: Words, this: WeekFacts) -> str:
    """The score of a subject line: stars where there are enough, else how many reviews."""
    if this.average is not None:
        return says.stars(w, this.average)
    return w.n("{n} review", "{n} reviews", this.count) if this.count else w("no reviews")


def subject(w: Words, facts: Facts) -> str:
    """Place first, then the score, then what waits. It never shouts."""
    place, week = facts.issue.business.name, facts.issue.week.number
    if facts.issue.first_look:
        return w("{place}: a first look at your reviews", place=place)
    if facts.headline.pattern == "sources_down":
        return w("{place}: week {week} could not be read", place=place, week=week)
    said = score(w, facts.this)
    if facts.waiting:
        waiting = w.number(facts.waiting)
        return w("{place}: {score}, {n} to answer · week {week}", place=place, score=said, n=waiting, week=week)
    return w("{place}: {score} · week {week}", place=place, score=said, week=week)


def preheader(w: Words, facts: Facts) -> str:
    """What the subject does not say: the theme, and what got better."""
    better = [w("Better: {topic}.", topic=w.name("topic", facts.better[0].theme))] if facts.better else []
    return " ".join([headline(w, facts), *better])

"""Reviews and what is found in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from model.text import digest_of
from model.themes import ThemeHit
from model.week import Week


@dataclass(frozen=True, slots=True)
class Review:
    """What one customer wrote in one place.

    Identity: (business, source, external_id). The compared fields are its content: a change in them is news.
    """

    business: str
    source: str
    external_id: str
    rating: float | None  # 1 to 5; None where the source has no stars
    text: str
    title: str = ""
    published: datetime | None = field(default=None, compare=False)  # relative dates drift: never a change
    author: str = field(default="", compare=False)
    lang: str | None = field(default=None, compare=False)  # as declared by the source, else detected later
    url: str = field(default="", compare=False)
    reply: str | None = field(default=None, compare=False)
    replied: datetime | None = field(default=None, compare=False)
    location: str = field(default="", compare=False)
    kind: str = field(default="review", compare=False)  # review | mention | complaint | feedback

    @property
    def full_text(self) -> str:
        """Title and text as scored; all spans are code points of this string."""
        if not self.title or self.text.startswith(self.title.rstrip("….")):
            return self.text
        return f"{self.title}\n{self.text}" if self.text else self.title

    @property
    def content_hash(self) -> str:
        return digest_of(str(self.rating), self.title, self.text)


@dataclass(frozen=True, slots=True)
class StoredReview:
    """A review as the store holds it. `rev` counts versions from 1; `initial`: came with its source's first import."""

    id: int
    review: Review
    seen: datetime
    week: Week
    rev: int = 1
    initial: bool = False

    @property
    def belongs(self) -> datetime:
        return self.review.published or self.seen


@dataclass(frozen=True, slots=True)
class ReviewVersion:
    """An earlier wording of an edited review."""

    rating: float | None
    title: str
    text: str
    replaced: datetime


@dataclass(frozen=True, slots=True)
class Reason:
    """Words that made a flag: code points `start:end` of `Review.full_text`, quoted in `text`.

    `why` is a code that `words` can say: `negative`, `phrase`, `emoji`, `fact`, `theme:<key>`, `safety`, `leaving`,
    `effort`, `learned` (from the business's own reviews); for the stars (no words to mark: start == end == 0) `stars`.
    """

    start: int
    end: int
    text: str
    why: str
    weight: float = 0.0  # contribution, negative is bad


@dataclass(frozen=True, slots=True)
class Sentiment:
    """What the sentiment stage says of one review. See docs/formats.md, for units."""

    lang: str | None
    sentiment: float | None  # -1 to 1
    label: str | None  # neg | neu | pos, from the text alone
    why_not: str | None = None  # not_assessed | no_opinion_words
    flagged: bool = False
    level: str | None = None  # "act" | "watch" where flagged
    severity: int = 0  # 0 to 100, for sorting; not calibrated
    themes: tuple[ThemeHit, ...] = ()
    reasons: tuple[Reason, ...] = ()

    @property
    def safety(self) -> bool:
        return any(hit.theme == "safety" and hit.polarity == "neg" for hit in self.themes)

    def complaints(self) -> tuple[str, ...]:
        """Themes complained of, each once, in order of appearance."""
        return tuple(dict.fromkeys(hit.theme for hit in self.themes if hit.polarity == "neg"))

    def praises(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(hit.theme for hit in self.themes if hit.polarity == "pos"))

"""What one weekly digest says: plain facts, before a word is written. `gather` fills them from the store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from config import Assumptions, Business, Person
from digest.cards import Desk, ToAnswer
from digest.links import Links
from digest.more import More
from insight import (
    Better,
    CameBack,
    Effect,
    Headline,
    Ledger,
    PraisedTheme,
    ThemeCost,
    WeekFacts,
)
from model import Scored, Verdict, Week


@dataclass(frozen=True, slots=True)
class Issue:
    """Which digest: for whom, of which week, made when. `late`: the machine was off; `first_look`: after an import."""

    business: Business
    person: Person
    week: Week
    now: datetime
    late: bool = False
    first_look: bool = False


@dataclass(frozen=True, slots=True)
class SourceLook:
    """How well one source was read for the week; `read` False makes the week unknown, never quiet."""

    name: str
    verdict: str
    last_good: datetime | None
    read: bool
    count: int

    @property
    def hushed(self) -> bool:
        """Read without trouble, and too quiet for its habits: worth a remark, no reason to call the week unknown."""
        return self.read and self.verdict == Verdict.SILENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything a digest may say. Lists are in the order they are shown, not yet cut to what fits."""

    issue: Issue
    links: Links
    unsubscribe: str
    assumptions: Assumptions
    weeks: tuple[WeekFacts, ...]
    this: WeekFacts
    headline: Headline
    costs: tuple[ThemeCost, ...]
    loves: tuple[PraisedTheme, ...]
    ledger: Ledger
    better: tuple[Better, ...]
    came_back: tuple[CameBack, ...]
    effects: tuple[Effect, ...]
    to_answer: tuple[ToAnswer, ...]
    waiting: int
    in_hand: int
    backlog: int
    found_late: tuple[Scored, ...]
    praise: Scored | None
    standard: str
    plan: tuple[str, ...]  # the owner's own steps for a bad score; empty while the score is above it
    sources: tuple[SourceLook, ...]
    copies: int  # reviews that stand in a second place, too; they count once but in `sources`
    more: More

    @property
    def desk(self) -> Desk:
        return Desk(self.issue.business, self.links, self.issue.now)

    @property
    def all_answered(self) -> bool:
        """Something of the week needed an answer, and all of it has one."""
        return 0 < self.this.flagged == self.this.answered

    @property
    def before(self) -> WeekFacts:
        return self.weeks[-2]

    @property
    def unknown(self) -> bool:
        """Nothing was found and not everywhere was looked: no figure of this week is a fact."""
        return self.headline.pattern == "sources_down"

    @property
    def unread(self) -> tuple[SourceLook, ...]:
        return tuple(source for source in self.sources if not source.read)

    @property
    def hushed(self) -> tuple[SourceLook, ...]:
        return tuple(source for source in self.sources if source.hushed)

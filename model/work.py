"""What people and jobs do with reviews: flags, replies, mails, requests, runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from model.review import Sentiment, StoredReview

CAUSES = ("policy", "training", "supplier", "one_off")


class Verdict(StrEnum):
    """Health of a source after one crawl; only OK, and SILENT with a remark, may ever be read as "no news"."""

    OK = "ok"
    WAITING = "waiting"
    BLOCKED = "blocked"
    UNREACHABLE = "unreachable"
    ROBOTS = "robots"
    CHANGED = "changed"
    SHORT = "short"
    SILENT = "silent"
    CRASHED = "crashed"

    @property
    def well(self) -> bool:
        """The source was read without trouble. SILENT is a remark on what it said, no doubt that it was read."""
        return self in (Verdict.OK, Verdict.SILENT)


class State(StrEnum):
    """Where a flag stands. BACKLOG: old when its source was first imported; DISMISSED: staff call it not negative."""

    TO_ANSWER = "to_answer"
    IN_HAND = "in_hand"
    ANSWERED = "answered"
    SOLVED = "solved"
    BACKLOG = "backlog"
    DISMISSED = "dismissed"


OPEN_STATES = (State.TO_ANSWER, State.IN_HAND)


@dataclass(frozen=True, slots=True)
class Reply:
    """A public draft in the reviewer's language. `warnings` are codes of the reply lint that `words` can say."""

    text: str
    lang: str
    needs_approval: bool = False
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Remedy:
    """What we do for the customer in private. `wow`: more than they expect; `approve`: who must agree first, or ""."""

    key: str
    text: str
    wow: bool = False
    cost: float | None = None
    approve: str = ""


@dataclass(frozen=True, slots=True)
class Flag:
    """A review that needs a person, and how far they are with it. `rev` is the lock: it grows with each change."""

    stored: StoredReview
    sentiment: Sentiment
    state: State
    opened: datetime
    rev: int = 1
    due: datetime | None = None  # the promised time to answer by
    taken_by: str = ""  # a person's mail address
    handled: datetime | None = None  # when Answered, or Solved
    alerted: datetime | None = None
    draft: Reply | None = None
    ticked: tuple[str, ...] = ()  # keys of remedies done
    cause: str = ""  # one of CAUSES, given when closed
    approved: bool = False

    @property
    def id(self) -> int:
        return self.stored.id


@dataclass(frozen=True, slots=True)
class Scored:
    """A review with what was found in it, flagged or not: what `insight` sums over. `n`: so many that are alike in all
    that is summed, from `store.sums`; 1 where it is one review."""

    stored: StoredReview
    sentiment: Sentiment
    state: State | None = None  # where flagged
    handled: datetime | None = None
    opened: datetime | None = None
    n: int = 1


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a flag's history. `what` is a code that `words` can say."""

    at: datetime
    who: str  # mail address, or "" for Grapevine itself
    what: str  # found | alerted | taken | released | noted | remedy | answered | solved | reopened | edited | ...
    said: str = ""


@dataclass(frozen=True, slots=True)
class AfterAnswer:
    """A low rating that was answered, and what its author made of it. `now` is `before` where nothing changed since."""

    review: int
    opened: datetime
    answered: datetime
    before: float  # stars when it was answered
    now: float
    changed: datetime | None = None  # first edit after the answer
    remedies: tuple[str, ...] = ()  # keys of what was done for the customer


@dataclass(frozen=True, slots=True)
class Measure:
    """What has really changed, since when: the only thing a reply may claim. Keyed by language in `say`."""

    business: str
    theme: str
    what: str
    since: date
    by: str = ""
    until: date | None = None
    say: tuple[tuple[str, str], ...] = ()  # (language, sentence); empty: not yet sayable in public

    def in_force(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Mail:
    """One finished mail to one person. `key` is unique: queueing twice sends once, and fixes the Message-ID."""

    key: str
    kind: str  # digest | alert | answered | operator | signin
    to: str
    subject: str
    text: str
    html: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    expires: datetime | None = None
    tries: int = 0
    state: str = "queued"  # queued | sending | sent | dead
    said: str = ""  # the last error, or where it went
    queued: datetime | None = None
    sent: datetime | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """Something a page asked for that `schedule` carries out: send_again, signin, test_source, crawl_now."""

    id: int
    kind: str
    payload: dict[str, Any]
    asked: datetime


@dataclass(frozen=True, slots=True)
class Run:
    """One pass of one stage over one thing; every job returns one and it is stored."""

    stage: str  # crawl | import | score | alert | digest | send | backup
    business: str
    key: str  # the source, or whatever was worked on
    started: datetime
    finished: datetime
    verdict: Verdict | None = None
    seen: int = 0
    new: int = 0
    changed: int = 0
    failed: int = 0
    said: str = ""  # one sentence for the operator
    facts: dict[str, Any] = field(default_factory=dict)

"""The word-of-mouth ledger: how many people may hear of it, as a range that is called a rule of thumb. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from insight.week import how_many, is_negative
from model import OPEN_STATES, Scored


class Assumptions(Protocol):
    """How many people one customer tells; editable in config.yaml."""

    @property
    def tells_low(self) -> int: ...
    @property
    def tells_high(self) -> int: ...
    @property
    def solved_low(self) -> int: ...
    @property
    def solved_high(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Ledger:
    """People who may hear of this week. `solved_*`: who would hear a good story instead, were the open ones solved."""

    unhappy: int
    low: int
    high: int
    open: int
    open_low: int
    open_high: int
    solved_low: int
    solved_high: int
    referrals: int  # reviews whose text speaks of a recommendation


def ledger(scored: Sequence[Scored], assume: Assumptions) -> Ledger:
    """The ledger of one week.

    Told = unhappy customers x 9 to 15; a customer whose problem was solved tells 4 to 6 (White House Office of Consumer
    Affairs, old and second-hand). Never add it up over weeks and never turn it into money. A complaint
    told to staff counts as an unhappy customer too.
    """
    unhappy = [one for one in scored if is_negative(one) or one.stored.review.kind == "complaint"]
    waiting = how_many(one for one in unhappy if one.state in OPEN_STATES)
    many = how_many(unhappy)
    return Ledger(
        unhappy=many,
        low=many * assume.tells_low,
        high=many * assume.tells_high,
        open=waiting,
        open_low=waiting * assume.tells_low,
        open_high=waiting * assume.tells_high,
        solved_low=waiting * assume.solved_low,
        solved_high=waiting * assume.solved_high,
        referrals=how_many(filter(_recommends, scored)),
    )


def _recommends(scored: Scored) -> bool:
    return any(hit.theme == "referral" and hit.polarity != "neg" for hit in scored.sentiment.themes)

"""Pure sums over scored reviews: what the week was, what it cost, what people may be telling each other.

Knows no clock, store, mail or language. Every figure names its formula and source in its docstring; below `ENOUGH`
reviews there are counts only, never an average or a share.
"""

from insight.better import Better, improved
from insight.cost import PraisedTheme, ThemeCost, praised, star_costs
from insight.effort import Effort, effort
from insight.estimate import estimate_of, kept_estimate, mirror_key, next_quarter, quarter_of
from insight.headline import Headline, headline
from insight.mirror import Mirrored, mirrored, wilson
from insight.places import PlaceFacts, by_place
from insight.praise import read_aloud
from insight.recovery import DELAYS, Recovery, Share, recovery
from insight.recurrence import CameBack, Effect, came_back, effect
from insight.scorecard import Basket, Figure, figures
from insight.standards import Standing, standings, voices
from insight.surge import Surge, surges
from insight.trend import eight_weeks
from insight.week import ENOUGH, WeekFacts, is_negative, median_answer, sum_up, tone, week_facts
from insight.wom import Assumptions, Ledger, ledger

__all__ = [
    "DELAYS",
    "ENOUGH",
    "Assumptions",
    "Basket",
    "Better",
    "CameBack",
    "Effect",
    "Effort",
    "Figure",
    "Headline",
    "Ledger",
    "Mirrored",
    "PlaceFacts",
    "PraisedTheme",
    "Recovery",
    "Share",
    "Standing",
    "Surge",
    "ThemeCost",
    "WeekFacts",
    "by_place",
    "came_back",
    "effect",
    "effort",
    "eight_weeks",
    "estimate_of",
    "figures",
    "headline",
    "improved",
    "is_negative",
    "kept_estimate",
    "ledger",
    "median_answer",
    "mirror_key",
    "mirrored",
    "next_quarter",
    "praised",
    "quarter_of",
    "read_aloud",
    "recovery",
    "standings",
    "star_costs",
    "sum_up",
    "surges",
    "tone",
    "voices",
    "week_facts",
    "wilson",
]

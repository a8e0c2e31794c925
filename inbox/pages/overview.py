"""How it goes: what waits, eight weeks, what costs stars, how fast we answer. The sums are `insight`'s."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta

from starlette.responses import Response

import insight
from config import Business
from inbox import rights
from inbox.charts import weeks_chart
from inbox.pages import scorecard
from inbox.visit import Visit
from model import THEMES, Scored, Week

WEEKS = 8
MOST_THEMES = 6
HALF_A_YEAR = timedelta(days=182)


def show(visit: Visit) -> Response:
    businesses = visit.those(rights.may_answer)
    chosen = visit.asked("business")
    here = next((b for b in businesses if b.slug == chosen), businesses[0])
    this_week = Week.of(visit.now, here.tz)
    first = this_week.shift(1 - WEEKS)
    before = visit.store.sums.scored(here.name, first.shift(-WEEKS), first.shift(-1))
    scored = visit.store.sums.scored(here.name, first, this_week)
    copies = visit.store.sums.copies(here.name, first, this_week)
    weeks = insight.eight_weeks(scored, this_week)
    return visit.page(
        "overview.html",
        businesses=businesses,
        here=here,
        counts=visit.store.flags.counts([here.name]),
        weeks=weeks,
        chart=weeks_chart(weeks),
        costs=insight.star_costs(scored, before)[:MOST_THEMES],
        loved=insight.praised(scored, before)[:MOST_THEMES],
        facts=insight.sum_up(this_week, scored),
        earlier=insight.sum_up(this_week, before),
        effort=insight.effort(scored),
        ledger=insight.ledger([one for one in scored if one.stored.week == this_week], visit.config.assumptions),
        assumptions=visit.config.assumptions,
        sources=_by_source(here, [*scored, *copies], this_week),
        copies=len(copies),
        locations=_by_location(here, scored, this_week),
        form=visit.store.feedback.sums(here.name, first.start(here.tz)),
        came_round=insight.recovery(visit.store.recovered.cases(here.name, visit.now - HALF_A_YEAR)),
        deeds=_deeds(here),
        card=scorecard.card(visit, here, scored, before, this_week),
        spent=scorecard.money(visit.w, scorecard.spent(visit, here), here),
        budget=here.budget.monthly and scorecard.money(visit.w, here.budget.monthly, here),
        trust=scorecard.trust(visit, here),
    )


def _deeds(here: Business) -> dict[str, str]:
    """What the playbook's remedies say, by key."""
    return {deed.key: deed.text for theme in (*THEMES, "other") for deed in here.playbook.remedies(theme)}


def _by_source(here: Business, scored: Sequence[Scored], week: Week) -> list[tuple[str, insight.WeekFacts]]:
    """Each place with its own sums, configured ones first even when nothing came from them.

    The one figure in which a review that stands in two places counts in both.
    """
    found: dict[str, list[Scored]] = defaultdict(list)
    for source in here.sources:
        found[source.name] = []
    for one in scored:
        found[one.stored.review.source].append(one)
    return [(name, insight.sum_up(week, ones)) for name, ones in found.items()]


def _by_location(here: Business, scored: Sequence[Scored], week: Week) -> list[tuple[str, insight.WeekFacts]]:
    """Each location with its own sums; nothing where all reviews belong to one place."""
    found: dict[str, list[Scored]] = defaultdict(list)
    for one in scored:
        found[one.stored.review.location].append(one)
    return [(name, insight.sum_up(week, ones)) for name, ones in sorted(found.items())] if len(found) > 1 else []

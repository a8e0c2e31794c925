"""Gives every new flag a public draft before anybody is told of it."""

from __future__ import annotations

from datetime import datetime

from config import Business, Config
from model import OPEN_STATES, Flag, Reply, Run, State
from replies import prepare
from store import Store


def draft_replies(store: Store, config: Config, now: datetime) -> Run:
    """Drafts for open flags that have none, backlog left alone: nobody reads a draft for a review of 2021."""
    started, made = now, 0
    for business in config.businesses:
        for flag in _without_draft(store, business):
            store.flags.draft(flag.id, draft(store, business, flag, now))
            made += 1
    return Run("draft", "", "", started, now, new=made)


def draft(store: Store, business: Business, flag: Flag, now: datetime, variant: int = 0) -> Reply:
    """The draft for one flag: like nothing said lately, claiming only measures in force today."""
    return prepare(
        flag,
        business=business,
        measures=store.measures.of(business.name),
        recent=store.flags.recent_replies(business.name, without=flag.id),
        today=now.astimezone(business.tz).date(),
        variant=variant,
    )


def _without_draft(store: Store, business: Business) -> list[Flag]:
    flags = store.flags.list([business.name], list(OPEN_STATES), limit=500)
    return [flag for flag in flags if flag.draft is None and flag.state is State.TO_ANSWER]

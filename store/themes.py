"""Themes that staff say a review does not complain of: kept, applied to every new score of that version, counted."""

from __future__ import annotations

from datetime import datetime

from model import InputError
from store.connect import Link
from store.flagging import tell
from store.theming import WRONG, apply_wrong_themes
from store.values import packed, stamp

KEEP = """insert into wrong_theme(review_id, theme, review_rev, who, at)
select id, :theme, rev, :who, :now from review where id = :id
on conflict(review_id, theme) do update set review_rev = excluded.review_rev, who = excluded.who, at = excluded.at
returning review_id"""
DROP = "delete from wrong_theme where review_id = :id and theme = :theme returning review_id"
STALE = "update flag set rev = rev + 1 where review_id = :id"
COUNTS = """select w.theme, count(*) as n from wrong_theme w join review r on r.id = w.review_id
where r.business in (select value from json_each(:businesses)) group by w.theme order by n desc, w.theme"""


class Themes:
    def __init__(self, link: Link) -> None:
        self._link = link

    def wrong(self, id: int) -> list[str]:
        """What this version of the review was said not to complain of."""
        return [row["theme"] for row in self._link.rows(WRONG, id=id)]

    def not_about(self, id: int, theme: str, who: str, now: datetime) -> None:
        """Take `theme` out of what the review complains of, until its author edits it. InputError: no such review."""
        with self._link.transaction():
            if self._link.row(KEEP, id=id, theme=theme, who=who, now=stamp(now)) is None:
                raise InputError(f"there is no review number {id}")
            apply_wrong_themes(self._link, id)
            self._link.run(STALE, id=id)
            tell(self._link, id, at=stamp(now), what="wrong_theme", who=who, said=theme)

    def about_after_all(self, id: int, theme: str, who: str, now: datetime) -> None:
        """Undo `not_about`: the review waits for a new score, which finds the theme again."""
        with self._link.transaction():
            if self._link.row(DROP, id=id, theme=theme) is not None:
                self._link.run("update review set scored = null where id = :id and erased = 0", id=id)
                self._link.run(STALE, id=id)
                tell(self._link, id, at=stamp(now), what="right_theme", who=who, said=theme)

    def wrong_counts(self, businesses: list[str]) -> dict[str, int]:
        """How many reviews were said not to be about each theme, most first."""
        return {row["theme"]: row["n"] for row in self._link.rows(COUNTS, businesses=packed(businesses))}

"""What staff say a review complains of and what not: kept, applied to every new score of that version, counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from model import InputError
from store.connect import Link
from store.flagging import UNDRAFT, tell
from store.theming import TOLD, WRONG, apply_told_themes, take_back
from store.values import packed, stamp

KEEP = """insert into wrong_theme(review_id, theme, review_rev, who, at)
select id, :theme, rev, :who, :now from review where id = :id
on conflict(review_id, theme) do update set review_rev = excluded.review_rev, who = excluded.who, at = excluded.at
returning review_id"""
TELL = """insert into told_theme(review_id, theme, instead, review_rev, who, at)
select id, :theme, :instead, rev, :who, :now from review where id = :id
on conflict(review_id, theme) do update set instead = excluded.instead, review_rev = excluded.review_rev,
 who = excluded.who, at = excluded.at
returning review_id"""
DROP = "delete from wrong_theme where review_id = :id and theme = :theme returning review_id"
DROP_TOLD = "delete from told_theme where review_id = :id and theme = :theme returning review_id"
INSTEAD = "select theme from told_theme where review_id = :id and instead = :theme"
STALE = "update flag set rev = rev + 1 where review_id = :id"
COUNTS = """select theme, sum(wrong) as wrong, sum(told) as told from (
 select w.theme, 1 as wrong, 0 as told from wrong_theme w cross join review r on r.id = w.review_id
  where r.business in (select value from json_each(:businesses))
 union all select t.theme, 0, 1 from told_theme t cross join review r on r.id = t.review_id
  where r.business in (select value from json_each(:businesses))
) group by theme order by sum(wrong) + sum(told) desc, theme"""


@dataclass(frozen=True, slots=True)
class Corrected:
    """How often staff have said of a theme that a review does not complain of it, and that it does."""

    theme: str
    wrong: int
    told: int


class Themes:
    def __init__(self, link: Link) -> None:
        self._link = link

    def wrong(self, id: int) -> list[str]:
        """What this version of the review was said not to complain of."""
        return [row["theme"] for row in self._link.rows(WRONG, id=id)]

    def told(self, id: int) -> list[str]:
        """What this version of the review was said to complain of, found in it or not."""
        return [row["theme"] for row in self._link.rows(TOLD, id=id)]

    def not_about(self, id: int, theme: str, who: str, now: datetime) -> None:
        """Take `theme` out of what the review complains of, until its author edits it. InputError: no such review.

        One that only stands there because somebody said so is simply taken back: the score was not wrong.
        """
        with self._link.transaction():
            values = {"id": id, "theme": theme, "who": who, "now": stamp(now)}
            if not self._untold(id, theme) and self._link.row(KEEP, **values) is None:
                raise InputError(f"there is no review number {id}")
            self._changed(id, "wrong_theme", theme, who, now)

    def about(self, id: int, theme: str, who: str, now: datetime, *, instead: str = "") -> None:
        """The review complains of `theme`, in the place of `instead`. InputError: no such review."""
        with self._link.transaction():
            told = self._link.row(TELL, id=id, theme=theme, instead=instead, who=who, now=stamp(now))
            if told is None:
                raise InputError(f"there is no review number {id}")
            self._link.run(DROP, id=id, theme=theme)
            self._changed(id, "told_theme", theme, who, now)

    def about_after_all(self, id: int, theme: str, who: str, now: datetime) -> None:
        """Undo `not_about`, and what was told in its place: the review waits for a new score, which finds it again."""
        with self._link.transaction():
            if self._link.row(DROP, id=id, theme=theme) is not None:
                for row in self._link.rows(INSTEAD, id=id, theme=theme):
                    self._untold(id, row["theme"])
                self._link.run("update review set scored = null where id = :id and erased = 0", id=id)
                self._changed(id, "right_theme", theme, who, now)

    def corrections(self, businesses: list[str]) -> list[Corrected]:
        """By theme, the most corrected first."""
        rows = self._link.rows(COUNTS, businesses=packed(businesses))
        return [Corrected(row["theme"], row["wrong"], row["told"]) for row in rows]

    def _untold(self, id: int, theme: str) -> bool:
        if self._link.row(DROP_TOLD, id=id, theme=theme) is None:
            return False
        take_back(self._link, id, theme)
        return True

    def _changed(self, id: int, what: str, theme: str, who: str, now: datetime) -> None:
        """A reply that a person wrote stays; one of ours was about something else."""
        apply_told_themes(self._link, id)
        self._link.run(UNDRAFT, id=id)
        self._link.run(STALE, id=id)
        tell(self._link, id, at=stamp(now), what=what, who=who, said=theme)

"""Puts what staff have said a review is about, and is not about, in the place of what its score has found."""

from __future__ import annotations

from store.connect import Link

VERSION = "review_id = :id and review_rev = (select rev from review where id = :id)"
WRONG = f"select theme from wrong_theme where {VERSION} order by at, theme"  # noqa: S608 - constants
TOLD = f"select theme from told_theme where {VERSION} order by at, theme"  # noqa: S608 - constants
UNLIST = f"""delete from theme where review_id = :id and polarity = 'neg' and theme in (
 select theme from wrong_theme where {VERSION})"""  # noqa: S608 - constants
UNSCORE = f"""with wrong as (select theme from wrong_theme where {VERSION})
update review set
 themes = (select json_group_array(json(value)) from json_each(review.themes)
  where not (value->>1 = 'neg' and value->>0 in (select theme from wrong))),
 reasons = (select json_group_array(json(value)) from json_each(review.reasons)
  where value->>3 not in (select 'theme:' || theme from wrong union all select theme from wrong)),
 safety = case when 'safety' in (select theme from wrong) then 0 else safety end
where id = :id and exists (select 1 from wrong)"""  # noqa: S608 - constants
LIST = f"""insert or ignore into theme(review_id, theme, polarity)
select :id, theme, 'neg' from told_theme where {VERSION}"""  # noqa: S608 - constants
# no place in the text: nobody marked the words
SCORE = f"""with told as (select theme, at from told_theme where {VERSION} and not exists (
 select 1 from review r, json_each(r.themes) where r.id = :id and value->>0 = theme and value->>1 = 'neg'))
update review set
 themes = (select json_group_array(json(value)) from (select value from json_each(review.themes)
  union all select value from (select json_array(theme, 'neg', 0, 0) as value from told order by at, theme))),
 safety = case when 'safety' in (select theme from told) then 1 else safety end
where id = :id and exists (select 1 from told)"""  # noqa: S608 - constants
UNTELL = """update review set themes = (select json_group_array(json(value)) from json_each(review.themes)
  where not (value->>0 = :theme and value->>1 = 'neg' and value->>2 = 0 and value->>3 = 0))
where id = :id"""
UNLIST_TOLD = """delete from theme where review_id = :id and theme = :theme and polarity = 'neg' and not exists (
 select 1 from review r, json_each(r.themes) where r.id = :id and value->>0 = :theme and value->>1 = 'neg')"""
# whether it is safe after all is for the score to say: nothing here ever calls a review harmless
AGAIN = "update review set scored = null where id = :id and :theme = 'safety' and erased = 0"
FLAG = "update flag set safety = (select safety from review where id = :id) where review_id = :id"


def apply_told_themes(link: Link, id: int) -> None:
    """For this version of the review only: what its author writes anew is read anew."""
    for statement in (UNLIST, UNSCORE, LIST, SCORE, FLAG):
        link.run(statement, id=id)


def take_back(link: Link, id: int, theme: str) -> None:
    """Remove a theme that stands there because somebody said so; one the score has found as well stays."""
    for statement in (UNTELL, UNLIST_TOLD, AGAIN):
        link.run(statement, id=id, theme=theme)

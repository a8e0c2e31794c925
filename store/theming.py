"""Takes out of a fresh score what staff have said a review is not about."""

from __future__ import annotations

from store.connect import Link

WRONG = """select theme from wrong_theme
where review_id = :id and review_rev = (select rev from review where id = :id) order by at, theme"""
UNLIST = """delete from theme where review_id = :id and polarity = 'neg' and theme in (
 select theme from wrong_theme where review_id = :id and review_rev = (select rev from review where id = :id))"""
UNSCORE = """with wrong as (
 select theme from wrong_theme where review_id = :id and review_rev = (select rev from review where id = :id))
update review set
 themes = (select json_group_array(json(value)) from json_each(review.themes)
  where not (value->>1 = 'neg' and value->>0 in (select theme from wrong))),
 reasons = (select json_group_array(json(value)) from json_each(review.reasons)
  where value->>3 not in (select 'theme:' || theme from wrong union all select theme from wrong)),
 safety = case when 'safety' in (select theme from wrong) then 0 else safety end
where id = :id and exists (select 1 from wrong)"""
UNFLAG = "update flag set safety = (select safety from review where id = :id) where review_id = :id"


def apply_wrong_themes(link: Link, id: int) -> None:
    """For this version of the review only: what its author writes anew is read anew."""
    for statement in (UNLIST, UNSCORE, UNFLAG):
        link.run(statement, id=id)

"""Joins reviews that are one, posted in two places: `review.dup_of` is null for the one that counts, else its id.

Which are one, `model.duplicates` decides; here is who of a group counts, and what happens to its case. Nothing is
deleted and no flag moves: every review keeps its row, its score and its page's history.

**Who counts** (every figure asks for `dup_of is null`) is the earliest id, but before it goes one that holds the case,
one that is still there (not erased, then not gone from its site), and one with stars: a figure must not lose stars or a
flag because a copy without them was found first.

**One case.** A copy is scored like any review, and opens no flag while another of its group has one, in whatever state:
whoever answers finds the other places on that page, and its history says when a copy turned up. So a case that is
closed stays closed. A copy that is scored before its original, or is the only unhappy one, opens the case, and then it
counts. Where two had flags before anybody knew that they are one, both stay: mails and colleagues may know either.

**When the case ends without an answer** (its review was edited and is no copy any more, is no longer unhappy, or its
author was erased, which dismisses an open flag) the copies that are unhappy wait for a new score, which opens one.
A case that people closed is left as it is, even when its review is erased: its copies are answered, too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, timedelta

from model import Week
from model.duplicates import APART, Crowd, Likeness, Post, groups
from store.connect import Link, Row
from store.rows import a_review
from store.values import moment, packed, stamp

COUNTED = "r.dup_of is null"  # of `review r`: what every figure is made of
POSTS = """select r.*, coalesce(r.published, r.seen) as at from review r where r.erased = 0 and"""
THESE = f"{POSTS} r.id in (select value from json_each(:ids))"  # noqa: S608 - constants
AROUND = f"""{POSTS} r.business = :business and r.week in (select value from json_each(:weeks))
 and coalesce(r.published, r.seen) between :first and :last"""  # noqa: S608 - constants
ELSEWHERE = """select 1 from review where business = :business and source < :source
union all select 1 from review where business = :business and source > :source limit 1"""
JOINED = """select 1 from review r where r.id = :id
 and (r.dup_of is not null or exists (select 1 from review d where d.dup_of = r.id))"""
ROOT = "(select coalesce(dup_of, id) from review where id = :id)"
GROUP = f"select id from review where id = {ROOT} union all select id from review where dup_of = {ROOT}"  # noqa: S608
ROOTS = "select coalesce(dup_of, id) from review where id in (select value from json_each(:ids))"
MEMBER = """select m.id, m.dup_of, m.erased, m.gone, m.rating, f.state,
 exists(select 1 from event e where e.review_id = m.id and e.who <> '') as worked
from review m left join flag f on f.review_id = m.id where """
MEMBERS = f"""{MEMBER} m.id in ({ROOTS}) union all {MEMBER} m.dup_of in ({ROOTS})"""
LEAD = """update review set dup_of = cast(j.value->>'lead' as integer) from json_each(:rows) j
where review.id = cast(j.value->>'id' as integer)"""
# a flag that the erasure of its author dismissed is no case, for nobody has answered it
CASE = f"""select f.review_id from review m join flag f on f.review_id = m.id
where m.id in ({GROUP}) and m.id <> :id and not (m.erased = 1 and f.state = 'dismissed')
order by f.review_id limit 1"""  # noqa: S608 - constants
ALSO = """insert into event(review_id, at, who, what, said)
select :case, :at, '', 'also_on', source from review r where r.id = :id and not exists (
 select 1 from event e where e.review_id = :case and e.what = 'also_on' and e.said = r.source)"""
UNSCORE = """update review set scored = null
where id in (select value from json_each(:ids)) and erased = 0 and flagged = 1"""


def link_up(link: Link, touched: Sequence[Row]) -> None:
    """Find the groups of reviews that were just stored, and of all whom that concerns; in the caller's transaction.

    `touched`: id, business and source of each. Reads the weeks around them, so the answer is the same in whatever order
    and in however many batches reviews came.
    """
    by_business: dict[str, list[Row]] = defaultdict(list)
    for row in touched:
        by_business[row["business"]].append(row)
    for business, rows in by_business.items():
        if _several_sources(link, business, {row["source"] for row in rows}):
            _link_up(link, business, [row["id"] for row in rows])


def settle(link: Link, ids: Collection[int]) -> None:
    """Choose anew who counts in the groups of `ids`: a flag, an erasure or a crawl has changed what it depends on."""
    together: dict[int, list[Row]] = defaultdict(list)
    for row in _members(link, ids):
        together[_root(row)].append(row)
    _write(link, [rows for rows in together.values() if len(rows) > 1])


def is_joined(link: Link, id: int) -> bool:
    """Whether the review has copies."""
    return link.row(JOINED, id=id) is not None


def other_case(link: Link, id: int) -> int | None:
    """The copy of this review that holds the case of both; None for none."""
    case: int | None = link.value(CASE, id=id)
    return case


def also_on(link: Link, case: int, id: int, at: str) -> None:
    """Note in the history of a case that a copy of it was found, once a source."""
    link.run(ALSO, case=case, id=id, at=at)


def _several_sources(link: Link, business: str, sources: set[str]) -> bool:
    return len(sources) > 1 or link.row(ELSEWHERE, business=business, source=min(sources)) is not None


def _link_up(link: Link, business: str, ids: Sequence[int]) -> None:
    crowd, done = Crowd(), dict[int, Post]()
    edges: dict[frozenset[int], Likeness] = {}
    waiting = set(ids)
    while waiting:
        waiting |= {row["id"] for row in _members(link, waiting)}  # who was a copy may be none any more
        posts = _posts(link.rows(THESE, ids=packed(sorted(waiting))))
        crowd.add(posts)
        crowd.add(_around(link, business, [post for post in posts if post.telling]))
        done |= {post.id: post for post in posts}
        edges |= {frozenset((post.id, other)): like for post in posts for other, like in crowd.copies(post).items()}
        waiting = {id for pair in edges for id in pair} - done.keys()
    _regroup(link, groups(list(done.values()), edges))


def _around(link: Link, business: str, posts: Sequence[Post]) -> list[Post]:
    """Reviews written when one of `posts` may have been posted elsewhere."""
    if not posts:
        return []
    day = timedelta(days=1)  # the business's weeks begin up to 14 hours before or after those of UTC
    ends = {(post.at - APART - day, post.at + APART + day) for post in posts}
    weeks = {str(week) for first, last in ends for week in Week.of(first, UTC).until(Week.of(last, UTC))}
    return _posts(
        link.rows(
            AROUND,
            business=business,
            weeks=packed(sorted(weeks)),
            first=stamp(min(first for first, _ in ends)),
            last=stamp(max(last for _, last in ends)),
        )
    )


def _posts(rows: Iterable[Row]) -> list[Post]:
    return [Post(row["id"], f"{row['source']}\n{row['external_id']}", a_review(row), moment(row["at"])) for row in rows]


def _members(link: Link, ids: Collection[int]) -> list[Row]:
    """These reviews and all others of their groups."""
    return link.rows(MEMBERS, ids=packed(sorted(ids)))


def _regroup(link: Link, found: Sequence[set[int]]) -> None:
    """Make these the groups. An erased review, which nothing can be compared with, stays with whom it was."""
    group_of = {id: group for group in found for id in group}
    members = {row["id"]: row for row in _members(link, group_of)}
    for id in members.keys() - group_of.keys():
        root = _root(members[id])
        living = [one for one in group_of if _root(members[one]) == root]
        group_of[root if root in group_of else min(living)].add(id)
    _write(link, [[members[id] for id in group] for group in found])


def _write(link: Link, found: Iterable[Sequence[Row]]) -> None:
    """Say of each group who counts; where none has a case, those unhappy wait for a score that opens one."""
    changes: list[Row] = []
    caseless: list[int] = []
    for rows in found:
        first = min(rows, key=_standing)["id"]
        leads = {row["id"]: first if row["id"] != first else None for row in rows}
        changes += [{"id": row["id"], "lead": leads[row["id"]]} for row in rows if row["dup_of"] != leads[row["id"]]]
        caseless += [] if any(map(_is_case, rows)) else [row["id"] for row in rows]
    if changes:
        link.run(LEAD, rows=packed(changes))
    link.run(UNSCORE, ids=packed(caseless))


def _root(row: Row) -> int:
    root: int = row["dup_of"] or row["id"]
    return root


def _is_case(row: Row) -> bool:
    return row["state"] is not None and not (row["erased"] and row["state"] == "dismissed")


def _standing(row: Row) -> tuple[bool, ...]:
    """The least counts: see the module's docstring. Of two cases one that somebody has worked on."""
    case = _is_case(row)
    gone, starless = row["gone"] is not None, row["rating"] is None
    return (not (case and row["worked"]), not case, bool(row["erased"]), gone, starless, row["id"])

"""Which reviews are one: posted by the customer in two places, or passed on by a platform. And which is an edit. Pure.

Two reviews of one business are the same where they stand in different sources, at most three days apart, with the same
stars (or one without), and one text is the other: whole, cut short, with slips, markup, or its title in front. Who
signs matters little, for people have another name on every site. What is shorter than eight words (“Super!”) two people
write alike, so it is never taken for one; nor is what two people of one table wrote each in their own words.

Groups are cliques: in a group every two are the same, so that nothing is joined by a chain of near misses, and no
source stands twice in it. They follow from the reviews alone, whatever order these came in.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from operator import itemgetter

from model.likeness import Overlap, Wording, overlap, wording
from model.review import Review

APART = timedelta(days=3)  # docs/decisions.md, for all figures here
LIKE = 0.90
EDITED = 0.85
WORDS, LETTERS = 8, 40  # less is no sign of one author
SURE = 20  # words in a row that no two people share: what begins with them is the same, marked as cut or not
TELLING = 12  # words enough to look past a heading, or past two names
HEADING = 12  # words that a platform may have glued to the front
NEIGHBOURS = 30  # reviews compared with one, those that share most with it: a bot's thousand copies cost no hour
SHARED = 0.3  # of the pairs of neighbouring words of the shorter; copies share far more
# what stands first where a name should: “A Google user”, “Ein Gast”, “En kunde”, “Client anonyme”
_NOBODY = re.compile(
    r"an?|eine?|e[nt]|une?|anonym(?:ous|e|t)?|g[uæa]e?st|invité|cliente?|customer|kund(?:e|in)|user|nutzer(?:in)?"
    r"|bruger|utilisat(?:eur|rice)|visit(?:or|eur)|besucher(?:in)?|besøgende|google|unknown|unbekannt|ukendt|inconnu"
    r"|verified"
)


@dataclass(frozen=True)
class Post:
    """A stored review as far as it matters here. `at`: when it was written, or first seen; `key` outlives ids."""

    id: int
    key: str
    review: Review
    at: datetime

    @cached_property
    def wording(self) -> Wording:
        return wording(self.review.title, self.review.text)

    @cached_property
    def pairs(self) -> set[tuple[str, str]]:
        return self.wording.pairs()

    @property
    def telling(self) -> bool:
        """Long enough to be told from others."""
        return len(self.wording.words) >= WORDS and self.wording.length >= LETTERS


Likeness = float
Edges = Mapping[frozenset[int], Likeness]


def likeness(one: Post, other: Post) -> Likeness:
    """0.9 to 1 where the two are one review, else 0."""
    if not _may_be_one(one, other) or not (one.telling and other.telling):
        return 0.0
    whole = _likeness(one, other, one.wording, other.wording)
    if not whole and one.wording.title and other.wording.title:  # two sites, two headings
        return _likeness(one, other, one.wording.body(), other.wording.body())
    return whole


def _likeness(one: Post, other: Post, a: Wording, b: Wording) -> Likeness:
    found = overlap(a, b)
    if found.words < WORDS or found.matched + found.words <= LETTERS or found.against > found.words // SURE:
        return 0.0
    named = same_name(one.review.author, other.review.author)
    fits = _ends_fit(found, a, b, named=named)
    return found.likeness if fits and found.likeness >= LIKE else 0.0


def edited(old: Wording, new: Wording) -> Likeness:
    """0.85 to 1 where `new` is what its author made of `old`, in the same place under the same name; else 0.

    That is a text as a whole that alike, or one that goes on after all of the old. A text cut short is no edit.
    """
    if new.cut or min(len(old.words), len(new.words)) < WORDS or min(old.length, new.length) < LETTERS:
        return 0.0
    found = overlap(old, new)
    if found.words >= WORDS and found.heads == (0, 0) and found.tails[0] == 0 and found.likeness >= LIKE:
        return found.likeness
    letters = sum(map(len, old.words)) + sum(map(len, new.words))
    whole = 2 * found.matched / letters
    return whole if whole >= EDITED else 0.0


class Crowd:
    """The reviews among which copies are looked for, all of one business."""

    def __init__(self) -> None:
        self.posts: dict[int, Post] = {}
        self._sizes: dict[int, int] = {}
        self._with: dict[tuple[str, str], list[int]] = defaultdict(list)

    def add(self, posts: Iterable[Post]) -> None:
        for post in posts:
            if post.id not in self.posts:
                self.posts[post.id], self._sizes[post.id] = post, len(post.pairs)
                for pair in post.pairs if post.telling else ():
                    self._with[pair].append(post.id)

    def copies(self, post: Post) -> dict[int, Likeness]:
        """Ids of those that are the same review as `post`."""
        shared = Counter(id for pair in post.pairs for id in self._with.get(pair, ()))
        size = len(post.pairs)
        near = [
            (-many, other.key, other)
            for id, many in shared.items()
            if many >= SHARED * min(size, self._sizes[id]) and _may_be_one(post, other := self.posts[id])
        ]
        found = {other.id: likeness(post, other) for *_, other in sorted(near, key=itemgetter(0, 1))[:NEIGHBOURS]}
        return {id: like for id, like in found.items() if like}


def groups(posts: Sequence[Post], edges: Edges) -> list[set[int]]:
    """Every post in one group of ids, alone or with its copies. `edges`: all pairs of `posts` that are the same.

    The likest are joined first (same name before other names, then the text, then the day), and two groups only where
    each of the one is the same as each of the other.
    """
    known = {post.id: post for post in posts}
    group = {post.id: {post.id} for post in posts}
    for pair in sorted(edges, key=lambda pair: _rank(edges[pair], *(known[id] for id in pair))):
        one, other = (group[id] for id in pair)
        if one is not other and all(frozenset((a, b)) in edges for a in one for b in other):
            one |= other
            group.update(dict.fromkeys(other, one))
    return list({id(found): found for found in group.values()}.values())


def _rank(like: Likeness, one: Post, other: Post) -> tuple[bool, float, timedelta, list[str]]:
    named = same_name(one.review.author, other.review.author)
    return (not named, -like, abs(one.at - other.at), sorted((one.key, other.key)))


def _may_be_one(one: Post, other: Post) -> bool:
    """Whether place, time, stars and kind allow it."""
    a, b = one.review, other.review
    return (
        a.source != b.source
        and abs(one.at - other.at) <= APART
        and (a.rating is None or b.rating is None or a.rating == b.rating)
        and not (a.location and b.location and a.location != b.location)
        and _class_of(a) == _class_of(b) != "complaint"
    )


def _class_of(review: Review) -> str:
    """Our own form asks for reviews. A complaint is in our staff's words, and each time it is told is one."""
    return "review" if review.kind == "feedback" else review.kind


def _ends_fit(found: Overlap, one: Wording, other: Wording, *, named: bool) -> bool:
    """Whether what only one of them has is a title before the text, or the rest of a text that the other cut.

    `named`: both are by somebody of that name, which makes up for a short text.
    """
    whole = found.heads == found.tails == (0, 0)
    if found.words < TELLING and not whole and not named:
        return False
    for longer, shorter, side in ((one, other, 0), (other, one, 1)):
        head, tail = found.heads[side], found.tails[side]
        if head and head != longer.title and (head > HEADING or found.words < TELLING):
            return False
        if tail and not shorter.cut and found.words < SURE:
            return False
    return True


def same_name(one: str, other: str) -> bool:
    """Whether two names may be one person's: “Mette K.” and “Mette Kjær”. Not where one is missing."""
    a, b = _names(one), _names(other)
    if not (is_name(one) and is_name(other)) or a[0] != b[0]:
        return False
    short, long = sorted((a[-1], b[-1]), key=len)
    return len(a) == 1 or len(b) == 1 or long.startswith(short)


def is_name(author: str) -> bool:
    """Whether it names anybody: not “A Google user”, not “Ein Gast”."""
    names = _names(author)
    return bool(names) and not _NOBODY.fullmatch(names[0])


def _names(author: str) -> list[str]:
    return author.casefold().replace(".", " ").split()

"""Page by page through one list of reviews: what is news, when to stop, where the next page is. Pure.

Stops at the first page on which every review is known and unchanged, so that pinned ones on top do not end a crawl
early; only in lists that are newest first, else an unknown one could stand further down (docs/decisions.md).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urljoin

from crawler.page import Page
from crawler.site import same_site
from model import Review, digest_of

MOST_REVIEWS = (
    20_000  # of one crawl; the longest honest list is shorter, and the serving process holds them all at once
)
_EMPTY = re.compile(r"([?&])[^?&=#]+=\{cursor\}(&?)")  # some interfaces refuse a cursor that is empty


@dataclass(slots=True)
class Walk:
    """The state of one crawl. `known`: content hash by external id. `cap`: pages read at most.

    `gaps`: empty pages in a row that are not yet the end; `empty` counts them all, `holes` those that reviews followed.
    """

    known: Mapping[str, str]
    deep: bool
    cap: int
    gaps: int = 0
    pages: int = 0
    empty: int = 0
    holes: int = 0
    met: int = 0  # reviews on all pages, repeated ones too: the next {offset}
    new: int = 0
    changed: int = 0
    seen: set[str] = field(default_factory=set)
    _shapes: set[str] = field(default_factory=set)
    _row: int = 0  # empty pages since the last review

    def skip(self) -> str:
        """Note a page without reviews; why to stop after it ("" to go on)."""
        self.pages += 1
        self.empty += 1
        self._row += 1
        return "end" if self._row > self.gaps or self.pages >= self.cap else ""

    def take(self, page: Page, reviews: Sequence[Review]) -> tuple[list[Review], str]:
        """The reviews of this page not met before in this crawl, and why to stop after it ("" to go on)."""
        self.pages += 1
        if reviews:
            self.holes, self._row = self.holes + self._row, 0
        self.met += len(reviews)
        reviews = reviews[: MOST_REVIEWS - len(self.seen)]
        before = self.new + self.changed
        fresh = [review for review in reviews if self.meet(review)]
        return fresh, self._stop(page, reviews, bool(fresh), self.new + self.changed > before)

    def meet(self, review: Review) -> bool:
        """Note one review; False when this crawl has met it before."""
        if review.external_id in self.seen:
            return False
        self.seen.add(review.external_id)
        had = self.known.get(review.external_id)
        if had is None:
            self.new += 1
        elif had != review.content_hash:
            self.changed += 1
        return True

    def _stop(self, page: Page, reviews: Sequence[Review], fresh: bool, news: bool) -> str:
        shape = digest_of(*sorted(review.external_id for review in reviews))
        if not reviews:
            return "end"
        if shape in self._shapes or not fresh:
            return "loop"
        self._shapes.add(shape)
        if not self.deep and not news and page.newest_first:
            return "known"
        return "pages" if self.pages >= self.cap or len(self.seen) >= MOST_REVIEWS else ""


def first_url(where: str, start: str | None = None) -> str:
    """The address of the first page: `{page}` is `start` or 1, `{offset}` 0, `{cursor}` left out with its key."""
    if start is None:
        where = _EMPTY.sub(lambda match: match[1] if match[1] == "?" and match[2] else match[2], where)
    return where.replace("{page}", start or "1").replace("{offset}", start or "0").replace("{cursor}", start or "")


def next_url(where: str, walk: Walk, page: Page, *, here: str, start: str | None = None) -> str | None:
    """The address of the page after `here`, or None at the end. A link to another site is no next page.

    Extraction has put a `{cursor}` in already; `{page}` and `{offset}` are counted here, until a page is empty.
    """
    if page.claimed_total is not None and 0 < page.claimed_total <= len(walk.seen):
        return None
    if "{page}" in where or "{offset}" in where:
        number, offset = walk.pages + int(start or "1"), walk.met + int(start or "0")
        return where.replace("{page}", str(number)).replace("{offset}", str(offset))
    if not page.next_url:
        return None
    following = urljoin(here, page.next_url)
    return following if same_site(where, following) else None

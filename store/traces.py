"""Where one person's words are, looked up before they are forgotten: so that the files beside the database can follow,
and people can be told what no program can forget for them. Changes nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from model import Mail, StoredReview
from store.connect import Link, connect_to_read
from store.erasure import THEIRS, WORDS, quotations, tells
from store.linking import GROUP
from store.meta import Meta
from store.rows import a_mail, a_stored
from store.values import author_key, packed

REVIEWS = "select * from review where id in (select value from json_each(:ids)) order by id"
COPIES = f"select * from review where id in ({GROUP}) and erased = 0"  # noqa: S608 - constants
MAILS = "select * from mail where text <> '' order by id"
SHOWN = """select 1 from review r join erased e on e.author_key = r.author_key
where r.business = :business and r.source = :source and r.external_id in (select value from json_each(:ids)) limit 1"""


@dataclass(frozen=True, slots=True)
class Traces:
    """`reviews`: what they wrote, whole. `copies`: the same words at another place under another name. `mails`: those
    that quote them, without bodies. `told`: what gives them away in any text, for `quotes`."""

    reviews: tuple[StoredReview, ...]
    copies: tuple[StoredReview, ...]
    mails: tuple[Mail, ...]
    told: frozenset[str]

    def quotes(self, text: str) -> bool:
        """Whether a text holds their name, or four words in a row of theirs."""
        return tells(text, self.told)


def traces(link: Link, author: str) -> Traces:
    key = author_key(Meta(link).secret(), author)
    ids = [row["id"] for row in link.rows(THEIRS, key=key)] if key else []
    copies = {row["id"]: a_stored(row) for id in ids for row in link.rows(COPIES, id=id) if row["id"] not in ids}
    told = quotations([{"author": author, "title": "", "text": ""}, *link.rows(WORDS, ids=packed(ids))])
    return Traces(
        tuple(a_stored(row) for row in link.rows(REVIEWS, ids=packed(ids))),
        tuple(copies.values()),
        tuple(replace(a_mail(row), text="", html="") for row in link.rows(MAILS) if tells(row["text"], told)),
        frozenset(told),
    )


def shows_erased(link: Link, business: str, source: str, ids: list[str]) -> bool:
    """Whether one of these reviews is by somebody who asked to be forgotten."""
    return link.row(SHOWN, business=business, source=source, ids=packed(ids)) is not None


def held_in(backup: Path, author: str) -> int:
    """How many reviews of theirs a backup holds. StoreError: it is damaged, or no database."""
    link = connect_to_read(backup)
    try:
        if Meta(link).get("secret") is None:
            return 0  # it was made before the first review
        key = author_key(Meta(link).secret(), author)
        return len(link.rows(THEIRS, key=key)) if key else 0
    finally:
        link.close()

"""Finds the review that a customer has edited where a source gives no id: there its identity is author and text.

The stored review takes on the identity of the new wording, so that what follows is an ordinary edit, with its version
and its flag. One that still stands beside the new wording was not edited: its author has written twice.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from model.duplicates import edited, is_name
from model.likeness import wording
from store.connect import Link, Row
from store.values import packed

WITHOUT_ID = re.compile(r"h:[0-9a-f]{32}(#\d+)?")  # what `model.identity` makes of author and text

BY_THE_SAME = """select r.id, r.business, r.source, r.external_id, r.title, r.text, j.value->>'external_id' as becomes
from json_each(:rows) j join review r
 on r.author_key = j.value->>'author_key' and r.business = j.value->>'business' and r.source = j.value->>'source'
where r.erased = 0 and r.author_key <> '' and not exists (
 select 1 from review k where k.business = j.value->>'business' and k.source = j.value->>'source'
 and k.external_id = j.value->>'external_id')"""
RENAME = "update review set external_id = :becomes where id = :id"


def take_up(link: Link, rows: Sequence[Row], beside: Collection[str] = ()) -> None:
    """Let stored reviews go by the identity that their edited wording in `rows` has; in the caller's transaction.

    `beside`: external ids known to stand where the rows were found.
    """
    new = {_who(row): row for row in rows if WITHOUT_ID.fullmatch(row["external_id"])}
    named = [row for row in new.values() if not row["erased"] and is_name(row["author"])]
    if not named:
        return
    found, standing = [], frozenset(beside)
    for old in link.rows(BY_THE_SAME, rows=packed([_asked(row) for row in named])):
        row = new[old["business"], old["source"], old["becomes"]]
        stands = (old["business"], old["source"], old["external_id"]) in new or old["external_id"] in standing
        if WITHOUT_ID.fullmatch(old["external_id"]) and not stands:
            like = edited(wording(old["title"], old["text"]), wording(row["title"], row["text"]))
            found.append((-like, old["id"], old["becomes"]))
    _rename(link, [(id, becomes) for like, id, becomes in sorted(found) if like])


def _rename(link: Link, pairs: Sequence[tuple[int, str]]) -> None:
    """The likest first, each review and each wording once."""
    taken: set[int | str] = set()
    for id, becomes in pairs:
        if id not in taken and becomes not in taken:
            taken |= {id, becomes}
            link.run(RENAME, id=id, becomes=becomes)


def _asked(row: Row) -> Row:
    return {name: row[name] for name in ("business", "source", "external_id", "author_key")}


def _who(row: Row) -> tuple[str, str, str]:
    return row["business"], row["source"], row["external_id"]

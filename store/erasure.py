"""Forgetting people: on request (remembered, so that no crawl brings them back) and by age.

What stays: ratings, labels, themes, weeks, counts. What goes: names, words, links, drafts, staff notes, and the bodies
of mails that quote them. One that waits to be sent is withdrawn; a weekly digest is then rendered anew, without them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from store.connect import Link, Row
from store.linking import settle
from store.meta import Meta
from store.values import author_key, fold, packed, stamp

SHINGLE = 4  # words in a row that prove a quotation

WIPE = (
    """update review set title = '', text = '', author = '', url = '', reply = null, reasons = '[]', erased = 1,
 label = case when scored is null then null else label end,
 sentiment = case when scored is null then null else sentiment end,
 why_not = case when scored is null then 'not_assessed' else why_not end, scored = coalesce(scored, seen)
where id in (select value from json_each(:ids))""",
    "delete from version where review_id in (select value from json_each(:ids))",
    """update flag set draft = null, drafted = null, words = '', rev = rev + 1,
 state = case when state in ('to_answer', 'in_hand', 'backlog') then 'dismissed' else state end
where review_id in (select value from json_each(:ids))""",
    "update event set said = '' where review_id in (select value from json_each(:ids))",
)
WORDS = """select author, title, text from review where id in (select value from json_each(:ids))
union all select '', title, text from version where review_id in (select value from json_each(:ids))"""
REMEMBER = """insert into erased(author_key) select value from json_each(:keys) where true on conflict do nothing"""
TELL = """insert into event(review_id, at, who, what, said)
select value, :now, '', 'erased', '' from json_each(:ids)"""
THEIRS = "select id from review where author_key = :key and erased = 0"
# counted from when we took it, not from when it was written: an import of old years is not emptied at once
OLD = "select id from review where seen < :before and erased = 0"
MAILS = "select id, text from mail where text <> ''"
# a digest is due as long as the ledger does not know it: without this entry and mail the next tick renders another
WITHDRAW = """delete from digest where mail_key in (
 select key from mail where state = 'queued' and id in (select value from json_each(:ids))) returning mail_key"""
RENDER_ANEW = "delete from mail where key in (select value from json_each(:keys))"
EMPTY_MAILS = """update mail set text = '', html = '',
 said = case when state in ('queued', 'sending') then :said else said end,
 state = case when state in ('queued', 'sending') then 'dead' else state end
where id in (select value from json_each(:ids))"""
FORGOTTEN = "not sent: it quotes somebody who asked to be forgotten"
EMPTY_OLD_MAILS = "update mail set text = '', html = '' where queued < :before and state in ('sent', 'dead')"


def keys(link: Link, among: Iterable[str] | None = None) -> set[str]:
    """Hashes of erased authors: all, or those `among` the given."""
    if among is None:
        return {row["author_key"] for row in link.rows("select author_key from erased")}
    sql = "select author_key from erased where author_key in (select value from json_each(:among))"
    return {row["author_key"] for row in link.rows(sql, among=packed(sorted(set(among))))}


def erase(link: Link, author: str, now: datetime | None = None) -> int:
    """Forget what this author wrote and remember (as a hash) to forget it again. How many reviews."""
    key = author_key(Meta(link).secret(), author)
    return erase_keys(link, [key], now) if key else 0


def erase_keys(link: Link, gone: Iterable[str], now: datetime | None = None) -> int:
    """As `erase`, by hashes: what a restored backup needs. With `now` the history of each review says so."""
    wanted = sorted(set(gone))
    with link.transaction():
        link.run(REMEMBER, keys=packed(wanted))
        ids = [row["id"] for key in wanted for row in link.rows(THEIRS, key=key)]
        forget(link, ids)
        if now is not None:
            link.run(TELL, ids=packed(ids), now=stamp(now))
    return len(ids)


def expire(link: Link, before: datetime) -> int:
    """Forget the words of reviews found before `before`, of mails and refusals that old. How many reviews."""
    with link.transaction():
        ids = [row["id"] for row in link.rows(OLD, before=stamp(before))]
        _wipe(link, ids)
        link.run(EMPTY_OLD_MAILS, before=stamp(before))
        link.run("delete from quarantine where at < :before", before=stamp(before))
    return len(ids)


def forget(link: Link, ids: Sequence[int]) -> None:
    """Forget these reviews, and the mails that quote them."""
    if not ids:
        return
    told = quotations(link.rows(WORDS, ids=packed(ids)))
    mails = packed([row["id"] for row in link.rows(MAILS) if tells(row["text"], told)])
    link.run(RENDER_ANEW, keys=packed([row["mail_key"] for row in link.rows(WITHDRAW, ids=mails)]))
    link.run(EMPTY_MAILS, ids=mails, said=FORGOTTEN)
    _wipe(link, ids)


def _wipe(link: Link, ids: Sequence[int]) -> None:
    for statement in WIPE:
        link.run(statement, ids=packed(ids))
    settle(link, ids)


def quotations(rows: Iterable[Row]) -> set[str]:
    """What gives a person away in a mail: the name, and any four words in a row of what they wrote."""
    found: set[str] = set()
    for row in rows:
        found.add(" ".join(_words(row["author"])[:SHINGLE]))
        words = _words(f"{row['title']} {row['text']}")
        found.update(" ".join(words[i : i + SHINGLE]) for i in range(max(1, len(words) - SHINGLE + 1)))
    return {words for words in found if len(words) > 3}


def tells(mail: str, told: Collection[str]) -> bool:
    words = _words(mail)
    return any(" ".join(words[i : i + n]) in told for n in range(1, SHINGLE + 1) for i in range(len(words)))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", fold(text))

"""No words of a customer stop a digest, break out of it or make it too long."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import islice
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from mails.scene import NOW, WEEK, a_reader, a_scene_business, a_scene_config, open_scene

from digest.cards import ToAnswer
from digest.facts import Facts, Issue
from digest.gather import gather
from digest.weekly import LIMIT, render_weekly
from model import Mail, Remedy, Reply

HOSTILE = st.text(st.characters(), max_size=60) | st.sampled_from(
    [
        "</td></tr></table><script>alert(1)</script>",
        "{{ 7*7 }} {% raw %} {#",
        "<!--[if mso]> --> ]]> <mj-text>&amp;&#0;",
        "\x00\x0b\x0c\x1b\x7f\x85\ufffe\ud800",
        "\u202eevil\u2066 שלום عليكم",
        "%s %(name)s {place} {n}",
        "“” «» \u2028 \u2029\r\n.\r\nQUIT",
        "https://evil.example/\"onmouseover='x'",
    ]
)


@cache
def canned_facts() -> Facts:
    business = a_scene_business()
    with open_scene() as store:
        return gather(store, Issue(business, a_reader("en"), WEEK, NOW), a_scene_config(business))


SCRAPS = (
    "</td></tr></table>", "<script>alert(1)</script>", "<!--", "-->", "]]>", "{{ 7*7 }}", "{% raw %}", "{#",
    "&amp;&#0;", "<mj-raw>", "</mj-text>", "<mjml>", "\x00", "\x0b", "\x1b", "\x7f", "\x85", "\ufffe", "\ud800",
    "\udfff", "\u202e", "\u2066", "\u2028", "\u2029", "\r\n.\r\n", "QUIT", "%s", "%(name)s", "{place}",
    "{n}", "“”", "«\u00a0»", "שלום",
    "सब ठीक", "👩‍👩‍👧‍👦", "a" * 3000, " " * 400, "\n" * 60, "javascript:alert(1)", "https://evil.example/\"onclick='x'",
    "' onmouseover='x", '"><img src=x onerror=alert(1)>', "\\", "&lt;b&gt;", "\t", "́" * 80, "=?utf-8?q?x?=", "word",
)  # fmt: skip
TEXTS, FIELDS, CARDS = 3000, 5, 5


def hostile_texts() -> Iterator[str]:
    """3,000 of them, the same in every run: scraps of what stops a parser, in any order."""
    luck = Random(7)
    return ("".join(luck.choices(SCRAPS, k=luck.randint(1, 6))) for _ in range(TEXTS))


def hostile_card(base: ToAnswer, texts: Iterator[str]) -> ToAnswer:
    text, author, title, reply, remedy = islice(texts, FIELDS)
    review = replace(base.flag.stored.review, text=text, author=author, title=title, url=text, source=author)
    flag = replace(base.flag, stored=replace(base.flag.stored, review=review), draft=Reply(reply, "en"))
    return ToAnswer(flag, (Remedy("k", remedy),))


def test_3000_hostile_texts_stop_no_mail() -> None:
    base, texts = canned_facts(), hostile_texts()
    for _ in range(TEXTS // FIELDS // CARDS):
        cards = tuple(hostile_card(base.to_answer[0], texts) for _ in range(CARDS))
        mail = render_weekly(replace(base, to_answer=cards, waiting=CARDS))
        harmless(mail)
        assert len(mail.html.encode()) < LIMIT
    assert next(texts, None) is None


def harmless(mail: Mail) -> None:
    """Whole, printable, and without a script of somebody else's."""
    tags = re.sub(r">[^<]*<", "><", mail.html)
    assert mail.html.endswith("</html>")
    assert not re.search(r"<script|<img|<svg|javascript:", tags)
    assert not re.search(r"<[^>]*\son\w+=", re.sub(r'"[^"]*"', '""', tags))
    mail.text.encode()


@settings(max_examples=200, deadline=None)
@given(text=HOSTILE, author=HOSTILE, reply=HOSTILE, remedy=HOSTILE)
def test_no_words_stop_a_digest(text: str, author: str, reply: str, remedy: str) -> None:
    base = canned_facts()
    one = base.to_answer[0]
    review = replace(one.flag.stored.review, text=text, author=author, title=reply, url=text, source=author)
    flag = replace(one.flag, stored=replace(one.flag.stored, review=review), draft=Reply(reply, "en"))
    praise = replace(base.praise, stored=flag.stored) if base.praise else None
    facts = replace(base, to_answer=(ToAnswer(flag, (Remedy("k", remedy),)),), praise=praise)
    mail = render_weekly(facts)
    harmless(mail)

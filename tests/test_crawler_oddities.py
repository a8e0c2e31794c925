"""Pages and lists as they are found in the wild: charsets that are not said or lied about, tags left open, and lists
that lead a crawl in circles. A real worker reads them all in one batch."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from crawls import a_source, crawl_first
from fakeweb import Answer, Asked, Card, FakeWeb, ReviewPages, cards, fake_web, json_ld

from crawler.supervisor import CrawlResult
from model import Verdict

WORDS = "Grüße für 5 € – “très bien”"
CZECH = "Žluťoučký kůň, 5 €"
KANJI = "とても美味しい"
TYPE = "Content-Type"


def a_page(words: str, charset: str, *, head: str = "", said: str = "text/html") -> Answer:
    """A page of one review in `charset`; `head` and `said` are what the page and the server make of it."""
    card = f"<div class=review><p class=body>{words}</p></div>"
    html = f"<html><head>{head}<title>x</title></head><body>{card}</body></html>"
    return Answer(html.encode(charset), headers={TYPE: said})


META_SJIS = '<meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS">'
CHARSETS = {
    "a meta that means Windows": (WORDS, a_page(WORDS, "cp1252", head="<meta charset=iso-8859-1>")),
    "a lie about UTF-8": (WORDS, a_page(WORDS, "cp1252", said="text/html; charset=utf-8")),
    "header against meta": (
        WORDS,
        a_page(WORDS, "utf-8", head="<meta charset=latin-1>", said="text/html; charset=utf-8"),
    ),
    "nothing said": (WORDS, a_page(WORDS, "utf-8")),
    "UTF-16 by its mark": (WORDS, a_page(WORDS, "utf-16")),
    "UTF-8 with a mark": (WORDS, a_page(WORDS, "utf-8-sig", said="text/html; charset=latin-1")),
    "Japanese by its meta": (KANJI, a_page(KANJI, "shift_jis", head=META_SJIS)),
    "Central European by its header": (CZECH, a_page(CZECH, "cp1250", said="text/html; charset=windows-1250")),
}

TORN = (
    b"<html><body><div class=review><p class=body>unclosed <b>bold <i>both</b> text</i>\x00 nul &nbsp;&bogus;"
    b"</div><div class=review><p class=body>second<table><tr></div>"
    b"<div class=review><p class=body>in table</table></form>"
    b"<!-- broken -- comment --><script>var a='<div class=review>';</script>"
)
SHELL = '<html><title>Loading</title><body><div id=app>…</div><script>fetch("/api/reviews")</script></body></html>'


def listed(shown: list[Card], following: str, total: int = 500) -> Answer:
    return Answer(
        f'<html><head>{json_ld(shown, total)}</head><body><a rel="next" href="{following}">more</a></body></html>'
    )


def the_last_again(asked: Asked) -> Answer:
    """A next link for ever, each time a new one; from page 3 on the same reviews in another order."""
    page = int(asked.query.get("page", "1"))
    shown = cards(3, first=min(page, 3) * 3)
    random.Random(page).shuffle(shown)
    return listed(shown, f"?page={page + 1}&s={random.Random(page).random()}")


def to_and_fro(asked: Asked) -> Answer:
    page = int(asked.query.get("page", "1"))
    return listed(cards(3, first=page * 3), f"?page={3 - page}&again=1")


def a_few_new_ones(asked: Asked) -> Answer:
    """Each page repeats most of the one before."""
    page = int(asked.query.get("page", "1"))
    return listed(cards(3, first=page), f"?page={page + 1}")


LISTS: dict[str, tuple[Callable[[Asked], Answer] | Answer, str, int, int]] = {
    "the last page again": (the_last_again, "loop", 4, 9),
    "to and fro": (to_and_fro, "loop", 3, 6),
    "next is itself": (listed(cards(3), ""), "end", 1, 3),
    "next is itself by name": (listed(cards(3), "/next-is-itself-by-name"), "end", 1, 3),
    "next is a part of itself": (listed(cards(3), "#reviews"), "end", 1, 3),
    "next is no address": (listed(cards(3), "http://[::1"), "end", 1, 3),
    "next is a script": (listed(cards(3), "javascript:more()"), "end", 1, 3),
    "a few new ones": (a_few_new_ones, "pages", 4, 6),
    "all there is": (ReviewPages(cards(6), per_page=3), "end", 2, 6),
}
"""What the list does, how the crawl of at most four pages finishes, pages asked for, reviews found."""


@dataclass(frozen=True)
class Crawled:
    results: dict[str, CrawlResult]
    web: FakeWeb

    def asked(self, name: str) -> int:
        return [asked.path for asked in self.web.asked].count(path_of(name))


def path_of(name: str) -> str:
    return f"/{name.replace(' ', '-')}"


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    with fake_web() as web:
        pages = {name: page for name, (_, page) in CHARSETS.items()} | {"torn": Answer(TORN)}
        lists = {name: says for name, (says, *_) in LISTS.items()}
        web.says = {path_of(name): says for name, says in (pages | lists | {"a shell": Answer(SHELL)}).items()}
        rules = {"kind": "css", "reviews": "div.review", "fields": {"text": "p.body"}}
        sources = [a_source(name, web.url(path_of(name)), **rules) for name in pages]
        sources += [a_source(name, web.url(path_of(name)), pages=4) for name in (*lists, "a shell")]
        yield Crawled(crawl_first(sources, tmp_path_factory.mktemp("var"), [web.site]), web)


@pytest.mark.parametrize("name", CHARSETS)
def test_the_words_arrive_as_they_were_written(crawled: Crawled, name: str) -> None:
    assert [review.text for review in crawled.results[name].reviews] == [CHARSETS[name][0]]


def test_tags_left_open_cost_no_review(crawled: Crawled) -> None:
    texts = [review.text for review in crawled.results["torn"].reviews]
    assert [text.split()[0] for text in texts] == ["unclosed", "second", "in"]
    assert not any("\x00" in text for text in texts)


@pytest.mark.parametrize("name", LISTS)
def test_no_list_leads_a_crawl_in_circles(crawled: Crawled, name: str) -> None:
    _, finish, asked, found = LISTS[name]
    result = crawled.results[name]
    assert (result.verdict, result.report.finish) == (Verdict.OK, finish), result.said
    assert (crawled.asked(name), len(result.reviews)) == (asked, found)


def test_a_page_that_is_empty_without_a_browser_is_no_source_without_reviews(crawled: Crawled) -> None:
    result = crawled.results["a shell"]
    assert result.verdict is Verdict.CHANGED
    assert "the address they are loaded from" in result.said

"""A source that is read without trouble and brings nothing for unusually long: a remark in the digest, and no more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from mails.renew import seen_in
from mails.scene import (
    BEFORE,
    NOW,
    PLACE,
    THIS_WEEK,
    WEEK,
    _finish,
    a_reader,
    a_scene_business,
    a_scene_config,
    add_week,
)

from digest.weekly import compose_weekly
from model import Mail, Verdict
from store import Store, open_store
from words import LANGUAGES

ONE = a_scene_business(sources=a_scene_business().sources[:1])
SAID = {
    "en": "Unusually quiet: Kortliste. Reading went well, yet nothing new has come for longer than usual.",
    "de": "Ungewöhnlich still: Kortliste. Gelesen wurde ohne Störung, doch seit ungewohnt langer Zeit",
    "fr": "Kortliste. La lecture s’est bien passée, mais rien de nouveau depuis plus longtemps que d’habitude.",
    "da": "Usædvanligt stille: Kortliste. Læsningen gik fint, men der er ikke kommet noget nyt",
}


@pytest.fixture
def hushed() -> Iterator[Store]:
    """Kortliste had reviews the week before, and none since; it was read an hour ago."""
    with open_store(":memory:") as opened:
        opened.sources.sync(ONE.sources, NOW - timedelta(days=30))
        _finish(opened, "Kortliste", Verdict.OK, NOW - timedelta(days=8))
        _finish(opened, "Kortliste", Verdict.SILENT, NOW - timedelta(hours=1))
        add_week(opened, WEEK.shift(-1), BEFORE, answered=True)
        yield opened


def compose(store: Store, language: str = "en") -> Mail:
    return compose_weekly(store, ONE, a_reader(language), WEEK, config=a_scene_config(ONE, None), now=NOW)


@pytest.mark.parametrize("language", LANGUAGES)
def test_silence_is_a_remark_in_both_versions_of_the_mail(hushed: Store, language: str) -> None:
    mail = compose(hushed, language)
    assert SAID[language] in " ".join(mail.text.split())
    assert SAID[language] in " ".join(seen_in(mail.html))


def test_silence_alone_never_makes_a_week_unknown(hushed: Store) -> None:
    mail = compose(hushed)
    assert mail.subject == f"{PLACE}: no reviews · week 46"
    assert "No new reviews this week." in mail.text
    assert re.search(r"^ +0  Unhappy", mail.text, re.M)
    assert "+ Kortliste: 0 reviews, last read" in mail.text
    assert "could not be read" not in mail.text + mail.html


def test_silence_is_no_proof_that_anything_got_better(hushed: Store) -> None:
    add_week(hushed, WEEK, THIS_WEEK[:3])
    assert "WHAT GOT BETTER" not in compose(hushed).text


def test_a_source_that_has_news_again_is_not_called_quiet(hushed: Store) -> None:
    _finish(hushed, "Kortliste", Verdict.OK, NOW - timedelta(minutes=5))
    add_week(hushed, WEEK, THIS_WEEK[:3])
    text = compose(hushed).text
    assert "Unusually quiet" not in text
    assert "WHAT GOT BETTER" in text

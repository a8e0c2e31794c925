"""The public draft: what is in it, what never is, and whom it greets."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config import Business
from model import Flag, Measure, Reply, ThemeHit
from replies import prepare, thank
from replies.lint import words_in
from replies.person import greeting
from replies.phrasebook import LANGUAGES, phrases
from tests.config_factories import a_business, a_person, a_playbook
from tests.factories import CAFE, a_flag, a_measure, a_sentiment, a_stored

TODAY = date(2026, 11, 16)
SAID = {
    "en": "Since October two of us stand at the counter.",
    "de": "Seit Oktober stehen wir zu zweit an der Theke.",
    "fr": "Depuis octobre, nous sommes deux au comptoir.",
    "da": "Siden oktober står vi to ved disken.",
}
THEMES = (*phrases("en").issues, "safety", "leaving", "staff")
SHOP = a_business()


def complaint(*themes: str, lang: str | None = "en", **review: Any) -> Flag:
    hits = tuple(ThemeHit(theme, "neg", 0, 1) for theme in themes)
    sentiment = a_sentiment(lang=lang, themes=hits, reasons=())
    return a_flag(stored=a_stored(**review), sentiment=sentiment)


def draft(flag: Flag, business: Business = SHOP, **more: Any) -> Reply:
    given: dict[str, Any] = {"measures": (), "recent": (), "today": TODAY}
    return prepare(flag, business=business, **given | more)


def health(**given: Any) -> Business:
    return a_business(playbook=a_playbook(privacy="health", **given))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("theme", THEMES)
def test_a_draft_is_short_in_the_reviewers_language_and_needs_no_correction(theme: str, lang: str) -> None:
    reply = draft(complaint(theme, lang=lang))
    assert reply.lang == lang
    assert reply.warnings == ()
    assert 50 <= words_in(reply.text) <= 90
    assert "{" not in reply.text


def test_it_greets_thanks_reaches_a_named_person_and_is_signed() -> None:
    hello, said, contact, sign = draft(complaint("waiting")).text.split("\n\n")
    assert hello == "Hello Mette,"
    assert any(line in said for line in phrases("en").moods["normal"]["sorry"])
    assert any(line in said for line in phrases("en").issues["waiting"])
    assert "hej@cafe-ida.example" in contact or "+45\u00a000\u00a000\u00a000\u00a000" in contact
    assert sign == "Ida, owner"


def test_the_same_review_gets_the_same_draft() -> None:
    assert draft(complaint("taste")) == draft(complaint("taste"))


def test_another_variant_is_another_text_and_never_that_of_its_neighbour() -> None:
    texts = [draft(complaint("taste"), variant=number).text for number in range(8)]
    assert len(set(texts)) == 8


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_measure_in_force_is_said_in_that_language(lang: str) -> None:
    measure = a_measure(say=tuple(SAID.items()))
    reply = draft(complaint("waiting", lang=lang), measures=[measure])
    assert SAID[lang] in reply.text
    assert reply.warnings == ()


@pytest.mark.parametrize(
    "change",
    [
        {"since": TODAY + timedelta(days=1)},
        {"until": TODAY - timedelta(days=1)},
        {"theme": "delivery"},
        {"business": "Another shop"},
        {"say": (("de", SAID["de"]),)},
        {"say": ()},
    ],
    ids=["not yet", "no longer", "another theme", "another business", "another language", "nothing to say"],
)
def test_a_measure_that_is_not_in_force_here_is_not_said(change: dict[str, Any]) -> None:
    measure = replace(a_measure(since=TODAY - timedelta(days=9), say=(("en", SAID["en"]),)), **change)
    assert draft(complaint("waiting"), measures=[measure]) == draft(complaint("waiting"))


@pytest.mark.parametrize("change", [{"since": TODAY}, {"until": TODAY}])
def test_a_measure_holds_on_its_first_and_last_day(change: dict[str, Any]) -> None:
    measure = replace(a_measure(since=TODAY - timedelta(days=9), say=(("en", SAID["en"]),)), **change)
    assert SAID["en"] in draft(complaint("waiting"), measures=[measure]).text


def test_the_newest_of_two_measures_is_said() -> None:
    old = a_measure(since=date(2026, 1, 1), say=(("en", "We open at seven."),))
    new = a_measure(since=date(2026, 6, 1), say=(("en", "We open at six."),))
    text = draft(complaint("waiting"), measures=[new, old]).text
    assert "at six" in text
    assert "at seven" not in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_safety_waits_for_the_owner_and_gives_no_detail(lang: str) -> None:
    measures = [a_measure(theme=theme, say=tuple(SAID.items())) for theme in ("safety", "waiting")]
    reply = draft(complaint("waiting", "safety", lang=lang), measures=measures)
    assert reply.needs_approval
    assert SAID[lang] not in reply.text
    assert not any(line in reply.text for line in phrases(lang).issues["waiting"])
    assert any(line in reply.text for line in phrases(lang).moods["safety"]["issue"])


def test_other_drafts_wait_only_where_the_playbook_says_so() -> None:
    careful = a_business(playbook=a_playbook(remedies={"price": {"do": ["Explain the price"], "approve": "Ida"}}))
    assert not draft(complaint("price")).needs_approval
    assert draft(complaint("waiting", "price"), careful).needs_approval


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("theme", ["waiting", "safety", "booking", "leaving"])
def test_health_greets_nobody_and_confirms_nothing(lang: str, theme: str) -> None:
    reply = draft(complaint(theme, lang=lang, author="Mette Krogh"), health())
    assert "Mette" not in reply.text
    assert "Krogh" not in reply.text
    assert reply.warnings == ()
    assert any(line in reply.text for line in phrases(lang).moods["health"]["own"])
    assert reply.needs_approval == (theme == "safety")


def test_an_unknown_language_is_answered_in_the_businesss_first_and_says_so() -> None:
    reply = draft(complaint("waiting", lang="es", text="Esperamos cuarenta minutos."))
    assert reply.lang == "da"
    assert reply.warnings == ("wrong_language",)


@pytest.mark.parametrize("languages", [("es",), ("nl", "es")])
def test_a_business_whose_languages_we_do_not_speak_gets_english_and_a_warning(languages: tuple[str, ...]) -> None:
    reply = draft(complaint("waiting", lang=None), a_business(languages=languages))
    assert (reply.lang, reply.warnings) == ("en", ("wrong_language",))


def test_stars_without_words_have_no_wrong_language() -> None:
    reply = draft(complaint(lang=None, text=""))
    assert (reply.lang, reply.warnings) == ("da", ())


def test_the_language_its_source_declares_counts_where_none_was_found() -> None:
    assert draft(complaint("waiting", lang="de-AT")).lang == "de"
    assert draft(complaint("waiting", lang=None)).lang == "da"
    declared = complaint("waiting", lang=None)
    stored = replace(declared.stored, review=replace(declared.stored.review, lang="fr"))
    assert draft(replace(declared, stored=stored)).lang == "fr"


@pytest.mark.parametrize(
    ("contact", "there", "gone"),
    [
        ({"name": "Ida", "email": "a@b.example"}, "a@b.example", "phone"),
        ({"name": "Ida", "phone": "00 11"}, "00\u00a011", "email"),
        ({"name": "Ida"}, "Ida", "@"),
    ],
)
def test_only_ways_that_are_given_are_named(contact: dict[str, str], there: str, gone: str) -> None:
    text = draft(complaint("waiting"), a_business(playbook=a_playbook(contact=contact))).text
    assert there in text
    assert gone not in text


def test_without_a_contact_the_owner_signs_and_no_login_address_is_shown() -> None:
    people = (a_person("Ida Holm", email="private@cafe-ida.example", roles=frozenset({"owner"})),)
    text = draft(complaint("waiting"), a_business(people=people, playbook=a_playbook(contact={}))).text
    assert text.endswith("\n\nIda Holm, Café Ida")
    assert "private@" not in text


def test_a_word_the_owner_never_says_is_left_out() -> None:
    business = a_business(playbook=a_playbook(never_say=["sorry"]))
    for number in range(12):
        assert "sorry" not in draft(complaint("waiting", external_id=str(number)), business).text.lower()


def test_a_platform_without_names_gets_none_and_a_short_one_gets_less() -> None:
    rules = {"advisor": {"use_name": False}, "tiny": {"max_chars": 220}}
    business = a_business(playbook=a_playbook(platforms=rules))
    assert draft(complaint("waiting", source="Town Advisor"), business).text.startswith("Hello,")
    assert len(draft(complaint("waiting", source="tiny"), business).text) < len(
        draft(complaint("waiting", source="tiny")).text
    )


@pytest.mark.parametrize(
    ("lang", "author", "hello"),
    [
        ("en", "Daniel R.", "Hello Daniel,"),
        ("en", "xX_cake_Xx", "Hello,"),
        ("en", "A Google User", "Hello,"),
        ("en", "ANNA", "Hello,"),
        ("en", "ACME GmbH & Co", "Hello,"),
        ("da", "Karen", "Hej Karen"),
        ("da", "Anne Mari", "Hej Anne Mari"),
        ("da", "Anne Mette Krogh", "Hej Anne Mette"),
        ("da", "Anne Krogh", "Hej Anne"),
        ("de", "Eva Maria Sommer", "Guten Tag, Eva Maria Sommer,"),
        ("de", "Eva Maria", "Guten Tag,"),
        ("da", "", "Hej"),
        ("fr", "Jean-Luc P.", "Bonjour Jean-Luc,"),
        ("fr", "Client anonyme", "Bonjour,"),
        ("de", "Karen Sommer", "Guten Tag, Karen Sommer,"),
        ("de", "Karen", "Guten Tag,"),
        ("de", "Karen S.", "Guten Tag,"),
        ("de", "Ein Gast", "Guten Tag,"),
    ],
)
def test_a_name_is_used_where_it_is_plainly_one(lang: str, author: str, hello: str) -> None:
    assert greeting(author, phrases(lang)) == hello


HOSTILE = [
    "A" * 300,
    "",
    "\x00\x1b[31m",
    "{sign}",
    "{0}",
    "<b>Mette</b>",
    "Mette\nIda, owner",
    "‮Mette",
    "%s",
    "{{ w }}",
]


@pytest.mark.parametrize("author", HOSTILE)
def test_a_hostile_name_is_never_used(author: str) -> None:
    text = draft(complaint("waiting", author=author)).text
    assert text == draft(complaint("waiting", author="")).text
    assert text.startswith("Hello,\n\n")


@given(author=st.text(max_size=60), lang=st.sampled_from(LANGUAGES))
@settings(max_examples=150, deadline=None)
def test_no_name_breaks_a_greeting(author: str, lang: str) -> None:
    hello = greeting(author, phrases(lang))
    assert "\n" not in hello
    assert not set("{}<>@/0123456789") & set(hello)
    assert len(hello) < 100


def test_braces_of_the_owner_stay_as_written() -> None:
    contact = {"name": "{email}", "role": "{0}", "email": "a@b.example"}
    assert draft(complaint("waiting"), a_business(playbook=a_playbook(contact=contact))).text.endswith("{email}, {0}")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_thank_you_is_short_and_names_what_was_praised(lang: str) -> None:
    sentiment = a_sentiment(lang=lang, themes=(ThemeHit("taste", "pos", 0, 1),), flagged=False)
    reply = thank(a_stored(author="Mette Krogh"), sentiment, business=SHOP, recent=())
    assert reply.lang == lang
    assert phrases(lang).about["taste"] in reply.text
    assert 20 <= words_in(reply.text) <= 50


def test_a_thank_you_from_a_surgery_greets_nobody() -> None:
    sentiment = a_sentiment(themes=(), flagged=False)
    assert thank(a_stored(author="Mette Krogh"), sentiment, business=health(), recent=()).text.startswith("Hello,")


def test_measures_of_another_shop_of_the_same_owner_stay_there() -> None:
    other: Measure = a_measure(business=CAFE + " Nord", say=(("en", "We open at six."),))
    assert "at six" not in draft(complaint("waiting"), measures=[other]).text

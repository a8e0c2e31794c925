"""The last look before a reply is sent: each code in each language, and nothing on a good text."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from config import Business
from replies import CODES, lint
from replies.lint import language_of
from replies.phrasebook import LANGUAGES
from tests.config_factories import a_business, a_playbook
from tests.factories import a_flag, a_measure, a_sentiment, a_stored

TODAY = date(2026, 11, 16)
PLAIN = a_business(playbook=a_playbook(never_say=[]))
GOOD = {
    "en": "Hello,\n\nThank you for writing. You had to wait too long for it, and we are sorry.\n\nIda",
    "de": "Guten Tag,\n\ndanke für Ihre Zeilen. Sie haben zu lange gewartet, und das tut uns leid.\n\nIda",
    "fr": "Bonjour,\n\nMerci de votre avis. Vous avez attendu, et nous le regrettons pour vous.\n\nIda",
    "da": "Hej\n\nTak, fordi du skriver. Du kom til at vente for længe hos os, og det er vi kede af.\n\nIda",
}
BAD = {
    "offer": {
        "en": ["You get a refund of it.", "A voucher is waiting for you.", "We give you $20.", "Here is 10 % off."],
        "de": ["Ein Gutschein liegt bereit.", "Wir erstatten Ihnen alles.", "Sie bekommen 20 Euro.", "10 % Rabatt."],
        "fr": [
            "Voici un bon d’achat.",
            "Nous vous remboursons tout.",
            "Une remise vous attend.",
            "Il y a 20 € pour vous.",
        ],
        "da": ["Du får et gavekort.", "Vi giver dig rabat.", "Der er 100 kr. til dig.", "Det næste er gratis."],
    },
    "blame": {
        "en": ["That is not true.", "Actually, we were on time.", "You should have told us.", "Our driver forgot it."],
        "de": [
            "Das stimmt so nicht.",
            "Das war Ihr Fehler.",
            "Sie hätten anrufen müssen.",
            "Unser Fahrer hat es vergessen.",
        ],
        "fr": ["C’est faux.", "Vous auriez dû nous prévenir.", "C’est votre faute.", "Notre livreur a oublié."],
        "da": ["Det passer ikke.", "Det er din egen skyld.", "Du tager fejl.", "Vores chauffør glemte det."],
    },
    "asks_change": {
        "en": ["Please remove your review.", "Could you update the rating?"],
        "de": ["Bitte löschen Sie die Bewertung.", "Können Sie Ihre Bewertung ändern?"],
        "fr": ["Merci de supprimer votre avis.", "Pourriez-vous modifier la note ?"],
        "da": ["Vil du slette din anmeldelse?", "Du må gerne ændre anmeldelsen."],
    },
    "personal_data": {
        "en": [
            "Your order no. 48213 was late.",
            "Write to bob@evil.example.",
            "Call 555 123 4567.",
            "It was on 12.11.2026.",
        ],
        "de": ["Ihre Bestellung Nr. 4821 kam spät.", "Rechnungsnummer 991.", "Es war am 2026-11-12."],
        "fr": ["Votre commande n° 4821.", "Votre dossier 991.", "C’était le 12/11/2026."],
        "da": ["Dit ordrenummer 4821.", "Faktura nr. 991.", "Det var den 12.11.26."],
    },
    "unproven_claim": {
        "en": [
            "We have changed our system.",
            "We’ve already hired help.",
            "We now open at six.",
            "Since last week two work there.",
            "This has been fixed.",
            "From now on it is faster.",
        ],
        "de": [
            "Wir haben das umgestellt.",
            "Jetzt geht es schneller.",
            "Seitdem sind wir zu zweit.",
            "Das wurde behoben.",
        ],
        "fr": [
            "Nous avons changé cela.",
            "Désormais, c’est plus rapide.",
            "Depuis lundi, nous sommes deux.",
            "Cela a été corrigé.",
        ],
        "da": [
            "Vi har ændret det.",
            "Nu går det hurtigere.",
            "Siden mandag er vi to.",
            "Det er blevet rettet, og vi har indført to køer.",
        ],
    },
}
TABLE = [(code, lang, text) for code, by in BAD.items() for lang, texts in by.items() for text in texts]


def look(text: str, *, lang: str | None = "en", business: Business = PLAIN, **more: Any) -> tuple[str, ...]:
    stored = more.pop("stored", a_stored())
    given: dict[str, Any] = {"measures": (), "recent": (), "today": TODAY} | more
    return lint(text, a_flag(stored=stored, sentiment=a_sentiment(lang=lang)), business=business, **given)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_good_reply_passes(lang: str) -> None:
    assert look(GOOD[lang], lang=lang) == ()


@pytest.mark.parametrize(("code", "lang", "bad"), TABLE)
def test_a_bad_sentence_is_named(code: str, lang: str, bad: str) -> None:
    assert look(f"{GOOD[lang]}\n\n{bad}", lang=lang) == (code,)


@pytest.mark.parametrize("text", ["", "  \n ", "\u00a0"])
def test_nothing_is_empty(text: str) -> None:
    assert look(text) == ("empty",)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("other", LANGUAGES)
def test_a_reply_in_another_language_is_noticed(lang: str, other: str) -> None:
    assert language_of(GOOD[other]) == other
    assert look(GOOD[other], lang=lang) == (() if lang == other else ("wrong_language",))


def test_a_reply_in_a_language_we_do_not_know_is_left_to_its_writer() -> None:
    assert look("Hola: lamentamos mucho la espera y queremos hablar con usted.", lang="es") == ()


def test_a_language_nobody_could_tell_is_worth_a_look() -> None:
    assert look(GOOD["da"], lang=None) == ("wrong_language",)
    assert look(GOOD["da"], lang=None, stored=a_stored(text="")) == ()


CLAIM = "Since October two of us stand at the counter."


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, ()),
        ({"since": TODAY + timedelta(days=1)}, ("unproven_claim",)),
        ({"until": TODAY - timedelta(days=1)}, ("unproven_claim",)),
        ({"business": "Another shop"}, ("unproven_claim",)),
        ({"say": (("en", "Since May we are open."),)}, ("unproven_claim",)),
    ],
)
def test_only_a_measure_in_force_may_be_claimed(change: dict[str, Any], found: tuple[str, ...]) -> None:
    measure = replace(a_measure(say=(("en", CLAIM),)), **change)
    assert look(f"{GOOD['en']} {CLAIM}", measures=[measure]) == found


def test_a_proven_sentence_covers_no_other() -> None:
    text = f"{GOOD['en']} {CLAIM} We have also hired a cook."
    assert look(text, measures=[a_measure(say=(("en", CLAIM),))]) == ("unproven_claim",)


def test_our_own_contacts_are_not_private() -> None:
    own = "Write to hej@cafe-ida.example or call +45 00 00 00 00 or 00\u00a000\u00a000\u00a000."
    assert look(f"{GOOD['en']} {own}") == ()


def test_a_near_copy_of_a_recent_reply_is_noticed() -> None:
    other = GOOD["en"].replace("Hello", "Hello Tom")
    assert look(GOOD["en"], recent=[other]) == ("too_alike",)
    assert look(GOOD["en"], recent=["Hello,\n\nWe read every word you wrote about the cake.\n\nIda"]) == ()


def test_measures_and_contacts_may_be_said_again() -> None:
    contact = "You reach me at hej@cafe-ida.example."
    texts = [f"Hello,\n\n{own}\n\n{CLAIM} {contact}\n\nIda" for own in ("You waited for us.", "That was too slow.")]
    assert look(texts[0], recent=[texts[1]], measures=[a_measure(say=(("en", CLAIM),))]) == ()


def test_a_long_reply_and_one_over_its_platforms_limit_are_noticed() -> None:
    limited = a_business(playbook=a_playbook(never_say=[], platforms={"own": {"max_chars": 100}}))
    assert look("We read what you wrote and think about it. " * 14) == ("too_long",)
    assert look(GOOD["en"] + " We will think about it, and so will you, we hope.", business=limited) == ("too_long",)


def test_a_link_is_named_where_its_platform_allows_none() -> None:
    text = GOOD["en"] + " See https://cafe-ida.example for more."
    rules = {"own site": {"links": False}}
    assert look(text) == ()
    assert look(text, business=a_business(playbook=a_playbook(never_say=[], platforms=rules))) == ("link",)


@pytest.mark.parametrize(("word", "found"), [("cake", ("never_say",)), ("CAKE", ("never_say",)), ("ake", ())])
def test_the_owners_own_words_are_not_said(word: str, found: tuple[str, ...]) -> None:
    business = a_business(playbook=a_playbook(never_say=[word]))
    assert look(GOOD["en"] + " The cakes are good.", business=business) == found


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Your treatment was late."),
        ("de", "Ihr Termin bei uns war spät."),
        ("fr", "Votre consultation a tardé."),
        ("da", "Din behandling trak ud."),
    ],
)
def test_in_health_care_nobody_was_ever_there(lang: str, text: str) -> None:
    surgery = a_business(playbook=a_playbook(privacy="health", never_say=[]))
    assert look(f"{GOOD[lang]} {text}", lang=lang, business=surgery) == ("confirms_customer",)
    assert look(f"{GOOD[lang]} {text}", lang=lang) == ()


def test_in_health_care_even_the_authors_name_is_private() -> None:
    surgery = a_business(playbook=a_playbook(privacy="health", never_say=[]))
    stored = a_stored(author="Mette Krogh")
    text = GOOD["en"].replace("Hello", "Hello Mette")
    assert look(text, business=surgery, stored=stored) == ("personal_data",)
    assert look(text, stored=stored) == ()


def test_several_faults_come_in_a_fixed_order() -> None:
    text = "You get a refund. That is not true. We now open at six. Please remove your review."
    assert look(text) == ("blame", "offer", "asks_change", "unproven_claim")
    assert list(look(text)) == sorted(look(text), key=CODES.index)


@pytest.mark.parametrize("text", ["{sign}", "%s {0}", "\x00", "a" * 20_000, "1" * 500, "(((((" * 200, "@" * 300])
def test_strange_texts_are_looked_at_like_any_other(text: str) -> None:
    assert set(look(text)) <= set(CODES)

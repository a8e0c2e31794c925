"""Every phrase file is complete, and no wording in it claims, offers, blames or confirms what it must not."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from config import Business
from model import ThemeHit
from replies import prepare
from replies.lint import lint, words_in
from replies.phrasebook import LANGUAGES, MOODS, SLOTS, Phrases, fill, phrases
from tests.config_factories import a_business, a_playbook
from tests.factories import NOW, a_flag, a_sentiment, a_stored

PLACES: dict[str, set[str]] = {"issue": {"about"}, "contact": {"way", "sign"}}
PLACES |= {"quote": {"words"}, "call": {"phone"}, "write": {"email"}}
FILLED = {"about": "", "way": "", "sign": "Ida", "name": "", "words": "", "phone": "", "email": ""}
TODAY = NOW.date()
HEALTH: Business = a_business(playbook=a_playbook(privacy="health", never_say=[]))
PLAIN: Business = a_business(playbook=a_playbook(never_say=[]))


def wordings(book: Phrases) -> Iterator[tuple[str, str, str]]:
    """(where, slot, wording) of everything that can be said."""
    for mood, slots in [*book.moods.items(), ("praise", book.praise)]:
        yield from ((mood, slot, line) for slot, lines in slots.items() for line in lines)
    yield from (("none", "contact", line) for line in book.none)
    yield from (("quote", "quote", line) for line in book.quote)
    yield from (("call", "call", line) for line in book.call)
    yield from (("write", "write", line) for line in book.write)
    yield from ((theme, "issue", line) for theme, lines in book.issues.items() for line in lines)


@pytest.fixture(params=LANGUAGES)
def book(request: pytest.FixtureRequest) -> Phrases:
    return phrases(request.param)


def test_every_slot_and_theme_has_eight_wordings_or_more(book: Phrases) -> None:
    lists = {f"{mood}.{slot}": lines for mood in MOODS for slot, lines in book.moods[mood].items()}
    lists |= {f"issue.{theme}": lines for theme, lines in book.issues.items()} | {"none": book.none}
    lists |= {f"praise.{slot}": lines for slot, lines in book.praise.items()}
    assert {name: len(lines) for name, lines in lists.items() if len(set(lines)) < 8} == {}


def test_all_languages_have_the_same_slots_and_themes(book: Phrases) -> None:
    english = phrases("en")
    assert book.issues.keys() == english.issues.keys()
    assert book.about.keys() == english.about.keys() >= book.issues.keys()
    assert book.patterns.keys() == english.patterns.keys()
    assert set(book.moods["safety"]) == set(book.moods["health"]) == set(SLOTS)
    assert set(book.moods["normal"]) == set(SLOTS) - {"issue"}


def test_a_wording_has_no_place_that_code_does_not_fill(book: Phrases) -> None:
    for where, slot, line in wordings(book):
        places = set(re.findall(r"\{(\w*)\}", line))
        assert places <= PLACES.get(slot, set()), (where, line)
        assert line.count("{") == line.count("}") == len(re.findall(r"\{\w+\}", line)), (where, line)


def test_every_way_to_reach_us_is_in_its_wording(book: Phrases) -> None:
    contacts = [line for mood in MOODS for line in book.moods[mood]["contact"]]
    assert [line for line in contacts if line.count("{way}") != 1] == []
    assert [line for line in book.none if "{sign}" not in line] == []
    assert [line for line in (*book.praise["issue"], *book.moods["health"]["issue"]) if "{about}" not in line] == []


def test_every_wording_is_a_sentence_without_stray_spaces(book: Phrases) -> None:
    for where, slot, line in wordings(book):
        assert line == re.sub(" +", " ", line).strip(), (where, slot, line)
        assert line[-1] in ".!?", (where, slot, line)
        starts_low = book.language == "de" and slot == "thanks"
        assert line[0].isupper() or line[0] in "“„«»" or starts_low, (where, slot, line)


def test_german_goes_on_in_small_letters_after_the_greeting() -> None:
    book = phrases("de")
    pronouns = ("Ihr", "Ihre", "Rückmeldungen", "Ihren")  # capital wherever they stand
    firsts = [line.split()[0] for mood in MOODS for line in book.moods[mood]["thanks"]]
    firsts += [line.split()[0] for line in book.praise["thanks"]]
    assert [word for word in firsts if word[0].isupper() and word not in pronouns] == []


def test_danish_greets_without_a_comma() -> None:
    assert phrases("da").greet == {"name": "Hej {name}", "none": "Hej"}


def test_french_never_breaks_a_line_before_its_punctuation() -> None:
    assert [line for _, _, line in wordings(phrases("fr")) if re.search(r" [;:!?»]|« ", line)] == []


@pytest.mark.parametrize(
    ("language", "guess"),
    [
        (
            "fr",
            r"désolée?\b|\bvenue?\b|reparti\b|bienvenue?\b|déçue?\b|\b(?:vous êtes|étiez) \w+ée?\b|\bcontente?\b|·",
        ),
        ("de", r"\b(?:Herr|Frau|Kundin|Käufer)\b|\*|:innen"),
        ("da", r"\b(?:herre|frue|hr\.|fru)\b"),
        ("en", r"\b(?:sir|madam|he|she|his|her)\b"),
    ],
)
def test_nobody_guesses_who_wrote(language: str, guess: str) -> None:
    general = "qui est venu"  # of anybody, not of the writer
    lines = [line.replace(general, "") for _, _, line in wordings(phrases(language))]
    assert [line for line in lines if re.search(guess, line, re.IGNORECASE)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_wording_claims_offers_or_blames(language: str) -> None:
    """The fix-first gate over all phrases: what has changed is said by a measure or not at all."""
    flag = a_flag(sentiment=a_sentiment(lang=language), stored=a_stored(author=""))
    for where, slot, line in wordings(phrases(language)):
        said = fill(line, FILLED)
        found = lint(said, flag, business=PLAIN, measures=(), recent=(), today=TODAY)
        assert set(found) <= {"wrong_language"}, (where, slot, line, found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_wording_says_now_or_since(language: str) -> None:
    """Stricter than the lint: these words have no business in a phrase that nobody has proven."""
    claims = (
        r"\b(?:now|since|changed|improved|jetzt|nun|seit|inzwischen|künftig|désormais|maintenant|depuis|nu|siden)\b"
    )
    lines = [line for _, _, line in wordings(phrases(language))]
    assert [line for line in lines if re.search(claims, line, re.IGNORECASE)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_health_wordings_and_thanks_never_say_that_somebody_was_there(language: str) -> None:
    book = phrases(language)
    flag = a_flag(sentiment=a_sentiment(lang=language), stored=a_stored(author=""))
    lines = [line for lines in (*book.moods["health"].values(), *book.praise.values(), book.none) for line in lines]
    for line in lines:
        found = lint(fill(line, FILLED), flag, business=HEALTH, measures=(), recent=(), today=TODAY)
        assert set(found) <= {"wrong_language"}, (line, found)


CONTACTS = (
    {"name": "Ida", "email": "ida@cafe-ida.example", "phone": "+45 00 00 00 00"},
    {"name": "Ida", "email": "ida@cafe-ida.example"},
    {"name": "Ida", "phone": "+45 00 00 00 00"},
)


@pytest.mark.parametrize("contact", CONTACTS, ids=["both", "mail", "phone"])
@pytest.mark.parametrize("mood", MOODS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reply_says_something_and_stays_readable(language: str, mood: str, contact: dict[str, str]) -> None:
    theme = "safety" if mood == "safety" else "price"
    sentiment = a_sentiment(lang=language, themes=(ThemeHit(theme, "neg", 0, 1),), reasons=())
    privacy = "health" if mood == "health" else "normal"
    shop = a_business(playbook=a_playbook(privacy=privacy, contact=contact, never_say=[]))
    flags = [a_flag(stored=a_stored(external_id=str(number)), sentiment=sentiment) for number in range(12)]
    texts = [prepare(flag, business=shop, measures=(), recent=(), today=TODAY).text for flag in flags]
    assert [text for text in texts if not 50 <= words_in(text) <= 90] == []


def test_a_sentence_with_a_number_or_an_address_of_its_own_has_just_that_place(book: Phrases) -> None:
    assert [line for line in book.call if re.findall(r"\{\w+\}", line) != ["{phone}"]] == []
    assert [line for line in book.write if re.findall(r"\{\w+\}", line) != ["{email}"]] == []
    assert [line for line in book.quote if re.findall(r"\{\w+\}", line) != ["{words}"]] == []
    assert min(len(set(book.quote)), len(book.call) * 2, len(book.write) * 2) >= 8

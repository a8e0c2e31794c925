"""Alerts, operator mail, sign-in mail, and that every sentence we mail exists in four languages."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po
from config_factories import a_business, a_config, a_person
from factories import NOW, a_flag, a_review, a_run, a_sentiment, a_stored

from config.settings import CRITERIA
from config.times import parse_hours
from digest.alert import compose_alert, may_send
from digest.links import unsubscribe_link, web_address
from digest.operator import compose_failure, compose_operator
from digest.says import cut, own_stars, quote, reasons, share, stars
from digest.signin import compose_signin
from inbox.links import DigestLink, read_digest
from insight.cost import NOT_A_CAUSE
from model import THEMES, Flag, Reason, ThemeHit, Verdict
from store import SourceState
from words import speak

ROOT = Path(__file__).parent.parent
OPEN = parse_hours({"mon-fri": "09:00-17:00"})
SAFETY = a_sentiment(themes=(ThemeHit("safety", "neg", 0, 3),), reasons=(Reason(0, 3, "nut", "safety", -3.0),))


def flag(id: int = 1, **changes: object) -> Flag:
    rev = changes.pop("rev", 1)
    return a_flag(stored=a_stored(id=id, rev=rev, review=a_review(external_id=f"r{id}")), **changes)


def alert(*flags: Flag, language: str = "en", **config: object):
    return compose_alert(flags, a_business(), a_person(language=language), config=a_config(**config), now=NOW)


@pytest.mark.parametrize(
    ("hour", "hours", "safety", "sent"),
    [(8, OPEN, False, True), (20, OPEN, False, False), (20, OPEN, True, True), (20, None, False, True)],
)
def test_alerts_keep_opening_hours_except_for_safety(hour: int, hours: object, safety: bool, sent: bool) -> None:
    now = datetime(2026, 11, 16, hour, tzinfo=UTC)
    assert may_send(now, hours, a_business().tz, safety=safety) is sent


def test_a_title_stands_apart_from_its_text() -> None:
    titled = a_flag(stored=a_stored(title="Never", text="We waited.\n\nAnd waited."))
    assert "“Never – We waited. And waited.”" in alert(titled).text


def test_who_must_agree_to_everything_is_said_once() -> None:
    assert alert(flag(sentiment=SAFETY)).text.count("the owner must agree first") == 1


def test_a_single_alert_says_stars_and_theme_in_the_subject() -> None:
    assert alert(flag()).subject == "Café Ida: a new review with 1 star, waiting and speed"


def test_many_flags_are_one_mail() -> None:
    mail = alert(*[flag(n) for n in range(1, 8)])
    assert mail.subject == "Café Ida: 7 new reviews to answer"
    assert "And 2 more to answer." in mail.text


def test_safety_is_first_in_subject_and_mail() -> None:
    mail = alert(flag(1), flag(2, sentiment=SAFETY))
    assert mail.subject == "Café Ida: a review speaks of safety"
    assert mail.text.index("“nut”") < mail.text.index("“waited forty minutes”")


def test_a_subject_never_shouts() -> None:
    assert not re.search(r"[!⚠🎉]|[A-Z]{4}", alert(flag(sentiment=SAFETY)).subject)


def test_the_same_flags_make_the_same_key_and_an_edited_one_a_new_one() -> None:
    assert alert(flag(1), flag(2)).key == alert(flag(2), flag(1)).key
    assert alert(flag(1)).key != alert(flag(1, rev=2)).key


def test_an_alert_links_to_the_inbox_only_where_there_is_one() -> None:
    assert "https://reviews.cafe-ida.example/reviews/1" in alert(flag()).html
    assert "/reviews/1" not in alert(flag(), inbox={}).html


def test_an_alert_cannot_be_unsubscribed_and_expires() -> None:
    mail = alert(flag())
    assert mail.headers == (("Content-Language", "en"),)
    assert mail.expires == NOW + timedelta(days=3)


def test_the_inbox_understands_our_way_out() -> None:
    link = unsubscribe_link("https://reviews.example/", b"s" * 32, "Café Ida", "ida@cafe-ida.example")
    token = link.removeprefix("https://reviews.example/u/")
    assert read_digest(b"s" * 32, token) == DigestLink("Café Ida", "ida@cafe-ida.example")


@pytest.mark.parametrize("base", ["", "http://reviews.example"])
def test_one_click_needs_https(base: str) -> None:
    assert unsubscribe_link(base, b"s" * 32, "Café Ida", "ida@cafe-ida.example") == ""


@pytest.mark.parametrize(
    ("url", "kept"),
    [("https://a.example/x?y=1#z", True), ("javascript:alert(1)", False), ("https://a.example/\"onclick=x", False),
     ("http://[", False), ("data:text/html,x", False), ("", False)],
)  # fmt: skip
def test_only_web_addresses_become_links(url: str, kept: bool) -> None:
    assert web_address(url) == (url if kept else "")


STATE = SourceState("Café Ida", "Own site", "cafe-ida.example", NOW, last_good=NOW - timedelta(days=2), said="HTTP 403")


@pytest.mark.parametrize("verdict", [one for one in Verdict if one is not Verdict.OK])
def test_every_verdict_tells_the_operator_what_to_do(verdict: Verdict) -> None:
    state = replace(STATE, verdict=verdict)
    texts = set()
    for language in ("en", "de", "fr", "da"):
        person = a_person("Olga", language=language)
        texts.add(compose_operator(state, "red", person, business=a_business(), config=a_config(), now=NOW).text)
    assert len(texts) == 4
    assert not any("next:" in text for text in texts)


def test_a_source_is_mailed_once_a_turn_and_day() -> None:
    state = replace(STATE, verdict=Verdict.BLOCKED)
    keys = [
        compose_operator(state, what, a_person("Olga"), business=a_business(), config=a_config(), now=at).key
        for what, at in [
            ("red", NOW),
            ("red", NOW + timedelta(hours=3)),
            ("recovered", NOW),
            ("red", NOW + timedelta(days=1)),
        ]
    ]
    assert keys[0] == keys[1]
    assert len(set(keys)) == 3


def test_a_failed_job_says_what_the_machine_said() -> None:
    mail = compose_failure(a_run(stage="backup", said="disk full"), a_person("Olga"), config=a_config(), now=NOW)
    assert "disk full" in mail.text
    assert "python schedule.py doctor" in mail.text


def test_a_sign_in_mail_holds_its_link_and_is_of_no_use_after_a_quarter_hour() -> None:
    mail = compose_signin(a_person(), "https://reviews.example/signin/abc", businesses=["Café Ida"], now=NOW)
    assert "https://reviews.example/signin/abc" in mail.text
    assert mail.expires == NOW + timedelta(minutes=15)
    assert "abc" not in mail.key


@pytest.mark.parametrize(
    ("language", "value", "said"),
    [("en", 0.3, "0.3 stars"), ("en", 1.0, "1.0 stars"), ("de", 0.3, "0,3 Sterne"), ("fr", 0.3, "0,3 étoile"),
     ("fr", 1.9, "1,9 étoile"), ("fr", 2.0, "2,0 étoiles"), ("da", 1.5, "1,5 stjerne"), ("da", 4.2, "4,2 stjerner")],
)  # fmt: skip
def test_stars_are_counted_as_each_language_counts(language: str, value: float, said: str) -> None:
    assert stars(speak(language, "digest"), value) == said


@pytest.mark.parametrize(("rating", "said"), [(1.0, "1 star"), (3.5, "3.5 stars"), (None, "no stars")])
def test_the_stars_of_one_review(rating: float | None, said: str) -> None:
    assert own_stars(speak("en", "digest"), rating) == said


@pytest.mark.parametrize(("part", "whole", "said"), [(3, 5, "3 of 5"), (9, 10, "90%"), (0, 9, "0 of 9")])
def test_below_ten_a_share_is_a_count(part: int, whole: int, said: str) -> None:
    assert share(speak("en", "digest"), part, whole) == said


def test_a_quotation_has_the_marks_of_its_language_and_ends_at_a_word() -> None:
    assert quote("Bonjour à tous", "fr") == "«\u00a0Bonjour à tous\u00a0»"
    assert quote("Godt brød", "da") == "»Godt brød«"
    assert cut("one two three", 9) == "one two…"
    assert cut("x" * 20, 9) == "x" * 9 + "…"


def test_reasons_begin_with_safety_and_say_no_words_twice() -> None:
    found = (
        Reason(5, 9, "awful", "negative", -1.0),
        Reason(0, 0, "", "stars", -1.0),
        Reason(5, 9, "Awful", "phrase", -2.0),
        Reason(1, 4, "nuts", "safety", -3.0),
    )
    said = reasons(speak("en", "digest"), a_flag(sentiment=a_sentiment(reasons=found)))
    assert len(said) == 3
    assert "nuts" in said[0]
    assert said[1] == "1 star"


def catalogue(language: str) -> dict[str | tuple[str, str], object]:
    with (ROOT / f"words/{language}/digest.po").open("rb") as file:
        return {message.id: message.string for message in read_po(file, locale=language) if message.id}


def sentences() -> set[str | tuple[str, str]]:
    """Every literal sentence of the room, found where it is said."""
    text = r'"((?:[^"\\]|\\.)*)"'
    found: set[str | tuple[str, str]] = set()
    for path in [*ROOT.glob("digest/*.py"), *ROOT.glob("digest/templates/**/*.*")]:
        source = path.read_text(encoding="utf-8")
        found |= set(re.findall(rf"\bw\(\s*{text}", source))
        found |= set(re.findall(rf"\bw\.n\(\s*{text},\s*{text}", source))
    return found


@pytest.mark.parametrize("language", ["de", "fr", "da"])
def test_every_sentence_is_translated_and_none_is_left_over(language: str) -> None:
    known = catalogue(language)
    plain = {one for one in known if not (isinstance(one, str) and re.match(r"(problem|next|criterion):", one))}
    assert plain == sentences()
    assert all(known.values())


@pytest.mark.parametrize("language", ["en", "de", "fr", "da"])
def test_every_theme_that_can_cost_stars_has_its_headline(language: str) -> None:
    known = catalogue(language)
    assert {theme for theme in THEMES if f"problem:{theme}" not in known} == set(NOT_A_CAUSE)
    assert {f"next:{verdict}" for verdict in Verdict} <= set(known)
    assert {f"criterion:{name}" for name in CRITERIA} <= set(known)


@pytest.mark.parametrize("language", ["de", "fr", "da"])
def test_translations_fill_the_places_of_the_original(language: str) -> None:
    places = lambda text: {name for _, name, _, _ in Formatter().parse(text) if name}  # noqa: E731
    for original, said in catalogue(language).items():
        if isinstance(original, tuple):
            assert places(said[1]) <= places(original[1]) | {"n"}, original
            assert places(said[1]) | {"n"} >= places(original[1]), original
        elif not original.startswith(("problem:", "next:", "criterion:")):
            assert places(said) == places(original), original


def test_french_marks_have_their_narrow_neighbour() -> None:
    for said in catalogue("fr").values():
        for text in said if isinstance(said, tuple) else (said,):
            assert not re.search(r"(?<![\u00a0\d])[:;!?»](?!\w)|«(?!\u00a0)", re.sub(r"https?:", "", text)), text

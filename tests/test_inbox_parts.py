"""The pure parts of the inbox: marks, clocks, links, languages, charts; and every sentence in every language."""

from __future__ import annotations

import re
from datetime import UTC, timedelta
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from config_factories import a_business, a_person
from factories import NOW, a_flag, a_review, a_sentiment, a_stored

import inbox
from digest.links import unsubscribe_link
from inbox import links, rights
from inbox.charts import weeks_chart
from inbox.marks import Piece, pieces
from inbox.pages.complaint import contact_address
from inbox.pages.fixes import day_or_none
from inbox.present import clock_of, contact_link, safe_link, shortened, why
from inbox.render import spoken_language
from insight import WeekFacts
from model import Event, Reason, State, ThemeHit, Week
from words import speak

HERE = Path(inbox.__file__).parent
WORDS = HERE.parent / "words"
SECRET = b"x" * 32


def r(start: int, end: int, why: str = "negative") -> Reason:
    return Reason(start, end, "", why)


@pytest.mark.parametrize(
    ("spans", "marked"),
    [
        ([], []),
        ([(0, 3)], ["The"]),
        ([(4, 8), (6, 13)], ["soup was "]),
        ([(0, 13), (4, 8)], ["The soup was "]),
        ([(0, 3), (3, 8)], ["The", " soup"]),
        ([(4, 8), (4, 8)], ["soup"]),
        ([(13, 99)], ["cold 🥶"]),
        ([(-5, 3)], ["The"]),
        ([(8, 4)], []),
        ([(50, 60)], []),
        ([(0, 0)], []),
    ],
)
def test_marks_hold_every_span_once_and_lose_no_letter(spans: list[tuple[int, int]], marked: list[str]) -> None:
    text = "The soup was cold 🥶"
    found = pieces(text, [r(*span) for span in spans])
    assert "".join(piece.text for piece in found) == text
    assert [piece.text for piece in found if piece.reasons] == marked


def test_a_merged_mark_keeps_all_its_reasons() -> None:
    one, other = r(0, 5), r(3, 8, "leaving")
    assert pieces("abcdefgh", [other, one]) == [Piece("abcdefgh", (one, other))]


@pytest.mark.parametrize(
    ("hours", "state", "kind"),
    [
        (0, State.TO_ANSWER, "waiting"),
        (3, State.TO_ANSWER, "near"),
        (4, State.IN_HAND, "near"),
        (4.01, State.IN_HAND, "late"),
        (99, State.ANSWERED, "done"),
    ],
)
def test_the_clock_warns_before_the_promise_is_broken(hours: float, state: State, kind: str) -> None:
    flag = a_flag(state=state, due=NOW + timedelta(hours=4), handled=NOW + timedelta(hours=2))
    clock = clock_of(flag, NOW + timedelta(hours=hours))
    assert clock.kind == kind
    assert clock.promised == timedelta(hours=4)
    if kind == "done":
        assert clock.spent == timedelta(hours=2)


def test_nothing_promised_is_never_late() -> None:
    assert clock_of(a_flag(), NOW + timedelta(days=90)).kind == "waiting"


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://a.example/x?y=1#z", True),
        ("http://a.example", True),
        ("javascript:alert(1)", False),
        ("JAVASCRIPT:alert(1)", False),
        ("data:text/html,x", False),
        ("//a.example", False),
        ("http://[", False),
        ("", False),
    ],
)
def test_only_http_becomes_a_link(url: str, link: bool) -> None:
    assert bool(safe_link(url)) is link


def test_a_contact_is_shown_for_complaints_only() -> None:
    assert contact_link(a_review(kind="complaint", url="tel:+4512345678")) == "tel:+4512345678"
    assert contact_link(a_review(kind="review", url="tel:+4512345678")) == ""
    assert contact_link(a_review(kind="complaint", url="javascript:alert(1)")) == ""


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("", ""),
        ("karin@home.example", "mailto:karin@home.example"),
        ("+45 12 34 56-78", "tel:+4512345678"),
        ("(030) 123/456", "tel:030123456"),
        ("table four", None),
        ('"x"@y.example', None),
        ("12", None),
    ],
)
def test_a_contact_is_a_phone_number_a_mail_address_or_nothing(written: str, address: str | None) -> None:
    assert contact_address(written) == address


def test_a_long_text_is_cut_at_a_blank() -> None:
    short = shortened("word " * 100)
    assert len(short) <= 181
    assert short.endswith("word…")
    assert shortened("x" * 500) == "x" * 180 + "…"
    assert shortened("a\nb") == "a b"


def test_reasons_come_heaviest_first_and_once() -> None:
    reasons = (Reason(0, 1, "a", "negative", -0.5), Reason(0, 0, "", "stars", -5), Reason(0, 1, "a", "negative", -0.5))
    said = why(a_flag(sentiment=a_sentiment(reasons=reasons)), speak("en", "inbox"))
    assert said == ["Gave 1 out of 5 stars", "Says “a”"]


def test_braces_in_a_review_are_only_letters() -> None:
    reasons = (Reason(0, 9, "{0.__class__} {text}", "phrase", -1.0),)
    said = why(a_flag(sentiment=a_sentiment(reasons=reasons)), speak("de", "inbox"))
    assert "{0.__class__} {text}" in said[0]


@pytest.mark.parametrize(
    ("accept", "language"),
    [
        ("de-DE,de;q=0.9,en;q=0.8", "de"),
        ("it,fr;q=0.5,da;q=0.7", "da"),
        ("it,es", "en"),
        ("", "en"),
        ("de;q=nonsense", "de"),
        ("da;q=0.1," * 5000, "da"),
    ],
)
def test_the_browser_is_answered_in_a_language_of_ours(accept: str, language: str) -> None:
    assert spoken_language(accept) == language


def test_a_mailed_link_is_bound_to_its_purpose_and_its_secret() -> None:
    path = links.alert_path(SECRET, links.AlertLink(7, "take", "a@b.example"), NOW)
    token = path.removeprefix("/a/")
    assert links.read_alert(SECRET, token, NOW) == links.AlertLink(7, "take", "a@b.example")
    assert links.read_alert(b"y" * 32, token, NOW) is None
    assert links.read_digest(SECRET, token) is None
    assert links.read_alert(SECRET, token, NOW + links.LINK_LASTS + timedelta(seconds=1)) is None


def test_the_owner_operates_where_nobody_else_does() -> None:
    alone = a_business(people=(a_person("Ida", roles=frozenset({"owner"})),))
    assert rights.may_operate(alone, "IDA@cafe-ida.example")
    assert not rights.may_operate(a_business(), "ida@cafe-ida.example")
    assert not rights.may_answer(a_business(), "olga@cafe-ida.example")


def test_themes_the_playbook_reserves_wait_for_an_owner_like_safety() -> None:
    business = a_business()
    safety = a_flag(sentiment=a_sentiment(themes=(ThemeHit("safety", "neg", 0, 3),)))
    assert rights.needs_owner(safety, business)
    assert not rights.needs_owner(a_flag(stored=a_stored()), business)


def test_empty_weeks_draw_a_line_and_no_boxes() -> None:
    week = Week.of(NOW, UTC)
    chart = weeks_chart([WeekFacts(week.shift(-n)) for n in range(8)])
    assert [column.boxes for column in chart.columns] == [()] * 8


def test_the_chart_counts_from_zero_in_one_scale() -> None:
    week = Week.of(NOW, UTC)
    (column,) = weeks_chart([WeekFacts(week, count=9, positive=4, neutral=1, negative=2)]).columns
    good, fair, bad = column.boxes
    assert good.height == pytest.approx(2 * bad.height)
    assert fair.y == pytest.approx(good.y - fair.height)
    assert good.y + good.height == pytest.approx(bad.y)


@pytest.mark.parametrize("text", ["", "soon", "2026-13-01", "16.11.2026"])
def test_what_is_no_day_is_none(text: str) -> None:
    assert day_or_none(text) is None


def sentences() -> set[str | tuple[str, str]]:
    found: set[str | tuple[str, str]] = set()
    for path in [*HERE.rglob("*.py"), *HERE.rglob("*.html")]:
        text = path.read_text(encoding="utf-8")
        found |= set(re.findall(r'\bw\(\s*"((?:[^"\\]|\\.)*)"(?!\s*~)', text))
        found |= set(re.findall(r'\bw\.n\(\s*"([^"]*)",\s*"([^"]*)"', text))
    return found


@pytest.mark.parametrize("language", ["de", "fr", "da"])
def test_every_sentence_is_said_in_every_language(language: str) -> None:
    with (WORDS / language / "inbox.po").open("rb") as file:
        catalogue = {entry.id: entry.string for entry in read_po(file) if entry.id}
    assert len(sentences()) > 200
    assert {sentence for sentence in sentences() if not catalogue.get(sentence)} == set()
    assert {
        key for key in catalogue if not str(key).startswith(("event:", "channel:", "heard:", "criterion:"))
    } - sentences() == set()


def test_french_signs_keep_to_their_word() -> None:
    text = (WORDS / "fr" / "inbox.po").read_text(encoding="utf-8")
    said = "\n".join(re.findall(r'^msgstr(?:\[\d\])? "(.*)"$', text, re.MULTILINE))
    assert re.findall(r".{8} [;:!?»]|« .{8}", said) == []


@pytest.mark.parametrize(
    "what", ["found", "released", "remedy", "remedy_off", "shelved", "cause", "wrong_theme", "right_theme"]
)
@pytest.mark.parametrize("language", ["en", "de", "fr", "da"])
def test_every_event_has_its_words(what: str, language: str) -> None:
    event = Event(NOW, "", what)
    assert speak(language, "inbox")(f"event:{event.what}") != f"event:{what}"


def test_the_way_out_that_a_digest_carries_is_the_one_read_here() -> None:
    link = unsubscribe_link("https://reviews.example", SECRET, "Café Ida", "ida@cafe-ida.example")
    token = link.removeprefix("https://reviews.example/u/")
    assert links.read_digest(SECRET, token) == links.DigestLink("Café Ida", "ida@cafe-ida.example")

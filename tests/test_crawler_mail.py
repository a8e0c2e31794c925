"""Notification mails of platforms. A mail and its expected JSON are a test; adding the pair adds the test.

The shapes are the platforms', the people and their words are invented.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.letter import read_letter
from crawler.mail import read_notice
from crawler.notices import NOTICES
from model import ExtractError

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
MAILS = sorted((Path(__file__).parent / "mailbox").glob("*.eml"))


def facts(raw: bytes) -> dict[str, Any] | None:
    try:
        found = read_notice(read_letter(raw), at=NOW)
    except ExtractError as error:
        return {"fault": str(error)}
    return found and {name: getattr(found, name) for name in ("id", "author", "rating", "date", "title", "text", "url")}


@pytest.mark.parametrize("mail", MAILS, ids=[mail.stem for mail in MAILS])
def test_a_mail_gives_the_review_it_tells_of(mail: Path) -> None:
    assert facts(mail.read_bytes()) == json.loads(mail.with_suffix(".json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("notice", NOTICES, ids=[notice.platform for notice in NOTICES])
def test_each_platform_has_a_recorded_shape(notice: Any) -> None:
    senders = {read_letter(mail.read_bytes()).sender for mail in MAILS}
    assert any(sender.endswith(notice.senders[0]) for sender in senders)


def a_mail(subject: str, body: str, sender: str = "guide@town.example") -> bytes:
    head = f"From: {sender}\nSubject: {subject}\nDate: Sun, 22 Nov 2026 06:00:00 +0000\nMessage-ID: <1@town.example>\n"
    return f"{head}Content-Type: text/plain; charset=utf-8\n\n{body}".encode()


@pytest.mark.parametrize(
    ("body", "rating"),
    [
        ("“The waiter forgot us twice.” ★★☆☆☆ by Sofie", 2.0),
        ("Rated 4/5 on 3/10/2026: “The waiter remembered us.”", 4.0),
        ("A guest gave 3 stars: “It was what it was, really.”", 3.0),
        ("Note : 1 étoile « Plus jamais dans cette maison »", 1.0),
        ("8/10 says “A lovely evening with friends.”", 4.0),
    ],
)
def test_an_unknown_platform_is_read_by_stars_and_quotation(body: str, rating: float) -> None:
    found = facts(a_mail("New review", body))
    assert found
    assert found["rating"] == rating


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("Your invoice", "“Thank you for your order, dear customer” 5/5"),
        ("New review", "Somebody reviewed you. Open the app."),
        ("New review", "On 3/5/2026 we met: “Nice to have met you all.”"),
        ("Re: lunch", "Shall we? ★"),
    ],
)
def test_a_mail_that_tells_of_no_review_gives_none(subject: str, body: str) -> None:
    assert facts(a_mail(subject, body)) is None


def test_a_sender_that_only_looks_like_the_platform_is_not_taken_for_it() -> None:
    raw = (Path(__file__).parent / "mailbox" / "google-new-form.eml").read_bytes()
    assert facts(raw.replace(b"google.com>\nTo", b"google.com.evil.example>\nTo")) is None


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("Your reviews matter: 5 tips", "Answer each of them."),  # no stars in it: an advertisement
        ("Café Ida, you got 12 new reviews", "A 5-star review and a 1-star review"),
        ("Café Ida hat 2 neue Rezensionen", "Eine 4-Sterne-Rezension"),
        ("Vous avez 3 nouveaux avis", "un avis 5 étoiles"),
        ("Café Ida har 4 nye anmeldelser", "en 3-stjernet anmeldelse"),
    ],
)
def test_what_google_sums_up_or_advertises_is_no_notice(subject: str, body: str) -> None:
    assert facts(a_mail(subject, body, "businessprofile-noreply@google.com")) is None


@pytest.mark.parametrize("language", ["en", "de", "fr", "da"])
@pytest.mark.parametrize("notice", NOTICES, ids=[notice.platform for notice in NOTICES])
def test_a_notice_is_known_by_its_subject_in_four_languages(notice: Any, language: str) -> None:
    told = {
        "Google": {
            "en": "Ana left a review for Café Ida",
            "de": "Ana hat eine Rezension für Café Ida geschrieben",
            "fr": "Ana a laissé un avis sur Café Ida",
            "da": "Ana har skrevet en anmeldelse af Café Ida",
        },
        "Tripadvisor": {
            "en": "New review from Ana: “Slow”",
            "de": "Neue Bewertung von Ana: „Langsam“",
            "fr": "Nouvel avis de Ana : « Lent »",
            "da": "Ny anmeldelse fra Ana: »Langsomt«",
        },
        "Booking.com": {
            "en": "You have a new guest review: 5.0/10",
            "de": "Neue Gästebewertung: 5,0/10",
            "fr": "Nouveau commentaire client : 5,0/10",
            "da": "Ny gæsteanmeldelse: 5,0/10",
        },
    }
    subject = told[notice.platform][language]
    fault = facts(a_mail(subject, "Open the app.", f"business-noreply@{notice.senders[0]}"))
    assert fault
    assert notice.platform in fault["fault"]


@pytest.mark.parametrize(
    ("said", "vouched"),
    [
        ("", None),
        (
            "Authentication-Results: mx.cafe.example; dkim=pass header.d=google.com; dmarc=pass header.from=google.com",
            True,
        ),
        ("Authentication-Results: mx.cafe.example; spf=fail; dmarc=fail (p=REJECT) header.from=google.com", False),
        ("Authentication-Results: mx.cafe.example;\n dkim=none;\n\tDMARC = FAIL", False),
        ("Authentication-Results: mx.cafe.example; spf=pass (dmarc=fail in a remark); dmarc=none", None),
        ("Authentication-Results: mx.cafe.example; none", None),
        ("Authentication-Results: mx.cafe.example; x-dmarc=fail", None),
        ("Authentication-Results: mx; dmarc=fail\nAuthentication-Results: made.up; dmarc=pass", False),
        ("Authentication-Results: mx; dmarc=pass\nAuthentication-Results: older; dmarc=fail", True),
    ],
)
def test_who_vouches_for_a_mail_is_the_last_server_that_took_it_in(said: str, vouched: bool | None) -> None:
    raw = a_mail("New review", "“The waiter forgot us twice.” ★★", "a@google.com")
    assert read_letter((f"{said}\n".encode() if said else b"") + raw).vouched is vouched


@pytest.mark.parametrize(
    "head", ["From: <", "Subject: =?utf-8?q?=FF?=", "Date: yesterday", "Message-ID: <[", "From: a@b, , <"]
)
def test_a_broken_head_is_no_error(head: str) -> None:
    letter = read_letter(f"{head}\nContent-Type: text/plain; charset=nobody-knows\n\nHello".encode())
    assert letter.lines == ("Hello",)
    assert letter.id


@given(st.binary(max_size=2000))
def test_no_bytes_at_all_break_the_reader(raw: bytes) -> None:
    head = b"From: no-reply@e.tripadvisor.com\nSubject: New review\n"
    for mail in (raw, head + raw, head + b"\n" + raw):
        assert facts(mail) is None or facts(mail)

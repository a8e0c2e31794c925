"""112 ways to write a date, in 24 languages, against the day they mean."""

from datetime import UTC, date, datetime, timedelta

import pytest

from crawler.dates import Dated, parse_date

AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
TODAY, YESTERDAY, WEEK = AT.date(), AT.date() - timedelta(1), AT.date() - timedelta(7)
THREE = AT.date() - timedelta(3)
MONTH, TWO_MONTHS, YEAR = date(2026, 10, 22), date(2026, 9, 22), date(2025, 11, 22)
JULY = date(2025, 7, 3)
WRITTEN = {
    "de": [("vor 3 Tagen", THREE), ("vor einem Tag", YESTERDAY), ("vor einer Woche", WEEK),
           ("vor 2 Monaten", TWO_MONTHS), ("vor einem Jahr", YEAR), ("gestern", YESTERDAY), ("heute", TODAY),
           ("vor 5 Stunden", TODAY),
           ("12. März 2025", date(2025, 3, 12)), ("12.03.2025", date(2025, 3, 12)), ("März 2025", date(2025, 3, 1)),
           ("Bewertet am 3. Juli 2025", JULY), ("Mo., 3. Nov. 2025", date(2025, 11, 3)),
           ("vorgestern", AT.date() - timedelta(2))],
    "fr": [("il y a 2 semaines", AT.date() - timedelta(14)), ("il y a un mois", MONTH), ("il y a une semaine", WEEK),
           ("hier", YESTERDAY), ("avant-hier", AT.date() - timedelta(2)), ("le 5 août 2025", date(2025, 8, 5)),
           ("Avis publié le 05/08/2025", date(2025, 8, 5)), ("1er janvier 2026", date(2026, 1, 1)),
           ("il y a un an", YEAR)],
    "da": [("for 3 dage siden", THREE), ("for en uge siden", WEEK), ("for 2 måneder siden", TWO_MONTHS),
           ("i går", YESTERDAY), ("3. maj 2025", date(2025, 5, 3)), ("for et år siden", YEAR)],
    "sv": [("för 3 dagar sedan", THREE), ("för en vecka sedan", WEEK), ("igår", YESTERDAY)],
    "nb": [("for 3 dager siden", THREE), ("for en uke siden", WEEK), ("for 2 måneder siden", TWO_MONTHS)],
    "fi": [("3 päivää sitten", THREE), ("viikko sitten", WEEK)],
    "nl": [("3 dagen geleden", THREE), ("een week geleden", WEEK), ("een maand geleden", MONTH),
           ("3 mrt. 2025", date(2025, 3, 3))],
    "es": [("hace 3 días", THREE), ("hace una semana", WEEK), ("hace un mes", MONTH), ("3 de julio de 2025", JULY),
           ("ayer", YESTERDAY)],
    "it": [("3 giorni fa", THREE), ("una settimana fa", WEEK), ("un mese fa", MONTH), ("ieri", YESTERDAY),
           ("3 luglio 2025", JULY)],
    "pt": [("há 3 dias", THREE), ("há uma semana", WEEK), ("há um mês", MONTH), ("3 de julho de 2025", JULY)],
    "pl": [("3 dni temu", THREE), ("tydzień temu", WEEK), ("2 miesiące temu", TWO_MONTHS), ("3 lipca 2025", JULY)],
    "cs": [("před 3 dny", THREE), ("před týdnem", WEEK)],
    "ru": [("3 дня назад", THREE), ("неделю назад", WEEK), ("3 июля 2025 г.", JULY)],
    "uk": [("3 дні тому", THREE)],
    "tr": [("3 gün önce", THREE), ("bir hafta önce", WEEK)],
    "el": [("πριν από 3 ημέρες", THREE), ("πριν από μία εβδομάδα", WEEK)],
    "hu": [("3 napja", THREE), ("2025. július 3.", JULY)],
    "ro": [("acum 3 zile", THREE)],
    "ja": [("3日前", THREE), ("1週間前", WEEK), ("1 か月前", MONTH), ("2025年7月3日", JULY)],
    "zh": [("3天前", THREE), ("1周前", WEEK), ("2025年7月3日", JULY)],
    "ko": [("3일 전", THREE), ("1주 전", WEEK), ("2025년 7월 3일", JULY)],
    "ar": [("قبل 3 أيام", THREE), ("قبل أسبوع", WEEK)],
    "he": [("לפני 3 ימים", THREE), ("לפני שבוע", WEEK)],
    "hi": [("3 दिन पहले", THREE)],
    "th": [("3 วันที่ผ่านมา", THREE)],
    "vi": [("3 ngày trước", THREE)],
    "id": [("3 hari yang lalu", THREE)],
    "en": [("3 days ago", THREE), ("a week ago", WEEK), ("2 months ago", TWO_MONTHS),
           ("Edited 2 weeks ago", AT.date() - timedelta(14)), ("a year ago", YEAR), ("Reviewed on 3 July 2025", JULY),
           ("Date of experience: July 3, 2025", JULY), ("Jul 3, 2025", JULY), ("July 2025", date(2025, 7, 1)),
           ("07/03/2025", JULY), ("3d", THREE), ("2w", AT.date() - timedelta(14)), ("yesterday", YESTERDAY),
           ("just now", TODAY), ("2025-07-03T10:11:12+02:00", JULY), ("2025-07-03", JULY), ("1751500800", JULY),
           ("Thu, 03 Jul 2025 10:00:00 GMT", JULY), ("20250703", JULY), ("2025-07", date(2025, 7, 1)),
           ("2025", date(2025, 1, 1))],
    "en-GB": [("03/07/2025", JULY)],
}  # fmt: skip
TABLE = [(language, text, day) for language, rows in WRITTEN.items() for text, day in rows]


def test_the_table_has_112_dates():
    assert len(TABLE) == 112


@pytest.mark.parametrize(("language", "text", "day"), TABLE)
def test_a_written_date_is_the_day_it_means(language, text, day):
    dated = parse_date(text, at=AT, language=language)
    assert dated is not None
    assert dated.iso[:10] == day.isoformat()


@pytest.mark.parametrize(
    ("language", "text", "precision"),
    [
        ("en", "2025-07-03T10:11:12Z", "time"),
        ("en", "1751500800", "time"),
        ("de", "12.03.2025", "day"),
        ("de", "vor 3 Tagen", "day"),
        ("de", "vor einer Woche", "week"),
        ("en", "2 months ago", "month"),
        ("en", "July 2025", "month"),
        ("en", "a year ago", "year"),
        ("en", "2025", "year"),
    ],
)
def test_a_date_says_how_much_of_it_is_known(language, text, precision):
    dated = parse_date(text, at=AT, language=language)
    assert dated is not None
    assert dated.precision == precision


@pytest.mark.parametrize("raw", ["", None, True, "n/a", "unknown", "2025-13-45", "99.99.2025", "—", "x" * 5000])
def test_what_says_no_date_gives_none(raw):
    assert parse_date(raw, at=AT, language="en") is None


@pytest.mark.parametrize(
    ("raw", "iso"),
    [
        ("2025-07-03T10:11:12.123Z", "2025-07-03T10:11:12+00:00"),
        ("2025-07-03T10:11:12+0200", "2025-07-03T10:11:12+02:00"),
        ("2025-07-03 10:11:12 UTC", "2025-07-03T10:11:12+00:00"),
        ("2025-07-03 10:11", "2025-07-03T10:11:00"),
        (1751500800, "2025-07-03T00:00:00+00:00"),
        (1751500800000, "2025-07-03T00:00:00+00:00"),
    ],
)
def test_a_time_is_kept_to_the_second_with_its_offset(raw, iso):
    assert parse_date(raw, at=AT) == Dated(iso, "time")


@pytest.mark.parametrize(("language", "month"), [("de", 3), ("da", 3), ("en-GB", 3), ("en", 12), ("en-US", 12)])
def test_figures_with_slashes_follow_the_language(language, month):
    dated = parse_date("12/03/2025", at=AT, language=language)
    assert dated is not None
    assert date.fromisoformat(dated.iso).month == month


def test_a_day_above_twelve_settles_the_order_of_figures():
    assert parse_date("03/25/2025", at=AT, language="de") == parse_date("25/03/2025", at=AT, language="en")


def test_a_language_we_do_not_know_falls_back_to_english():
    assert parse_date("3 days ago", at=AT, language="tlh") == parse_date("3 days ago", at=AT, language="en")


def test_a_relative_date_counts_back_from_when_the_page_was_fetched():
    later = parse_date("3 days ago", at=AT + timedelta(10), language="en")
    assert later is not None
    assert later.iso == (THREE + timedelta(10)).isoformat()


@pytest.mark.parametrize(
    ("language", "text", "day"),
    [
        ("de", "Rezension aus Deutschland vom 3. Juli 2025", JULY),
        ("de", "vor ca. 2 Wochen", AT.date() - timedelta(14)),
        ("de", "vor über einem Jahr", YEAR),
        ("fr", "il y a plus d'un an", YEAR),
        ("fr", "Commenté en France le 3 juillet 2025", JULY),
        ("da", "Skrevet d. 3. juli 2025", JULY),
        ("da", "Opdateret for 3 dage siden", THREE),
        ("da", "Besøgt i juli 2025", date(2025, 7, 1)),
        ("en", "Posted 3 days ago on a map", THREE),
        ("en", "Dined 3 days ago", THREE),
        ("en", "Written 3 July 2025", JULY),
        ("fr", "Thu Jul 03 2025 10:00:00 GMT+0200 (CEST)", JULY),
    ],
)
def test_words_around_a_date_do_not_hide_it(language, text, day):
    dated = parse_date(text, at=AT, language=language)
    assert dated is not None
    assert dated.iso[:10] == day.isoformat()


@pytest.mark.parametrize("raw", ["0001-01-01T00:00:00", "9999-12-31", "999999 years ago", "3. Juli 2025"])
def test_a_date_that_cannot_be_meant_or_read_is_none(raw):
    assert parse_date(raw, at=AT, language="en") is None

"""When a review was written, from whatever a page says: ISO times, words in two dozen languages, “3 weeks ago”.

Relative dates count back from `at`, when the page was fetched. The language is told, never guessed: 12.03.2025 read in
the wrong one is a wrong month. Pure; the word parser is loaded only when a date is not written in figures.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dateparser.date import DateDataParser


@dataclass(frozen=True, slots=True)
class Dated:
    """An ISO day or time, and how much of it is known: time, day, week, month, year."""

    iso: str
    precision: str
    relative: bool = False


_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z|\d{8}\Z")
_TIME = re.compile(r"\d{4}-?\d\d-?\d\d[T ]\d\d?:?\d\d")
_JUNK_TAIL = re.compile(r"\s*(?:UTC|GMT|Z)\Z")
_EPOCH = re.compile(r"\d{10}(?:\d{3})?(?:\.\d+)?\Z")
_RFC = re.compile(r"[A-Za-z]{3}, \d{1,2} [A-Za-z]{3} \d{4} \d\d:\d\d")
_SCRIPT = re.compile(r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d\d) (\d{4}) (\d\d:\d\d:\d\d)(?: (?:GMT|UTC)([+-]\d{4})?)?")
_EARLIEST, _LATEST = "1990", "2100"
_FIGURES = re.compile(r"(\d{1,2})\s?([./-])\s?(\d{1,2})\s?\2\s?(\d{4})(?:\D.*)?\Z")
_YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})(?:\D.*)?\Z")
_MONTH = re.compile(r"(\d{4})-(\d\d)\Z")
_YEAR = re.compile(r"(?:19|20)\d\d\Z")
_SHORT = re.compile(r"(\d{1,3})\s?(min|h|d|w|mo|y)\Z")
_SHORT_UNITS = {"min": 0, "h": 0, "d": 1, "w": 7, "mo": 30, "y": 365}
_SHORT_PRECISION = {"w": "week", "mo": "month", "y": "year"}
_RELATIVE = re.compile(
    r"\b(?:ago|vor|il y a|siden|sedan|sitten|geleden|hace|fa|há|temu|před|назад|тому|önce|πριν|acum|yang lalu|trước)\b"
    r"|前|전|قبل|לפני|पहले|ที่ผ่านมา|napja|hete\b|hónapja|éve\b",
    re.I,
)
_LEAD = re.compile(
    r"\A(?:.*?\b(?:am|le|on|el|op|den|il|edited|reviewed|publié|bewertet|geschreven|skrevet|veröffentlicht|updated)\b|.*?:)"
    r"\s*(?=\S*\d|\w)",
    re.I,
)
_EDITED = re.compile(r"\A\W*(?:edited|bearbeitet|modifié|redigeret|bewerkt|editado|modificato)\b\W*", re.I)
# Written ones that the parser's language data lack.
_ONE = {
    "nl": r"\b(?:een|één)\b", "it": r"\b(?:una|un)\b'?\s?", "tr": r"\bbir\b", "el": r"\b(?:μία|ένα|έναν|μια)\b",
    "pt": r"\b(?:um|uma)\b", "es": r"\b(?:un|una)\b",
}  # fmt: skip
_ABOUT = re.compile(
    r"\b(?:ca\.?|circa|cirka|etwa|ungefähr|rund|über|mehr als|knapp|about|around|over|almost|nearly|more than|environ|"
    r"plus (?:de |d['’])|omkring|mere end|mer än|ongeveer|meer dan)\s*",
    re.I,
)
_NAMED_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_WORD = re.compile(r"[^\W\d_]{3,}|(?<!\d)(?:19|20)\d\d(?!\d)|[^\x00-\u024f]")
_DROPPED = 4  # words: “Rezension aus Deutschland vom”
_IMPLIED_ONE = {
    "fi": r"\A(?=(?:viikko|päivä|kuukausi|vuosi|tunti) sitten)", "pl": r"\A(?=(?:tydzień|miesiąc|rok|dzień) temu)",
    "ar": r"(?<=\Aقبل )(?=(?:أسبوع|شهر|يوم|سنة)\Z)", "he": r"(?<=\Aלפני )(?=(?:שבוע|חודש|יום|שנה)\Z)",
    "cs": r"(?<=\Apřed )(?=(?:týdnem|měsícem|rokem)\Z)",
}  # fmt: skip
_SAME = {"no": "nb", "nn": "nb", "iw": "he", "in": "id", "zh-tw": "zh-Hant", "zh-hk": "zh-Hant"}
_DAY_FIRST_ENGLISH = ("en-gb", "en-ie", "en-au", "en-nz", "en-in", "en-za", "en-dk")


class Calendar:
    """Reads the dates of one page, and stops trying words when there are too many or too many make no sense.

    A date in words takes 2 ms and one that is none takes 50: without a limit a hostile page would keep us for minutes.
    """

    def __init__(self, at: datetime, language: str | None) -> None:
        self.at, self.language, self._patience = at, language, 3000

    def read(self, raw: Any) -> Dated | None:
        """See `parse_date`."""
        dated = parse_date(raw, at=self.at, language=self.language, words=self._patience > 0)
        if raw not in (None, "") and (dated is None or dated.precision != "time"):
            self._patience -= 1 if dated else 50
        return dated


def parse_date(raw: Any, *, at: datetime, language: str | None = None, words: bool = True) -> Dated | None:
    """The date in `raw` (text, or seconds or milliseconds since 1970), or None where it says none that can be read.

    Without `words` only dates in figures are read.
    """
    if isinstance(raw, bool) or raw is None:
        return None
    text = " ".join(str(raw)[:120].split()).strip(" ,;|·•–-")
    if not text:
        return None
    dated = _figures(text, language) or _short(text, at) or (_words(text, at, language) if words else None)
    return dated if dated and _EARLIEST <= dated.iso[:4] <= _LATEST else None  # 0001-01-01 and 9999-12-31 mean: none


def _figures(text: str, language: str | None) -> Dated | None:
    if _DAY.match(text):
        return _of_day(text)
    if _TIME.match(text):
        return _of_time(text)
    if _EPOCH.match(text):
        return Dated(datetime.fromtimestamp(int(text[:10]), UTC).isoformat(), "time")
    if _RFC.match(text):
        return _of_rfc(text)
    if match := _SCRIPT.match(text):  # how JavaScript prints a date
        return _of_rfc(f"{match[2]} {match[1]} {match[3]} {match[4]} {match[5] or '+0000'}")
    return _of_parts(text, language)


def _of_day(text: str) -> Dated | None:
    try:
        return Dated(date.fromisoformat(text).isoformat(), "day")
    except ValueError:
        return None


def _of_time(text: str) -> Dated | None:
    try:
        moment = datetime.fromisoformat(_JUNK_TAIL.sub("+00:00", text).replace(" +", "+"))
    except ValueError:
        return _of_day(text[:10]) if text[4] == "-" else None
    return Dated(moment.replace(microsecond=0).isoformat(), "time")


def _of_rfc(text: str) -> Dated | None:
    try:
        return Dated(parsedate_to_datetime(text).isoformat(), "time")
    except ValueError:
        return None


def _of_parts(text: str, language: str | None) -> Dated | None:
    """Days written in figures with dots or slashes, a month, a year."""
    if match := _FIGURES.match(text):
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        month_first = match[2] != "." and _month_first(language) and first <= 12
        if second > 12:
            month_first = True
        return _of_numbers(year, *((first, second) if month_first else (second, first)))
    if match := _YEAR_FIRST.match(text):
        return _of_numbers(int(match[1]), int(match[2]), int(match[3]))
    if match := _MONTH.match(text):
        return _of_numbers(int(match[1]), int(match[2]), 1, "month")
    return Dated(f"{text}-01-01", "year") if _YEAR.match(text) else None


def _of_numbers(year: int, month: int, day: int, precision: str = "day") -> Dated | None:
    try:
        return Dated(date(year, month, day).isoformat(), precision)
    except ValueError:
        return None


def _month_first(language: str | None) -> bool:
    tag = (language or "").lower().replace("_", "-")
    return tag.split("-")[0] == "en" and tag not in _DAY_FIRST_ENGLISH


def _short(text: str, at: datetime) -> Dated | None:
    match = _SHORT.match(text)
    if not match:
        return None
    count, unit = int(match[1]), match[2]
    back = timedelta(days=_SHORT_UNITS[unit] * count, hours=count if unit == "h" else 0)
    return Dated((at - back).date().isoformat(), _SHORT_PRECISION.get(unit, "day"), relative=True)


def _words(text: str, at: datetime, language: str | None) -> Dated | None:
    text = _EDITED.sub("", text)
    relative = _RELATIVE.search(text) is not None
    tag = _tag(language)
    for code in dict.fromkeys((tag, "en")):
        spelled = _ones(text, code.split("-")[0]) if relative else text
        for candidate in _readings(spelled):
            found = (candidate != text and _figures(candidate, language)) or _parsed(candidate, code, at, relative)
            if found and _fits(found, candidate):
                return found
    return None


def _readings(text: str) -> list[str]:
    """The text, then without its lead-in (“Bewertet am”), then without words around the figures."""
    bare = _LEAD.sub("", text)
    readings = [text, bare, _LEAD.sub("", bare)]
    words = text.split()
    figures = [at for at, word in enumerate(words) if any(c.isdigit() for c in word)]
    if figures and len(words) > 2:
        first, last = figures[0], figures[-1]
        starts = range(1, min(first, _DROPPED) + 1)
        ends = range(len(words), max(last, len(words) - 1 - _DROPPED), -1)
        cut = (" ".join(words[start:end]) for end in ends for start in (0, *starts) if end - start > 1)
        readings += [reading for reading in cut if _WORD.search(reading)]  # “in 5” is nobody's date
    return list(dict.fromkeys(readings))


def _fits(found: Dated, text: str) -> bool:
    """Not if the text names a year and this is another one: the parser sometimes takes a figure for what it is not."""
    year = _NAMED_YEAR.search(text)
    return year is None or found.iso[:4] == year[0]


def _tag(language: str | None) -> str:
    tag = (language or "en").replace("_", "-")
    if tag.lower() in _DAY_FIRST_ENGLISH:
        return "en-GB"
    return _SAME.get(tag.lower()) or _SAME.get(tag.split("-")[0].lower()) or tag.split("-")[0].lower()


def _ones(text: str, language: str) -> str:
    text = _ABOUT.sub("", text)
    if language in _ONE:
        text = re.sub(_ONE[language], "1 ", text, flags=re.I)
    return re.sub(_IMPLIED_ONE[language], "1 ", text) if language in _IMPLIED_ONE else text


def _parsed(text: str, language: str, at: datetime, relative: bool) -> Dated | None:
    if len(text) < 3:
        return None
    parser = _parser(language, at.replace(second=0, microsecond=0, tzinfo=None), relative)
    try:
        data = parser.get_date_data(text)
    except (ValueError, OverflowError):  # a language it does not know; a million years ago
        return None
    if data.date_obj is None:
        return None
    precision = data.period if data.period in ("day", "week", "month", "year") else "day"
    return Dated(data.date_obj.date().isoformat(), precision, relative=relative)


@lru_cache(maxsize=32)
def _parser(language: str, base: datetime, relative: bool) -> DateDataParser:
    from dateparser.date import DateDataParser  # 0.1 s and 8 MB: only for dates in words

    settings: dict[str, Any] = {"RELATIVE_BASE": base, "PREFER_DATES_FROM": "past"}
    if not relative:  # it would also pull “2 months ago” to the first of its month
        settings |= {"PREFER_DAY_OF_MONTH": "first", "PREFER_MONTH_OF_YEAR": "first"}
    if language == "en-GB":
        return DateDataParser(locales=["en-GB"], settings=settings)
    return DateDataParser(languages=[language], settings=settings)

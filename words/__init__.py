"""Everything a person reads, in en, de, fr, da: sentences, plurals, dates, numbers.

A msgid is the English sentence itself, with {named} places. Catalogues are `words/<language>/<domain>.po`, one domain a
A msgid is the English sentence itself, with {named} places. Catalogues are `words/<language>/<domain>.po`, one domain
a room (`names` holds what rooms share: themes, reasons, verdicts, states). They are read as they are: no compile step.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_datetime, format_time, format_timedelta
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent

LANGUAGES = ("en", "de", "fr", "da")
_LOCALES = {"en": "en_GB", "de": "de_DE", "fr": "fr_FR", "da": "da_DK"}  # plain `en` writes American dates
_FOLDER = Path(__file__).parent


class Words:
    """One language's voice for one domain. Unknown sentences come out in English; a test keeps them from shipping."""

    def __init__(self, language: str, domain: str) -> None:
        self.language = language if language in LANGUAGES else "en"
        self.domain = domain
        self.locale = Locale.parse(_LOCALES[self.language])
        self._own = _catalogue(self.language, domain)
        self._shared = _catalogue(self.language, "names")

    def __call__(self, sentence: str, /, **places: object) -> str:
        """`sentence` in this language, its {places} filled. No HTML is made here: escape on the way out."""
        said = self._own.gettext(sentence)
        if said == sentence:
            said = self._shared.gettext(sentence)
        return said.format(**places) if places else said

    def n(self, one: str, many: str, count: int, /, **places: object) -> str:
        """The plural form for a whole `count`, which also fills {n}."""
        said = self._own.ngettext(one, many, count)
        if said in (one, many):
            said = self._shared.ngettext(one, many, count)
        return said.format(n=self.number(count), **places)

    def name(self, kind: str, key: str) -> str:
        """What people call a key: `name("theme", "waiting")`. msgid in `names.po`: "theme:waiting"."""
        return self._shared.gettext(f"{kind}:{key}")

    def number(self, value: float, digits: int = 0) -> str:
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        return str(format_decimal(value, format=pattern, locale=self.locale))

    def signed(self, value: float, digits: int = 1) -> str:
        """A change with its sign, a true minus: +0.2, −0.3; nothing that rounds to zero gets a sign."""
        size = self.number(abs(value), digits)
        if round(abs(value), digits) == 0:
            return size
        return ("+" if value > 0 else "\u2212") + size

    def percent(self, share: float) -> str:
        return str(format_percent(share, locale=self.locale))

    def day(self, day: date, form: str = "long") -> str:
        """`long`: 9 November 2026; `short`: Mon 9 Nov; or any CLDR pattern."""
        patterns = {"long": "long", "short": "EEE d MMM", "weekday": "EEEE d MMMM"}
        return str(format_date(day, self._dotted(patterns.get(form, form)), locale=self.locale))

    def moment(self, at: datetime, zone: tzinfo, form: str = "EEE d MMM, HH:mm") -> str:
        return str(format_datetime(at, self._dotted(form), tzinfo=zone, locale=self.locale))

    def _dotted(self, pattern: str) -> str:
        """German and Danish count days with a point, German after a comma: Montag, 9. November; Danish: kl. 07.00."""
        if self.language == "de":
            pattern = re.sub(r"(E+) d (?=MMM)", r"\1, d ", pattern)
        if self.language == "da":
            pattern = pattern.replace("HH:mm", "HH.mm")
        return re.sub(r"\bd (?=MMM)", "d. ", pattern) if self.language in ("de", "da") else pattern

    def clock(self, at: time) -> str:
        return str(format_time(at, "short", locale=self.locale))

    def span(self, length: timedelta) -> str:
        """5 days, 3 hours: the largest unit that fits."""
        return str(format_timedelta(length, locale=self.locale, threshold=1.2))

    def list(self, items: Iterable[str]) -> str:
        """a, b and c."""
        return str(format_list(list(items), locale=self.locale))

    def language_name(self, code: str | None) -> str:
        return str(self.locale.languages.get(code or "", code or ""))


@lru_cache(maxsize=64)
def speak(language: str, domain: str) -> Words:
    """The voice of `domain` in `language` (en where we do not speak it)."""
    return Words(language, domain)


@lru_cache(maxsize=64)
def _catalogue(language: str, domain: str) -> GNUTranslations:
    path = _FOLDER / language / f"{domain}.po"
    buffer = BytesIO()
    with path.open("rb") as file:
        write_mo(buffer, read_po(file, locale=language, domain=domain))
    buffer.seek(0)
    return GNUTranslations(buffer)

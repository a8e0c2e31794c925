"""What all settings share: frozen, strict, no unknown keys; and the small checks several sections need.

A check raises ValueError with a sentence for the operator; `config.faults` adds the line.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from model import digest_of

Spoken = Literal["en", "de", "fr", "da"]
SPOKEN: tuple[Spoken, ...] = ("en", "de", "fr", "da")
"""Languages of mails and pages; a test holds it to words.LANGUAGES."""

ASSESSED = frozenset({*SPOKEN, "es", "it", "nl", "no", "pl", "pt", "sv", "nb", "nn"})
"""Languages of reviews whose words are read; a test holds it to the word packs, which config must not import."""

# ISO 639-1: languages a customer may write in.
_CODES = """
aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el
en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu
ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na
nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so
sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
"""
_NAMES = {"english": "en", "german": "de", "deutsch": "de", "french": "fr", "français": "fr", "danish": "da"}
_NAMES |= {"dansk": "da", "dk": "da", "gb": "en", "uk": "en", "us": "en"}


class Strict(BaseModel):
    """Base of every section: a misspelt key is an error, and nothing changes after loading."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, str_strip_whitespace=True, populate_by_name=True, hide_input_in_errors=True
    )


def near(word: str, known: Iterable[str], cutoff: float = 0.7) -> str:
    """` — did you mean "…"?`, or nothing."""
    by_fold = {name.casefold(): name for name in known}
    found = get_close_matches(word.casefold(), by_fold, 1, cutoff)
    return f' — did you mean "{by_fold[found[0]]}"?' if found else ""


def hint_of(word: str, known: Iterable[str]) -> str:
    """A near name, else all of them."""
    names = list(known)
    return near(word, names) or f" (known: {', '.join(names) or 'none yet'})"


def slug_of(name: str) -> str:
    """A name for addresses and files: `Café Ida` is `cafe-ida`. Never empty."""
    spelt = name.casefold()
    for letter, plain in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ø", "o"), ("æ", "ae"), ("å", "aa"), ("œ", "oe")):
        spelt = spelt.replace(letter, plain)
    plain = unicodedata.normalize("NFKD", spelt).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60] or "x-" + digest_of(name)[:8]


def _zone(name: str) -> str:
    if name not in available_timezones():
        cities = {zone.rsplit("/", 1)[-1]: zone for zone in sorted(available_timezones())}
        hint = near(name, available_timezones()) or near(name.rsplit("/", 1)[-1], cities)
        for city, zone in cities.items():
            hint = hint.replace(f'"{city}"', f'"{zone}"')
        raise ValueError(f'"{name}" is not a time zone' + (hint or ' — write it like "Europe/Copenhagen"'))
    ZoneInfo(name)
    return name


def _code(language: str) -> str:
    if language in _CODES.split():
        return language
    guess = _NAMES.get(language.casefold(), language[:2].casefold())
    hint = f' — did you mean "{guess}"?' if guess in _CODES.split() else ""
    raise ValueError(f'"{language}" is not a language code{hint or " — write two letters, like da, de, en or fr"}')


def _email(address: str) -> str:
    if not re.fullmatch(r"[^\s@<>,;:\"()\[\]\\]{1,64}@[^\s@<>,;:\"()\[\]\\]{1,253}", address):
        raise ValueError(f'"{address}" is not a mail address — write it like ida@cafe-ida.example')
    return address


def host_port(value: str) -> str:
    """`127.0.0.1:8000`, `[::1]:8000`, `localhost:8000`."""
    try:
        parts = urlsplit(f"//{value}")
        good = parts.hostname and parts.port and parts.netloc == value and "@" not in value
    except ValueError:
        good = False
    if not good:
        raise ValueError(f'"{value}" is not a host and a port — write it like "127.0.0.1:8000"')
    return value


def web_address(value: str, what: str = "web address") -> str:
    """An http(s) URL with a host, no blanks; placeholders in braces are allowed."""
    try:
        parts = urlsplit(value)
        good = parts.scheme in ("http", "https") and parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:
        good = False
    if not good or re.search(r"\s", value):
        hint = f' — did you mean "https://{value}"?' if re.match(r"[\w-]+(\.[\w-]+)+(/\S*)?$", value) else ""
        raise ValueError(f'"{value}" is not a {what}{hint or " — copy it from the browser, https:// and all"}')
    return value


def one_line(value: str) -> str:
    if re.search(r"[\x00-\x1f\x7f\u2028\u2029]", value):
        raise ValueError("this must stay on one line")
    return value


Line = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(one_line)]
Sentence = Annotated[str, StringConstraints(min_length=1, max_length=600)]
Zone = Annotated[str, AfterValidator(_zone)]
Language = Annotated[str, AfterValidator(_code)]
Email = Annotated[str, AfterValidator(_email)]
HostPort = Annotated[str, AfterValidator(host_port)]

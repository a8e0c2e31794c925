"""A last look at a public reply before a person sends it. Only warns; every code is a `warn:` that `words` can say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from config import Business
from model import Flag, Measure
from replies.alike import core, overlap, shingles
from replies.claims import proven
from replies.matter import rule_of, written_in
from replies.phrasebook import LANGUAGES, phrases
from replies.private import names_of_the_author, personal_data

CODES = (
    "empty",
    "personal_data",
    "confirms_customer",
    "blame",
    "offer",
    "asks_change",
    "unproven_claim",
    "wrong_language",
    "too_alike",
    "too_long",
    "link",
    "never_say",
)
MOST_WORDS = 120  # readers stop after about 100 (docs/decisions.md); a measure may need some
MOST_ALIKE = 0.5
_KINDS = {"blame": "blame", "offer": "offer", "asks_change": "asks_change", "unproven_claim": "claim"}
_WORD = re.compile(r"[\w’']+")
_LINK = re.compile(r"https?://|\bwww\.", re.IGNORECASE)


def lint(
    text: str,
    flag: Flag,
    *,
    business: Business,
    measures: Sequence[Measure],
    recent: Sequence[str],
    today: date,
) -> tuple[str, ...]:
    """Codes of what is wrong with `text` as a public answer to `flag`, in the order of CODES; () is good to go."""
    if not text.strip():
        return ("empty",)
    sayable = proven(measures, business=business.name, today=today)
    found = {
        *_said(text, sayable, flag, business),
        *_shape(text, flag, business),
        *(["wrong_language"] if _wrong_language(text, flag) else []),
        *(["too_alike"] if _too_alike(text, recent, sayable) else []),
    }
    return tuple(code for code in CODES if code in found)


def passes(sentence: str, flag: Flag, business: Business) -> bool:
    """True where one sentence by itself says nothing that a person would be warned of."""
    return not any(_said(sentence, (), flag, business)) and "never_say" not in set(_shape(sentence, flag, business))


def _said(text: str, sayable: Sequence[str], flag: Flag, business: Business) -> Iterator[str]:
    """What the words say. The patterns of all languages are looked for: a mixed text hides nothing."""
    rest = text
    for sentence in sayable:
        rest = rest.replace(sentence, " ")
    yield from (code for code, kind in _KINDS.items() if _matches(kind, rest))
    if _matches("number", rest) or personal_data(rest, business.playbook):
        yield "personal_data"
    rule = rule_of(flag.stored.review.source, business.playbook)
    health = business.playbook.privacy == "health"
    if (health or (rule and not rule.use_name)) and names_of_the_author(rest, flag.stored.review.author):
        yield "personal_data"
    if health and _matches("customer", rest):
        yield "confirms_customer"


def _matches(kind: str, text: str) -> bool:
    return any(pattern.search(text) for language in LANGUAGES for pattern in phrases(language).patterns[kind])


def _shape(text: str, flag: Flag, business: Business) -> Iterator[str]:
    """Length, links and the owner's own list of words."""
    rule = rule_of(flag.stored.review.source, business.playbook)
    if words_in(text) > MOST_WORDS or (rule and rule.max_chars and len(text) > rule.max_chars):
        yield "too_long"
    if rule and not rule.links and _LINK.search(text):
        yield "link"
    if any(re.search(rf"(?<!\w){re.escape(word)}", text, re.IGNORECASE) for word in business.playbook.never_say):
        yield "never_say"


def words_in(text: str) -> int:
    """Words as a reader counts them: an address is one, a phone number none."""
    return sum(any(char.isalpha() for char in word) for word in text.split())


def _wrong_language(text: str, flag: Flag) -> bool:
    """True where the reply is plainly in one of our languages and the review is not, or nobody knows."""
    if not flag.stored.review.full_text.strip():
        return False
    told = language_of(text)
    return told is not None and told != written_in(flag.stored, flag.sentiment)


def language_of(text: str) -> str | None:
    """One of our languages by its common words, or None where it is not plain."""
    words = [word.lower() for word in _WORD.findall(text)]
    hits = sorted((sum(word in phrases(code).stop for word in words), code) for code in LANGUAGES)
    (second, _), (most, code) = hits[-2:]
    return code if most >= max(3, len(words) / 8) and most >= 1.5 * second else None


def _too_alike(text: str, recent: Sequence[str], sayable: Sequence[str]) -> bool:
    mine = shingles(core(text, sayable))
    return any(overlap(mine, shingles(core(other, sayable))) > MOST_ALIKE for other in recent)

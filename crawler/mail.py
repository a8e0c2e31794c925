"""Reviews in the mails by which platforms tell of them: the platform's own shape first, a cautious guess for others.

Pure: a mail in, a review out. A mail that is no notice (a booking, an advertisement) is not ours and gives nothing; one
that is a notice and cannot be read is a fault that somebody must hear of, for else the source falls silent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from crawler.assemble import Context, assemble
from crawler.letter import Letter
from crawler.notices import NOTICES, Notice
from crawler.page import Found
from crawler.ratings import Rating, parse_rating
from model import ExtractError, digest_of

_TELLS = re.compile(
    r"review|rated|bewert|rezension|\bavis\b|évalu|anmeld|feedback|stars?\b|sterne\b|étoiles?\b|stjerner?\b", re.I
)
_WHO = re.compile(
    r"(?:\A|[.!:] )(?P<author>\w[^:.,!?]{0,40}?) "
    r"(?:left|wrote|posted|has left|hat|a (?:laissé|écrit|publié)|har (?:skrevet|givet))\b"
)
_QUOTED = re.compile(r"[“„«»\"](?P<text>[^“”„«»\"]{12,4000})[”“»«\"]", re.S)
_STARS = re.compile(
    r"[★⭐☆]{1,5}|\b[1-5](?:[.,]\d)? ?(?:/|of|out of|von|sur|af|ud af) ?5\b|\b(?:10|\d)(?:[.,]\d)? ?/ ?10\b"
)
_WORDED_STARS = re.compile(r"\b(?P<value>[1-5])[- ](?:stars?|Sternen?|étoiles?|stjerner?)\b", re.I)
_DATES = re.compile(r"\d{1,2}/\d{1,2}/\d{2,4}")


def read_notice(
    letter: Letter, *, at: datetime, language: str | None = None, out_of: float | None = None
) -> Found | None:
    """The review a mail tells of; None for a mail that tells of none.

    ExtractError where a platform's notice has neither stars nor words where we look for them. `out_of`: the source's
    own scale, for mails of platforms we do not know.
    """
    own = next((one for one in NOTICES if _of(letter, one)), None)
    if own and re.search(own.relays, letter.address):
        return None
    notice = own or next((one for one in NOTICES if _passed_on(letter, one)), None)
    if notice is None:
        return _guessed(letter, Context(at, "", language, out_of))
    return _noticed(letter, notice, Context(at, "", language, notice.out_of))


def _noticed(letter: Letter, notice: Notice, context: Context) -> Found | None:
    subject = re.search(notice.about, letter.subject, re.I)
    if subject is None and not _tells(letter, notice):
        return None
    for lines in (letter.lines, letter.html):
        found = _read(letter, lines, notice, _named(subject), context) if subject else None
        if found:
            return found
    raise ExtractError(
        f"a mail of {notice.platform} from {(letter.date or 'no date')[:10]} tells of a review in a new form: "
        "read it yourself, and move it out of the folder to be rid of this"
    )


def _tells(letter: Letter, notice: Notice) -> bool:
    """Whether a mail with another subject than those we know looks like a notice all the same."""
    if re.search(notice.sums, letter.subject, re.I) or not _TELLS.search(letter.subject):
        return False
    return bool(_first(notice.rating, (*letter.lines, *letter.html), "value"))


def _of(letter: Letter, notice: Notice) -> bool:
    return any(letter.sender == domain or letter.sender.endswith(f".{domain}") for domain in notice.senders)


def _passed_on(letter: Letter, notice: Notice) -> bool:
    """Where somebody passed a notice on, its subject and the platform's name in it tell."""
    named = any(f"@{domain}" in letter.words or f".{domain}>" in letter.words for domain in notice.senders)
    return named and re.search(notice.about, letter.subject, re.I) is not None


def _named(match: re.Match[str]) -> dict[str, str]:
    """Groups of a pattern; author, author_de and so on are one."""
    return {name.split("_")[0]: value.strip() for name, value in match.groupdict().items() if value}


def _read(
    letter: Letter, lines: Sequence[str], notice: Notice, told: Mapping[str, str], context: Context
) -> Found | None:
    """The review, or None where stars or place are missing: its words may then stand where we do not look."""
    rating = _first(notice.rating, lines, "value") or told.get("rating")
    block = _between(lines, notice)
    if not rating or block is None:
        return None
    author = _first(notice.author, lines, "author") or told.get("author", "")
    if notice.named and block:
        author, block = block[0], block[1:]
    said = {"author": author, "title": told.get("title", ""), "text": _text(block, notice)}
    stars = Rating(float(rating.replace(",", ".")), notice.out_of)
    return _found(letter, stars, context, **said, **_link(letter, notice))


def _between(lines: Sequence[str], notice: Notice) -> list[str] | None:
    """The lines after the first that `before` finds, up to one that `after` finds; a bare link is no line."""
    start = next((n for n, line in enumerate(lines) if re.search(notice.before, line, re.I)), None)
    if start is None:
        return None
    rest = [line for line in lines[start + 1 :] if not re.fullmatch(r"<?https?://\S+>?", line)]
    end = next((n for n, line in enumerate(rest) if re.search(notice.after, line, re.I)), len(rest))
    return rest[:end]


def _text(block: Iterable[str], notice: Notice) -> str:
    """Lines joined; a label begins another paragraph and is left out, as is what stands for no words."""
    paragraphs: list[str] = [""]
    for line in block:
        bare = re.sub(notice.labels, "", line, count=1, flags=re.I)
        if bare != line:
            paragraphs.append("")
        if re.search(notice.author, line, re.I) or re.search(notice.empty, bare, re.I):
            continue
        paragraphs[-1] = f"{paragraphs[-1]} {bare}".strip()
    return "\n\n".join(filter(None, paragraphs)).strip('“”„«»" ')


def _first(pattern: str, lines: Iterable[str], group: str) -> str:
    for line in lines:
        match = re.search(pattern, line, re.I)
        if match and (value := _named(match).get(group)):
            return value
    return ""


def _link(letter: Letter, notice: Notice) -> dict[str, str]:
    for link in letter.links:
        if match := re.search(notice.link, link):
            return {"id": match["id"], "url": link.split("#")[0]}
    return {}


def _guessed(letter: Letter, context: Context) -> Found | None:
    """A mail of nobody we know: a review only if it speaks of one, quotes words, and gives stars or a name."""
    if not _TELLS.search(letter.subject):
        return None
    for lines in (letter.lines, letter.html):
        body = "\n".join(lines)
        quoted = _QUOTED.search(body)
        rating = _stars((letter.subject, *lines))
        author = _first(_WHO.pattern, (letter.subject, *lines), "author")
        if quoted and (rating or author):
            text = " ".join(quoted["text"].split())
            return _found(letter, rating, context, author=author, text=text)
    return None


def _stars(lines: Iterable[str]) -> Rating | None:
    for line in lines:
        plain = _DATES.sub(" ", line)
        if worded := _WORDED_STARS.search(plain):
            return Rating(float(worded["value"]), 5)
        if match := _STARS.search(plain):
            return parse_rating(match[0])
    return None


def _found(letter: Letter, rating: Rating | None, context: Context, **said: str) -> Found | None:
    """The review; without words and without a number of its own the mail itself is who it is."""
    founds = assemble([{"rating": rating, "date": letter.date, **said}], context)
    if not founds:
        return None
    found = founds[0]
    return found if found.id or found.text or found.title else replace(found, id=f"mail-{digest_of(letter.id)}")

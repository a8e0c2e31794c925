"""Review HTML to plain text, and a translation told from the original. Knows no platform's page, only its wording."""

from __future__ import annotations

import html
import re

from bs4 import BeautifulSoup, Comment, Tag

_MARKUP = re.compile(
    r"</?(?:p|br|div|span|b|i|u|s|a|em|strong|small|big|font|ul|ol|li|dl|dt|dd|blockquote|q|cite|code|pre|h[1-6]|hr|img|"
    r"table|tbody|thead|tr|td|th|section|article|script|style|sub|sup|mark|del|ins|center|label|svg|button|iframe)"
    r"(?:\s[^<>]*)?/?>|<!--",
    re.I,
)
_ENTITY = re.compile(r"&(?:[a-z]{2,8}|#\d{1,7}|#x[0-9a-f]{1,6});", re.I)
_BREAKING = ("p", "div", "li", "blockquote", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "dd", "dt")
_SILENT = ("script", "style", "template", "noscript", "svg", "button", "iframe")
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")  # controls, halves of characters
_SPACES = re.compile(r"[ \t\xa0\f\v]+")
_AROUND_BREAK = re.compile(r" ?\n ?")
_MANY_BREAKS = re.compile(r"\n{3,}")
_MARK = "\x1e"  # a line break that the markup asked for; the source's own are only spaces

_TRANSLATED = re.compile(
    r"\A\s*\((?:Translated by Google|Übersetzt von Google|Traduit par Google|Oversat af Google|Översatt av Google|"
    r"Vertaald door Google|Traducido por Google|Traducción de Google|Tradotto da Google|Traduzido pelo Google)\)\s*"
    r"(?P<translated>.*?)\s*"
    r"\((?:Original|Originale|Origineel|Originaltext|Texte d['’]origine)\)\s*(?P<original>.+)\Z",
    re.S | re.I,
)
_ORIGINAL_FIRST = re.compile(
    r"\A\s*(?P<original>.+?)\s*\((?:Translated by Google|Übersetzt von Google|Traduit par Google|Oversat af Google)\)"
    r"\s*(?P<translated>.+)\Z",
    re.S | re.I,
)


def has_markup(text: str) -> bool:
    """True for HTML; false for a heart (<3), a comparison, or a name in angle brackets."""
    return "<" in text and _MARKUP.search(text) is not None


def to_text(value: str) -> str:
    """Plain text of a review body: paragraphs and line breaks kept, tags, scripts and comments gone, entities read.

    Text without markup is returned as it is but for blanks at line ends. Markup that was escaped twice is read too.
    """
    value = _UNSEEN.sub("", value)
    if not value:
        return ""
    if "&" in value and not has_markup(value) and _ENTITY.search(value):
        value = html.unescape(value)
    if has_markup(value):
        value = _from_html(value)
        if "&" in value and _ENTITY.search(value):
            value = html.unescape(value)
    return tidy(value)


def to_line(value: str) -> str:
    """`to_text` on one line: names and titles."""
    return " ".join(to_text(value).split())


def tidy(value: str) -> str:
    """Blanks collapsed within lines, at most one empty line in a row, nothing at the ends."""
    value = _UNSEEN.sub("", value)
    if "\n" not in value and "\r" not in value:
        return _SPACES.sub(" ", value).strip()
    value = _SPACES.sub(" ", value.replace("\r\n", "\n").replace("\r", "\n"))
    return _MANY_BREAKS.sub("\n\n", _AROUND_BREAK.sub("\n", value)).strip()


def _from_html(markup: str) -> str:
    soup = BeautifulSoup(markup, "lxml")
    for node in soup.find_all(_SILENT):
        node.decompose()
    for comment in soup.find_all(string=lambda s: isinstance(s, Comment)):
        comment.extract()
    for node in soup.find_all("br"):
        node.replace_with(_MARK)
    for node in soup.find_all(_BREAKING):
        if _runs_into(node):
            node.insert_before(_MARK)
        node.append(_MARK)
    if soup.find("pre") is not None:
        return soup.get_text().replace(_MARK, "\n")
    return " ".join(soup.get_text().split(" ")).replace("\n", " ").replace(_MARK, "\n")


def _runs_into(node: Tag) -> bool:
    """Whether loose text stands right before a block, as on Hacker News: “one.<p>two”."""
    before = next((one for one in node.previous_siblings if isinstance(one, Tag) or str(one).strip(" \t\r\n")), None)
    if isinstance(before, Tag):
        return before.name not in _BREAKING
    return before is not None and not str(before).endswith(_MARK)


def split_translation(text: str) -> tuple[str, str]:
    """(the customer's own words, the platform's translation or "").

    Google writes both into one text: “(Translated by Google) … (Original) …”, or the original first.
    """
    if "Google" not in text:
        return text, ""
    match = _TRANSLATED.match(text) or _ORIGINAL_FIRST.match(text)
    return (match["original"], match["translated"]) if match else (text, "")

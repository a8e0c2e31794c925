"""Jinja2, then MJML, to HTML; and the text twin. Everything a stranger wrote is escaped and made safe to print here.

Knows nothing of facts or languages: a context goes in, strings come out.
"""

from __future__ import annotations

import re
import textwrap
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from mjml import mjml2html

from digest.links import web_address
from digest.look import DARK, LIGHT, SANS, SERIF

TEMPLATES = Path(__file__).parent / "templates"
WIDTH = 72  # columns of the text twin
# What stops MRML, an encoder or a reader: controls, lone surrogates, noncharacters, bidi overrides.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


def printable(value: object) -> object:
    """`value` as any mail program and MRML can take it; what is not a string passes."""
    if not isinstance(value, str):
        return value
    clean = _UNPRINTABLE.sub("", value)
    return Markup(clean) if isinstance(value, Markup) else clean  # noqa: S704  # it was markup before


def html_of(template: str, context: dict[str, Any]) -> str:
    """The HTML of an MJML template. No fonts are fetched, no comment is dropped (Outlook's tables are comments)."""
    source = environment(html=True).get_template(f"{template}.mjml").render(context, **_LOOK)
    html = mjml2html(source, disable_comments=False, fonts={})
    return re.sub(r">[ \t]*\n\s*<", "><", html)


def text_of(template: str, context: dict[str, Any]) -> str:
    """The text twin, at most one blank line in a row."""
    said = environment(html=False).get_template(f"{template}.txt").render(context)
    lines = [line.rstrip() for line in said.strip().split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)) + "\n"


@lru_cache(maxsize=2)
def environment(*, html: bool) -> Environment:
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=html,  # noqa: S701  # plain text is not escaped, HTML is
        undefined=StrictUndefined,
        finalize=printable,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    env.filters.update(wrap=wrap, quoted=quoted, item=item, rule=rule, web=web_address)
    return env


def wrap(text: object, indent: str = "", width: int = WIDTH) -> str:
    """Each line wrapped, words and addresses kept whole."""
    lines = str(printable(str(text))).split("\n")
    wrapped = (
        textwrap.wrap(
            line,
            width,
            initial_indent=indent,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
        for line in lines
    )
    return "\n".join("\n".join(line) for line in wrapped)


def quoted(text: object, width: int = WIDTH - 2) -> str:
    """Wrapped, with a bar before each line."""
    return "\n".join(f"| {line}".rstrip() for line in wrap(text, width=width).split("\n"))


def item(text: object, mark: str = "*", width: int = WIDTH) -> str:
    """A list item with hanging indent."""
    hang = " " * (len(mark) + 1)
    return f"{mark} " + wrap(text, hang, width).removeprefix(hang)


def rule(title: object) -> str:
    """A heading, underlined."""
    said = str(title).upper()
    return f"{said}\n{'=' * min(len(said), WIDTH)}"


_LOOK: dict[str, Any] = {"c": LIGHT, "d": DARK, "sans": SANS, "serif": SERIF}

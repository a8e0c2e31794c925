"""Every feature a mail uses is shown by every mail program, or it is here with the reason why it may be missing."""

from __future__ import annotations

from functools import cache

import pytest
from maillint import refused, support, used
from mails.renew import all_mails

ACCEPTED = {
    "css-at-media": "widths stay as laid out for 600 pixels, and the columns stand at 375 too",
    "css-at-media-prefers-color-scheme": "the light colours stay, chosen to survive a program's own darkening",
    "css-border-radius": "corners are square",
    "css-color-scheme": "as prefers-color-scheme",
    "css-cursor": "of MJML's button; a hand over a link is the program's own",
    "css-height": "bars take their height from the height attribute as well",
    "css-max-height": "of MJML's hidden line beside the subject, which display:none hides too",
    "css-opacity": "of the same hidden line",
    "css-outline": "of MJML's reset for images, and there is none",
    "css-overflow": "of the same hidden line",
    "css-table-layout": "of MJML's tables; widths are given on the cells",
    "css-text-decoration": "links are underlined where we would not",
    "css-white-space": "a figure may break its line",
    "css-word-break": "a very long word widens the mail",
    "css-word-spacing": "of MJML's wrapper for the space between columns",
    "html-aria-hidden": "a reading program says the marks too",
    "html-aria-label": "a reading program says the stars one by one",
    "html-body": "the page colour is repeated on the first table",
    "html-dir": "the program guesses from the letters",
    "html-lang": "a reading program keeps its own language",
    "html-role": "layout tables are read as tables",
    "html-style": "every colour and width is in the elements as well",
    "html-target": "a link opens where the program likes",
}


@cache
def found() -> dict[str, list[str]]:
    """Over every kind of mail; what is refused does not depend on the language."""
    return {slug: who for mail in all_mails("de").values() for slug, who in refused(mail.html).items()}


def test_no_mail_uses_what_a_mail_program_drops_without_a_reason() -> None:
    assert {slug: who for slug, who in found().items() if slug not in ACCEPTED} == {}


def test_no_reason_is_left_over() -> None:
    assert set(ACCEPTED) == set(found())


@pytest.mark.parametrize(
    ("html", "slug"),
    [
        ('<div style="display:block; gap:4px">', "css-gap"),
        ('<p style="position:absolute">', "css-position"),
        ("<svg></svg>", "html-svg"),
        ("<style>a:hover { color: red }</style>", "css-pseudo-class-hover"),
        ("<style>@font-face { font-family: x }</style>", "css-at-font-face"),
        ('<p style="quantum-colour:red">', "css-?quantum-colour"),
    ],
)
def test_the_lint_finds(html: str, slug: str) -> None:
    assert slug in refused(html)


def test_what_only_outlook_reads_is_left_out() -> None:
    assert used('<!--[if mso]><svg style="gap:1px"><![endif]-->') == set()


def test_the_data_knows_the_programs_of_our_countries() -> None:
    assert {"gmx desktop-webmail", "laposte desktop-webmail", "outlook windows"} <= set(support()["css-width"])

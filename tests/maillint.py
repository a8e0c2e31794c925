"""Which mail programs cannot show what a mail uses: caniemail.com's data against our HTML, without a network.

Finds properties, at-rules and pseudo-classes of style attributes and style sheets, elements and attributes. What only
Outlook reads (conditional comments) is left out. Says nothing of Outlook's own engine beyond what the data says.
"""

from __future__ import annotations

import json
import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

DATA = Path(__file__).parent / "vendor" / "caniemail.json"
FAMILIES = ("gmail", "outlook", "apple-mail", "yahoo", "thunderbird", "gmx", "web-de", "t-online-de", "orange", "sfr",
            "laposte", "free-fr", "samsung-email", "fastmail", "protonmail")  # fmt: skip
PLAIN = frozenset({"color", "font-family"})  # older than any table of support
SHORTER = {
    "html-h1": "html-h1-h6",
    "html-h2": "html-h1-h6",
    "html-ul": "html-lists",
    "html-li": "html-lists",
    **{f"css-{side}-{edge}": f"css-{side}" for side in ("padding", "margin", "border")
       for edge in ("top", "right", "bottom", "left", "color")},
    "css-mso-": "",
}  # fmt: skip


@cache
def support() -> dict[str, dict[str, str]]:
    """Of each feature: program -> `y` yes, `a` in part, `n` no, `u` unknown; of its newest tested version."""
    found: dict[str, dict[str, str]] = {}
    for feature in json.loads(DATA.read_text(encoding="utf-8"))["data"]:
        programs = {
            f"{family} {platform}": list(versions.values())[-1][0]
            for family, platforms in feature["stats"].items()
            if family in FAMILIES
            for platform, versions in platforms.items()
        }
        found[feature["slug"]] = programs
    return found


class _Used(HTMLParser):
    """Collects features by their slug."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.slugs: set[str] = set()
        self.css: list[str] = []
        self._in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_style = tag == "style"
        self.slugs.add(f"html-{tag}")
        for name, value in attrs:
            self.slugs.add(f"html-{name}")
            if name == "style":
                self.css.append(value or "")
            if name == "href" and (value or "").startswith("mailto:"):
                self.slugs.add("html-mailto-links")

    def handle_data(self, data: str) -> None:
        if self._in_style:
            self.css.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._in_style = False


def used(html: str) -> set[str]:
    """The slugs of what `html` uses, as far as the data knows such a feature; `css-?name` for a property it lacks."""
    parser = _Used()
    parser.feed(re.sub(r"<!--.*?-->", "", html, flags=re.S))
    known = support()
    slugs = {SHORTER.get(slug, slug) for slug in parser.slugs} & set(known)
    for css in parser.css:
        slugs |= {_property(name) for name in re.findall(r"(?:^|[;{])\s*([a-z-]+)\s*:", css)}
        slugs |= {f"css-at-media-{name}" for name in re.findall(r"@media[^{]*\((prefers-[a-z-]+)", css)}
        slugs |= {f"css-at-{name}" for name in re.findall(r"@([a-z-]+)", css)}
        slugs |= {f"css-pseudo-class-{name}" for name in re.findall(r"[a-z\]]:([a-z-]+)(?=[^;{}]*\{)", css)} & set(
            known
        )
        slugs |= {f"css-unit-{unit}" for unit in re.findall(r"\d(r?em|vw|vh|ch|pt)\b", css)}
    return slugs - {""}


def _property(name: str) -> str:
    if name.startswith(("mso-", "-")) or name in PLAIN or name == "supported-color-schemes":
        return ""
    slug = SHORTER.get(f"css-{name}", f"css-{name}")
    return slug if slug in support() else f"css-?{name}"


def refused(html: str) -> dict[str, list[str]]:
    """Each feature that some program does not show at all, with those programs; unknown properties with none."""
    found = {slug: sorted(who for who, how in support().get(slug, {}).items() if how == "n") for slug in used(html)}
    return {slug: who for slug, who in found.items() if who or slug.startswith("css-?")}

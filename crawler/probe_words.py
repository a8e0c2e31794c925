"""What `sources add` says beside its offers: robots.txt, terms, widgets, and why there is nothing, with the next step.

Pure: told what was seen.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import urljoin

from config.edit import dump_entry
from config.preset import Preset, missing_in
from crawler import nodes
from crawler.candidates import Seen
from crawler.report_run import RunReport

_ELSE = "see “Platforms without a preset” in docs/sources.md for exports, interfaces and notification mails"
_FIND_JSON = """look for the address it loads them from:
  1. open the page in a browser, press F12, choose Network, then Fetch/XHR
  2. reload, scroll to the reviews, and find the answer that holds their words
  3. copy its address and run  python schedule.py sources add ADDRESS"""
_PROBLEMS: Mapping[str, str] = {
    "login": "A sign-in page came in place of the reviews. Grapevine does not sign in: {otherwise}",
    "challenge": "The site checks for robots and kept us out. Grapevine does not get around that: {otherwise}",
    "robots": "The site's robots.txt asks not to read this page, and we do not. Ask the site's owner, or {otherwise}",
    "left_site": "{said}. Run `sources add` with the address it leads to, if that is meant",
    "dns": "There is no such site ({said}): check the address",
    "tls": "The site could not be reached safely: {said}",
    "timeout": "The site did not answer in time: try again later",
    "connection": "The site could not be reached ({said}): check the address, or try again later",
    "redirects": "The page leads in circles ({said}): copy the address from the browser again",
    "waiting": "The site asked us to wait: try again later",
    "too_large": "{said}",
}
_REFUSING = (401, 402, 403, 405, 407, 429, 451)
_TAGS = re.compile(r"(?is)<(script|style|noscript|template)\b.*?</\1>|<[^>]*>")
_FEW_WORDS = 40  # on a page, its menu included: what stands on it is put there by JavaScript
_TERMS = re.compile(
    r"\A\s*(?:(?:website )?terms\b.{0,40}|conditions (?:of use|générales).{0,40}|AGB|Nutzungsbedingungen|"
    r"Allgemeine Geschäftsbedingungen|CGU|CGV|Mentions légales|Vilkår.{0,30}|Handelsbetingelser|Brugsvilkår)\s*\Z",
    re.I,
)
_WIDGETS: Mapping[str, str] = {
    "yotpo.com": "yotpo",
    "judge.me": "judgeme",
    "trustedshops": "trusted_shops",
    "loox.io": "",
    "okendo.io": "",
    "stamped.io": "",
    "provenexpert": "",
    "feefo.com": "",
    "reviews.io": "",
    "bazaarvoice": "",
    "avis-verifies": "",
    "trustpilot.com/bootstrap": "trustpilot",
    "elfsight": "",
    "google.com/maps/embed": "google_business",
}


def notes_on(robots: Mapping[str, str], seen: Seen, text: str) -> list[str]:
    """Whether robots.txt and, for all we know, the terms allow reading the page."""
    said = "robots.txt allows reading this page" if any(robots.values()) else "The site has no robots.txt"
    terms = terms_link(text, seen.final)
    where = terms or "look at the foot of its pages for “Terms”, “AGB”, “Conditions” or “Vilkår”"
    return [f"{said}. No preset knows this site: read its terms before you add it ({where})"]


def terms_link(text: str, url: str) -> str:
    """The address of the site's terms, "" where the page names none."""
    for link in nodes.tree(text, url).css("a[href]") if "<a" in text else ():
        if _TERMS.match(nodes.text_of(link.root)):
            return urljoin(url, link.attrib["href"].strip())
    return ""


def problem_of(report: RunReport, said: str) -> str:
    """Why no page came that could be looked at. `said` is the verdict's own sentence."""
    if report.failure == "status":
        return _status(report.status)
    words = _PROBLEMS.get(report.failure)
    cause = report.said[:1].upper() + report.said[1:]
    return words.format(said=cause if words.startswith("{said}") else report.said, otherwise=_ELSE) if words else said


def _status(status: int) -> str:
    if status in _REFUSING:
        return f"The site refused us (HTTP {status}): it does not want to be read by programs; {_ELSE}"
    if status >= 500:
        return f"The site has trouble of its own (HTTP {status}): try again later"
    return f"There is no page (HTTP {status}): open the address in a browser and copy it again"


def empty_page(report: RunReport, said: str, text: str) -> str:
    """Why the page that came has nothing to offer."""
    if report.failure in ("login", "challenge"):
        return problem_of(report, said)
    if text.lstrip()[:1] in ("{", "["):
        return (
            "These are data, but no list in them looks like reviews: one with a text and a rating, or a date, in each"
        )
    if "<" not in text:
        return f"{report.said[:1].upper()}{report.said[1:]}"
    if "<script" in text.lower() and len(_TAGS.sub(" ", text).split()) < _FEW_WORDS:
        return f"The page is empty without JavaScript. If a browser shows reviews, {_FIND_JSON}"
    if re.search(r'(?i)"?aggregateRating', text):
        return f"The page states how its reviews average, but its source holds none of them: {_FIND_JSON}"
    return f"There are no reviews in the source of this page. If a browser shows some, {_FIND_JSON}"


def needs(start: Mapping[str, Any], preset: Preset, fault: str = "") -> str:
    """What an operator has to add to the entry of a platform, with the entry as it would stand in config.yaml."""
    asked = missing_in(start, preset)
    entry = {"name": preset.about.partition(":")[0], **start, **dict.fromkeys(asked, "…")}
    lacking = "; ".join(f"{name}, which is {what}" for name, what in asked.items()) or fault
    return f"{preset.about}. It needs {lacking}. Under sources: write\n{dump_entry(entry, 2).rstrip()}"


def tried(start: Mapping[str, Any], preset: Preset, problem: str) -> str:
    """A platform whose widget is in the page and whose interface gave nothing."""
    return f"The page shows {preset.about.partition(':')[0]}, but its preset {start['preset']} reads nothing: {problem}"


def widget_notes(text: str, known: Collection[str]) -> list[str]:
    """Whose reviews a page shows without having them in its source; `known` presets have been told already."""
    low = text.lower()
    found = [name for name, preset in _WIDGETS.items() if name in low and preset not in known]
    return [_widget(name, _WIDGETS[name]) for name in found[:1]]


def _widget(name: str, preset: str) -> str:
    way = f"the preset {preset} reads them" if preset else "it has no open interface: use an export"
    return f"Some of its reviews seem to come from {name}: {way} (docs/sources.md)"

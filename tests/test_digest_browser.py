"""Mails in a real Chromium: as wide as they should be, nothing fetched, no fault that axe can find.

Where Chromium is absent these are skipped and say so; with CI=true they fail instead, so that nobody misses it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from mails.renew import all_mails as compose_all
from playwright.sync_api import Browser, Page, sync_playwright

from model import Mail
from words import LANGUAGES

CHROMIUM = Path("/usr/bin/chromium")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
NOT_FOR_MAIL = {"landmark-one-main", "region"}  # a mail program puts the mail into a page of its own
SIZES = [(390, "light"), (390, "dark"), (600, "light"), (600, "dark")]
KINDS = ("weekly", "alert", "reminder", "answered", "operator", "signin")

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        reason = f"NO BROWSER TESTS: {CHROMIUM} is not here (Debian: apt-get install chromium)"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=QUIET)
        yield browser
        browser.close()


@cache
def all_mails(language: str) -> dict[str, Mail]:
    return compose_all(language)


def opened(browser: Browser, html: str, width: int, scheme: str) -> tuple[Page, list[str]]:
    """The mail in a page of its own, and every address it asked for."""
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_content(html)
    return page, asked


@pytest.mark.parametrize(("width", "scheme"), SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_digest_fits_fetches_nothing_and_is_accessible(
    browser: Browser, language: str, width: int, scheme: str
) -> None:
    for kind, mail in all_mails(language).items():
        if kind not in KINDS or (kind != "weekly" and language != "de"):  # German is the widest
            continue
        page, asked = opened(browser, mail.html, width, scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, kind
        page.add_script_tag(path=str(AXE))
        faults = page.evaluate(
            "axe.run().then(found => found.violations.map(one => one.id + ': ' + one.nodes[0].html))"
        )
        assert [fault for fault in faults if fault.split(":")[0] not in NOT_FOR_MAIL] == [], kind
        assert asked == []
        page.close()

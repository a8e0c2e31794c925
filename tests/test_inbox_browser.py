"""The inbox in a real Chromium: with and without JavaScript, narrow and wide, light and dark; axe finds no fault.

Where Chromium is absent these are skipped and say so; with CI=true they fail instead, so that nobody misses it.
"""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from config_factories import a_business, a_config, a_playbook, a_source
from factories import CAFE, NOW, a_mail, a_measure, a_review
from inbox_visitor import IDA, JONAS, OLGA, House, a_safety_sentiment
from playwright.sync_api import Browser, Page, sync_playwright

from insight import kept_estimate, mirror_key
from model import State

CHROMIUM = Path("/usr/bin/chromium")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
SIZES = [(390, "light"), (390, "dark"), (1280, "light"), (1280, "dark")]
PUBLIC = ("/f/table-card", "/f/table-card/thanks?lang=de", "/f/table-card/card?lang=fr")
BOOK = ("/playbook?try=1", "/playbook/sheet?for=staff&lang=da", "/playbook/sheet?for=customers&lang=de")
SHOWN = (
    *("/inbox?q=we", "/inbox?closed=2", "/reviews/1", "/reviews/2", "/overview", "/fixes?recorded=waiting"),
    *("/complaints/new", "/me", "/people", "/mirror"),
)
GREETED, FAST = "Everybody is greeted within a minute.", "Coffee within eight minutes."

pytestmark = pytest.mark.browser


@dataclass
class Site:
    """The application served on a free port of this machine."""

    house: House
    base: str

    def sign_in(self, page: Page, email: str) -> None:
        page.goto(self.base + self.house.link(email))
        page.click("main button")
        page.wait_for_url(f"{self.base}/*")


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


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        base = f"http://127.0.0.1:{listening.getsockname()[1]}"
        house = House(tmp_path / "grapevine.db", base=base)
        server = uvicorn.Server(uvicorn.Config(house.app(), log_level="warning", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        yield Site(house, base)
        server.should_exit = True
        thread.join()


@pytest.fixture
def lively(site: Site) -> Site:
    """Two reviews, a mail and a measure."""
    form = a_source("Table card", kind="form", where="table-card")
    book = a_playbook(standards=[{"friendliness": GREETED}, {"waiting": FAST}, "Bread is from today."])
    site.house.config = a_config(businesses=(a_business(sources=(a_source(), form), playbook=book),), inbox={})
    site.house.flag(a_review(url="https://reviews.example/1"))
    site.house.flag(a_review(external_id="r2", text="The cake had nuts."), a_safety_sentiment())
    with site.house.store() as store:
        store.outbox.queue(a_mail(to=IDA), NOW)
        store.measures.add(a_measure())
        store.meta.set(mirror_key(CAFE, FAST), kept_estimate(0.9, NOW.date()))  # one standard seen, one still asked
        store.sources.sync(site.house.config.sources(), NOW)
    return site


def context_of(browser: Browser, width: int = 1280, scheme: Any = "light", **given: Any) -> Any:
    return browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, **given)


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("width", [390, 1280])
def test_a_new_member_of_staff_fixes_answers_and_closes(
    browser: Browser, lively: Site, javascript: bool, width: int
) -> None:
    with context_of(browser, width, java_script_enabled=javascript) as context:
        page = context.new_page()
        lively.sign_in(page, JONAS)
        page.click("text=We waited forty minutes")
        page.click("text=I take it")
        page.check("text=Refund the coffee")
        if not javascript:
            page.click("text=Save the ticks")
        page.wait_for_selector("li:has-text('Done for the customer')")
        page.fill("#text", "Hello Mette, we are sorry about the wait. Please call me. Jonas")
        page.click("text=Mark as answered")
        page.wait_for_selector("button:has-text('Undo')")
    flag = lively.house.get(1)
    assert (flag.state, flag.taken_by, len(flag.ticked)) == (State.ANSWERED, JONAS, 1)
    assert flag.draft is not None
    assert "sorry about the wait" in flag.draft.text


def test_another_wording_and_the_live_check_need_no_page_load(browser: Browser, lively: Site) -> None:
    with context_of(browser) as context:
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        lively.sign_in(page, JONAS)
        page.goto(f"{lively.base}/reviews/1")
        page.evaluate("window.stayed = true")
        before = page.input_value("#text")
        page.click("text=Another wording")
        page.wait_for_function("old => document.querySelector('#text').value !== old", arg=before)
        page.fill("#text", "Delete your review and you get 50 euro.")
        page.wait_for_selector("#checks .warn")
        assert page.evaluate("window.stayed") is True
        assert page.is_visible("text=Copy the reply")
        assert said == []


def test_the_stored_mail_is_shown_in_its_frame(browser: Browser, lively: Site) -> None:
    with context_of(browser) as context:
        page = context.new_page()
        lively.sign_in(page, IDA)
        page.goto(f"{lively.base}/digests?key={a_mail().key}")
        assert page.frame_locator("iframe").locator("p").inner_text() == "Two new reviews."


def test_of_two_browsers_racing_the_second_is_told_and_keeps_its_text(browser: Browser, lively: Site) -> None:
    with context_of(browser) as one, context_of(browser) as other:
        first, second = one.new_page(), other.new_page()
        for page, who in ((first, JONAS), (second, IDA)):
            lively.sign_in(page, who)
            page.goto(f"{lively.base}/reviews/1")
        second.fill("#text", "Ida's own words.")
        first.click("text=Mark as answered")
        first.wait_for_selector("button:has-text('Undo')")
        second.click("button[formaction$='/answered']")
        second.wait_for_selector("#text")
        assert second.input_value("#text") == "Ida's own words."
        assert second.locator("h1").inner_text() == "Nogen kom først"


@pytest.mark.parametrize(("width", "scheme"), SIZES)
def test_no_page_has_an_accessibility_fault_or_is_too_wide(
    browser: Browser, lively: Site, width: int, scheme: str
) -> None:
    with context_of(browser, width, scheme, bypass_csp=True) as context:
        page = context.new_page()
        faults = [fault for path in ("/signin", *PUBLIC) for fault in _faults(page, lively.base + path)]
        lively.sign_in(page, IDA)
        for path in (*SHOWN, *BOOK, f"/digests?key={a_mail().key}", "/reviews/99"):
            faults += _faults(page, lively.base + path)
        context.clear_cookies()
        lively.sign_in(page, OLGA)
        for path in ("/sources", "/settings", "/people", "/sources/pages?business=cafe-ida&source=own-site"):
            faults += _faults(page, lively.base + path)
        page.goto(f"{lively.base}/people")
        page.click("summary:has-text('Add somebody')")
        page.fill("input[name=name]", "Sam")
        page.fill("input[type=email]", "sam@cafe-ida.example")
        page.click("button[value=add]")
        page.wait_for_selector("h1:has-text('Add Sam?')")
        faults += _look(page, "what would change")
    assert faults == []


def _faults(page: Page, address: str) -> list[str]:
    """What axe finds, and whether the page is wider than its window."""
    page.goto(address)
    return _look(page, address)


def _look(page: Page, address: str) -> list[str]:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    said = page.evaluate("axe.run({iframes: false})")
    assert said["passes"], "axe has looked at nothing"
    faults = [f"{address}: {one['id']}: {node['html']}" for one in said["violations"] for node in one["nodes"]]
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        faults.append(f"{address}: too wide")
    return faults


def test_the_list_is_walked_with_j_and_k_and_opened_with_enter(browser: Browser, lively: Site) -> None:
    with context_of(browser) as context:
        page = context.new_page()
        lively.sign_in(page, JONAS)
        page.goto(f"{lively.base}/inbox")
        for key in ("j", "j", "k", "j", "Enter"):
            page.keyboard.press(key)
        page.wait_for_url("**/reviews/1")
        page.goto(f"{lively.base}/inbox?q=x")
        page.fill("#q", "")
        page.type("#q", "jkj")
        assert page.input_value("#q") == "jkj"


@pytest.mark.parametrize("javascript", [True, False])
def test_a_guest_fills_in_the_form_and_is_thanked(browser: Browser, lively: Site, javascript: bool) -> None:
    with context_of(browser, 390, java_script_enabled=javascript, locale="da-DK") as context:
        page = context.new_page()
        page.goto(f"{lively.base}/f/table-card")
        lively.house.now += timedelta(seconds=9)
        page.check("input[name=stars][value='2']")
        page.fill("#text", "Kaffen var kold.")
        page.click("main button")
        page.wait_for_url("**/thanks*")
        assert page.locator("h1").inner_text() == "Tak"
        assert context.cookies() == []
    with lively.house.store() as store:
        assert [one.review.text for one in store.reviews.unscored()] == ["Kaffen var kold."]


@pytest.mark.parametrize("javascript", [True, False])
def test_an_owner_guesses_and_then_sees_what_customers_say(browser: Browser, lively: Site, javascript: bool) -> None:
    with context_of(browser, 390, java_script_enabled=javascript) as context:
        page = context.new_page()
        lively.sign_in(page, IDA)
        page.goto(f"{lively.base}/mirror")
        page.fill("input[type=number]", "80")
        page.click("main button.primary")
        page.wait_for_url("**/mirror?business=cafe-ida")
        assert page.locator("section.card h2").all_inner_texts() == [GREETED, FAST]

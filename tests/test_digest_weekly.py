"""The weekly digest: whole, short, honest about what was not read, and never stopped by what a customer wrote."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from mails.renew import FOLDER, all_mails, as_file, seen_in
from mails.scene import (
    BEFORE,
    NOW,
    PLACE,
    THIS_WEEK,
    WEEK,
    _finish,
    a_reader,
    a_scene_business,
    a_scene_config,
    a_scene_review,
    a_scene_sentiment,
    add_week,
    open_scene,
)

from digest.weekly import LIMIT, compose_weekly
from model import Mail, Measure, Reply, State, Verdict
from store import Store, open_store
from words import LANGUAGES

ROW = tuple[int, str, float, str, str, str, str]


@pytest.fixture(scope="module")
def scene() -> Iterator[Store]:
    with open_scene() as opened:
        yield opened


@pytest.fixture
def quiet() -> Iterator[Store]:
    """One source, read an hour ago, without any review yet."""
    with open_store(":memory:") as opened:
        opened.sources.sync(ONE.sources, NOW - timedelta(days=30))
        _finish(opened, "Kortliste", Verdict.OK, NOW - timedelta(hours=1))
        yield opened


SPRING = WEEK.shift(-30)
ONE = a_scene_business(sources=a_scene_business().sources[:1])


def compose(store: Store, language: str = "en", *, business=ONE, inbox: str | None = None, **more: object) -> Mail:
    config = a_scene_config(business, inbox)
    return compose_weekly(store, business, a_reader(language), WEEK, config=config, now=NOW, **more)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_mail_is_as_it_was(language: str) -> None:
    for name, mail in all_mails(language).items():
        kept = (FOLDER / f"{name}.{language}.txt").read_text(encoding="utf-8")
        assert as_file(mail) == kept, f"{name}.{language}: renew with `PYTHONPATH=tests python -m mails.renew`"


def test_a_digest_asks_for_nothing_outside(scene: Store) -> None:
    html = compose(scene, business=a_scene_business()).html
    assert not re.findall(r"<img|<link|@import|url\(|\bsrc=", html)


def test_a_digest_says_its_language_and_that_of_each_review(scene: Store) -> None:
    html = compose(scene, "fr", business=a_scene_business()).html
    assert '<html lang="fr"' in html
    assert html.count('lang="da"') >= 2


def test_both_versions_say_the_headline(scene: Store) -> None:
    mail = compose(scene, business=a_scene_business())
    assert "Broken promises cost you 0.5 stars." in mail.text
    assert "Broken promises cost you 0.5 stars." in " ".join(seen_in(mail.html))


def test_safety_comes_first_of_the_reviews_to_answer(scene: Store) -> None:
    text = compose(scene, business=a_scene_business()).text
    assert text.index("glutenfri") < text.index("birthday cake for two")


def test_every_item_of_the_text_starts_its_own_line(scene: Store) -> None:
    lines = compose(scene, business=a_scene_business()).text.splitlines()
    for mark in ("* Call them yourself", "- 1 star", "+ Kortliste (17), ", "! Rejseklub:", "| Hej Karen"):
        assert any(line.startswith(mark) for line in lines), mark


def test_the_text_keeps_to_72_columns_but_for_addresses(scene: Store) -> None:
    lines = compose(scene, "de", business=a_scene_business(), inbox="https://reviews.nordlys.example").text.splitlines()
    assert [line for line in lines if len(line) > 72 and "://" not in line] == []


def test_without_an_inbox_no_link_leads_there(scene: Store) -> None:
    mail = compose(scene, business=a_scene_business())
    assert "reviews.nordlys.example" not in mail.html + mail.text
    assert "6 reviews wait for an answer. Start with the 5 below." in mail.text
    assert mail.headers == (("Content-Language", "en"),)


def test_a_zero_week_prints_zeros(quiet: Store) -> None:
    mail = compose(quiet)
    assert mail.subject == f"{PLACE}: no reviews · week 46"
    assert "No new reviews this week." in mail.text
    assert re.search(r"^ +0  Unhappy", mail.text, re.M)


def test_below_ten_reviews_there_are_counts_only(quiet: Store) -> None:
    add_week(quiet, WEEK, THIS_WEEK[:9])
    text = compose(quiet).text.split("1 star,")[0]
    assert "9 new reviews, 2 of them unhappy." in text
    assert not re.search(r"\d\.\d|%|/ 5", text)


@pytest.mark.parametrize("verdict", [Verdict.BLOCKED, Verdict.UNREACHABLE, Verdict.CHANGED, Verdict.SHORT])
def test_a_source_that_could_not_be_read_makes_the_week_unknown_never_quiet(verdict: Verdict) -> None:
    with open_store(":memory:") as store:
        store.sources.sync(ONE.sources, NOW - timedelta(days=30))
        _finish(store, "Kortliste", Verdict.OK, NOW - timedelta(days=3))
        _finish(store, "Kortliste", verdict, NOW - timedelta(hours=1))
        mail = compose(store)
    assert "We cannot say how the week was" in mail.text
    assert "could not be read" in mail.subject
    assert "No new reviews" not in mail.text
    assert not re.search(r"\b0  ", mail.text)


def test_trouble_after_a_good_read_of_the_whole_week_changes_nothing(quiet: Store) -> None:
    _finish(quiet, "Kortliste", Verdict.OK, NOW - timedelta(minutes=50))
    _finish(quiet, "Kortliste", Verdict.BLOCKED, NOW - timedelta(minutes=10))
    assert "No new reviews this week." in compose(quiet).text


def test_a_source_never_read_makes_the_week_unknown() -> None:
    with open_store(":memory:") as store:
        store.sources.sync(ONE.sources, NOW)
        assert "not read yet" in compose(store).text


def test_what_got_better_is_said_when_all_was_read(quiet: Store) -> None:
    add_week(quiet, WEEK.shift(-1), BEFORE, answered=True)
    add_week(quiet, WEEK, THIS_WEEK[:3])
    assert "Waiting and speed: 3 complaints in the week before, now 0." in compose(quiet).text


def test_nothing_got_better_only_because_a_source_went_silent(scene: Store) -> None:
    assert "WHAT GOT BETTER" not in compose(scene, business=a_scene_business()).text


def test_a_late_digest_says_so(quiet: Store) -> None:
    assert "This digest comes late. It was due on Monday 16 November, 07:00." in compose(quiet, late=True).text
    assert "comes late" not in compose(quiet).text


def test_a_first_look_sums_over_eight_weeks(scene: Store) -> None:
    mail = compose(scene, business=a_scene_business(), first_look=True)
    assert mail.subject == f"{PLACE}: a first look at your reviews"
    assert re.search(r"^ +138  New reviews$", mail.text, re.M)
    assert "21 September to 15 November 2026" in mail.text
    assert mail.key != compose(scene, business=a_scene_business()).key


def found_late_scene(store: Store) -> None:
    """Last week's digest went out on time; then a review of that week turned up."""
    earlier = WEEK.shift(-1)
    store.digests.record(PLACE, "a@b.example", earlier, mail_key="k", late=False, now=NOW - timedelta(days=7))
    add_week(store, earlier, [(6, "Kortliste", 1.0, "en", "Late Guest", "-taste", "These are late words.")])
    stored = store.reviews.find(PLACE, "Kortliste", f"{earlier}-0")
    assert stored is not None
    assert stored.seen < NOW - timedelta(days=7)


def test_a_review_found_in_time_is_not_found_late(quiet: Store) -> None:
    found_late_scene(quiet)
    assert "FOUND LATE" not in compose(quiet).text


def late_row(store: Store, *, initial: bool) -> None:
    review = a_scene_review(WEEK.shift(-1), 7, (2, "Kortliste", 1.0, "en", "Late", "", "These are late words."))
    store.reviews.add([review], seen=NOW - timedelta(days=2), zone=ONE.tz, initial=initial)


@pytest.mark.parametrize(("initial", "said"), [(False, True), (True, False)])
def test_a_review_found_after_its_digest_appears_once_as_found_late(quiet: Store, initial: bool, said: bool) -> None:
    found_late_scene(quiet)
    late_row(quiet, initial=initial)
    first = compose(quiet)
    assert ("1 REVIEW FOUND LATE" in first.text) is said
    quiet.digests.record(PLACE, "a@b.example", WEEK, mail_key="k2", late=False, now=NOW)
    assert compose(quiet).text == first.text, "the second owner reads the same"
    config = a_scene_config(ONE, None)
    after = compose_weekly(quiet, ONE, a_reader("en"), WEEK.shift(1), config=config, now=NOW + timedelta(days=7))
    assert "FOUND LATE" not in after.text


def test_the_text_chart_keeps_its_proportions_in_a_busy_week(quiet: Store) -> None:
    add_week(quiet, WEEK.shift(-1), [(n % 7, "Kortliste", 5.0, "en", "B", "", f"Half {n}.") for n in range(75)])
    add_week(quiet, WEEK, [(n % 7, "Kortliste", 5.0, "en", "A", "", f"Full {n}.") for n in range(150)])
    marks = re.findall(r"^ W\d\d +5\.0  (\++)  \d+$", compose(quiet).text, re.M)
    assert [len(one) for one in marks] == [24, 48]


def test_a_fixed_theme_that_is_complained_of_again_came_back(quiet: Store) -> None:
    quiet.measures.add(Measure(PLACE, "promise", "a slip with the hour on every order", WEEK.monday))
    add_week(quiet, WEEK, THIS_WEEK)
    text = " ".join(compose(quiet).text.split())
    assert "fixed on 9 November 2026 (a slip with the hour on every order), and 2 complaints this week." in text


def many_flags(count: int) -> list[ROW]:
    long = "Invented words that go on and on about a cake and its cream. " * 9
    return [(n % 7, "Kortliste", 1.0, "en", f"Guest {n}", "-promise -safety", f"{n} {long}") for n in range(count)]


def test_twelve_flagged_reviews_stay_under_90_kb(quiet: Store) -> None:
    add_week(quiet, WEEK, many_flags(12))
    for flag in quiet.flags.list([PLACE], [State.TO_ANSWER]):
        quiet.flags.draft(flag.id, Reply("Dear guest,\n\n" + "we are very sorry about this. " * 40, "en"))
    mail = compose(quiet, inbox="https://reviews.nordlys.example")
    assert len(mail.html.encode()) < LIMIT
    shown = mail.text.count("Draft reply")
    assert 3 <= shown <= 5
    assert f"And {12 - shown} more to answer." in mail.text


def old_week(store: Store) -> None:
    """A first import of reviews of last spring: one of safety, one grumble, one that was answered where it stands."""
    rows: list[ROW] = [
        (1, "Kortliste", 3.0, "en", "Tom", "-price", "Good, but pricey."),
        (2, "Kortliste", 1.0, "da", "Karen L.", "-safety", THIS_WEEK[7][6]),
    ]
    for number, row in enumerate(rows):
        review = a_scene_review(SPRING, number, row)
        store.reviews.add([review], seen=NOW - timedelta(hours=2), zone=ONE.tz, initial=True)
        stored = store.reviews.find(PLACE, review.source, review.external_id)
        assert stored is not None
        store.flags.save(stored, a_scene_sentiment(row), now=NOW, open=State.BACKLOG)


def of_spring(store: Store) -> Mail:
    config = a_scene_config(ONE, None)
    return compose_weekly(store, ONE, a_reader("en"), SPRING, config=config, now=NOW)


def test_the_digest_of_an_old_week_shows_its_own_reviews_with_drafts(quiet: Store) -> None:
    old_week(quiet)
    add_week(quiet, WEEK, THIS_WEEK)
    mail = of_spring(quiet)
    assert "birthday cake for two" not in mail.text
    assert ", 2 to answer" in mail.subject
    assert mail.text.index("glutenfri") < mail.text.index("pricey")
    assert mail.text.count("Draft reply") == 2
    assert "has one" not in mail.text
    assert "backlog" not in mail.text


def test_safety_in_an_old_week_is_in_its_headline(quiet: Store) -> None:
    old_week(quiet)
    assert "1 review speaks of safety: read it first." in " ".join(of_spring(quiet).text.split("=====")[0].split())


def test_all_answered_is_said_only_when_it_is_so(quiet: Store) -> None:
    add_week(quiet, WEEK, THIS_WEEK[:3], answered=True)
    assert "Every review that needs an answer has one." in compose(quiet).text

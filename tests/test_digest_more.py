"""The parts beside the week: full once a month, one line else, nothing where there is nothing to say."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from mails.scene import (
    INBOX,
    NOW,
    PLACE,
    THIS_WEEK,
    WEEK,
    _finish,
    a_reader,
    a_scene_business,
    a_scene_config,
    add_week,
    open_scene,
)

from config import Budget, Business, Playbook
from digest.brief import brief, sheets
from digest.facts import Facts, Issue
from digest.gather import gather
from digest.more import begins_a_month
from digest.weekly import compose_weekly
from insight import estimate_of, mirror_key
from model import Measure, State, Verdict, Week
from store import Store, open_store
from words import LANGUAGES, speak

FIRST = Week(2026, 40)  # ends on Sunday 4 October: the first digest of a month and of a quarter
HOUR = "Whoever takes an order writes the hour on it."
SEEN = "Nobody stands at the counter unseen."
PLAYBOOK = Playbook.model_validate(
    {"standards": [{"promise": HOUR}, {"friendliness": SEEN}, "We bake at night."], "contact": {"name": "Astrid"}}
)


def shop(**changes: object) -> Business:
    return a_scene_business(playbook=PLAYBOOK, sources=a_scene_business().sources[:1], **changes)


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store(":memory:") as opened:
        opened.sources.sync(shop().sources, NOW - timedelta(days=90))
        _finish(opened, "Kortliste", Verdict.OK, NOW - timedelta(hours=1))
        yield opened


def facts(store: Store, business: Business | None = None, week: Week = WEEK) -> Facts:
    one = business or shop()
    now = week.end(one.tz) + timedelta(hours=7)
    return gather(store, Issue(one, a_reader("en"), week, now), a_scene_config(one, None))


def lines(store: Store, business: Business | None = None, week: Week = WEEK) -> list[str]:
    return brief(speak("en", "digest"), facts(store, business, week))


def sheet(store: Store, title: str, business: Business | None = None, week: Week = FIRST) -> list[str]:
    found = {one.title: one.lines for one in sheets(speak("en", "digest"), facts(store, business, week))}
    return found.get(title, [])


@pytest.mark.parametrize(("week", "first"), [(Week(2026, 40), True), (Week(2026, 41), False), (Week(2026, 53), True)])
def test_a_month_begins_with_the_digest_after_its_first_sunday(week: Week, first: bool) -> None:
    assert begins_a_month(week) is first


def test_a_week_without_news_has_no_line(store: Store) -> None:
    plain = a_scene_business(sources=a_scene_business().sources[:1])
    assert lines(store, plain) == []


def test_in_an_ordinary_week_standards_are_one_line(store: Store) -> None:
    add_week(store, WEEK, THIS_WEEK)
    assert "Standards: 1 kept, 1 broken, 0 not mentioned." in lines(store)
    assert sheet(store, "Your standards: four weeks", week=WEEK) == []


def test_once_a_month_standards_and_scorecard_are_whole(store: Store) -> None:
    add_week(store, FIRST, THIS_WEEK)
    assert sheet(store, "Your standards: four weeks") == [
        f"{HOUR} Kept: 0, broken: 3.",
        f"{SEEN} Kept: 5, broken: 0.",
    ]
    card = sheet(store, "Scorecard: four weeks")
    assert card[0] == "Rating: 3.9"
    assert card[1] == "Unhappy customers: 5, before: 0"
    assert not any(line.startswith("Standards:") for line in lines(store, week=FIRST))


def test_the_mirror_asks_at_the_start_of_a_quarter(store: Store) -> None:
    asked = sheet(store, "Before you look: what do you think?")
    assert asked[:2] == [HOUR, SEEN]
    assert sheet(store, "Before you look: what do you think?", week=Week(2026, 45)) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("inbox", [INBOX, None])
def test_the_question_leads_to_the_page_where_it_is_answered(store: Store, language: str, inbox: str | None) -> None:
    config = a_scene_config(shop(), inbox)
    mail = compose_weekly(store, shop(), a_reader(language), FIRST, config=config, now=FIRST.end(shop().tz))
    there = f"{INBOX}/mirror?business=nordlys-bakery-cafe"
    assert (f'href="{there}"' in mail.html, there in mail.text) == (bool(inbox), bool(inbox))


def test_what_is_asked_about_is_not_shown_in_the_same_mail(store: Store) -> None:
    add_week(store, FIRST, THIS_WEEK)
    store.meta.set(mirror_key(PLACE, SEEN), json.dumps({"share": 0.75, "on": "2026-07-06"}))
    assert SEEN in sheet(store, "Before you look: what do you think?")
    assert sheet(store, "Mirror: what you believe, what they say") == []


def test_the_mirror_compares_an_estimate_and_asks_no_more(store: Store) -> None:
    add_week(store, FIRST, THIS_WEEK)
    store.meta.set(mirror_key(PLACE, SEEN), json.dumps({"share": 0.75, "on": "2026-10-02"}))
    title = "Mirror: what you believe, what they say"
    assert sheet(store, title) == [f"{SEEN} You: 75%. Those who mention it: 5 of 5."]
    assert SEEN not in sheet(store, "Before you look: what do you think?")


def test_from_ten_voices_on_the_mirror_has_an_interval(store: Store) -> None:
    rows = [(n % 7, "Kortliste", 5.0, "en", f"G{n}", "+friendliness", f"Invented kind words {n}.") for n in range(10)]
    add_week(store, FIRST, rows)
    store.meta.set(mirror_key(PLACE, SEEN), json.dumps({"share": 0.5, "on": "2026-10-02"}))
    (said,) = sheet(store, "Mirror: what you believe, what they say")
    assert said.endswith("Those who mention it: 100% (95% sure: 72% to 100%).")


@pytest.mark.parametrize("kept", [None, "", "null", "{}", "[]", '{"share": 2, "on": "2026-10-02"}', '{"share": 0.5}'])
def test_an_estimate_that_cannot_be_read_is_none(kept: str | None) -> None:
    assert estimate_of(kept) is None


def test_an_estimate_is_a_share_and_a_day() -> None:
    assert estimate_of('{"share": 0.5, "on": "2026-10-02"}') == (0.5, date(2026, 10, 2))


def answered(store: Store, *, cost: float, cause: str) -> None:
    add_week(store, WEEK, THIS_WEEK[2:3])
    (flag,) = store.flags.list([PLACE], [State.TO_ANSWER])
    store.flags.tick(flag.id, "promise:1", True, "astrid@nordlys.example", NOW - timedelta(days=2), cost=cost)
    store.flags.move(
        flag.id, State.SOLVED, rev=flag.rev, who="astrid@nordlys.example", now=NOW - timedelta(days=1), cause=cause
    )


@pytest.mark.parametrize(
    ("budget", "said"),
    [(Budget(), "Goodwill this month: 40\u00a0EUR."),
     (Budget(monthly=200, currency="DKK"), "Goodwill this month: 40\u00a0DKK of 200\u00a0DKK.")],
)  # fmt: skip
def test_goodwill_of_the_month_stands_beside_its_budget(store: Store, budget: Budget, said: str) -> None:
    answered(store, cost=40.0, cause="training")
    assert said in lines(store, shop(budget=budget))


def test_causes_are_counted(store: Store) -> None:
    answered(store, cost=0.0, cause="training")
    assert "Causes your team named: Training 1." in lines(store)


def late_weeks(store: Store) -> None:
    """Last week's problem was waiting."""
    rows = [(n, "Kortliste", 1.0, "en", f"G{n}", "-waiting", f"We waited far too long, {n}.") for n in range(3)]
    add_week(store, WEEK.shift(-1), rows, answered=True)


def test_last_weeks_task_is_open_until_a_change_is_recorded(store: Store) -> None:
    late_weeks(store)
    assert "Last week’s task, waiting and speed: no change is recorded yet." in lines(store)
    store.measures.add(Measure(PLACE, "waiting", "Two at the counter", WEEK.monday))
    assert "Last week’s task, waiting and speed: done. Two at the counter (9 Nov)." in lines(store)


def test_a_change_of_long_ago_does_not_do_this_weeks_task(store: Store) -> None:
    late_weeks(store)
    store.measures.add(Measure(PLACE, "waiting", "Two at the counter", WEEK.shift(-3).monday))
    assert any("no change is recorded yet" in line for line in lines(store))


def test_a_surge_is_named_beside_what_is_usual(store: Store) -> None:
    for back in range(1, 8):
        add_week(store, WEEK.shift(-back), [(1, "Kortliste", 5.0, "en", "A", "+taste", f"Fine words {back}.")])
    rows = [(n, "Kortliste", 1.0, "en", f"G{n}", "-waiting", f"We waited far too long, {n}.") for n in range(4)]
    add_week(store, WEEK, rows)
    assert "Suddenly more complaints: waiting and speed (4, usually 0.0 a week)." in lines(store)


def test_effort_is_said_where_it_changed(store: Store) -> None:
    for back in (1, 2):
        rows = [(n % 7, "Kortliste", 5.0, "en", f"B{n}", "", f"Calm words {back} {n}.") for n in range(10)]
        add_week(store, WEEK.shift(-back), rows)
    rows = [(n % 7, "Kortliste", 5.0, "en", f"C{n}", "", f"More calm words {n}.") for n in range(10)]
    dear = [(n, "Kortliste", 1.0, "en", f"D{n}", themes, f"Angry words {n}.") for n, themes in
            enumerate(["-price", "-price", "-promise", "-promise", "-taste", "-taste"])]  # fmt: skip
    mild = [(n, "Kortliste", 5.0, "en", f"E{n}", "-effort", f"Kind words after two calls {n}.") for n in range(2)]
    add_week(store, WEEK, rows + dear + mild)
    assert "Effort: 11 of 100 reviews tell of it, before 0." in lines(store)


def test_several_locations_are_compared_a_single_one_is_not(store: Store) -> None:
    two = shop(locations=("Harbour", "Station"))
    assert sheet(store, "Your locations", two, WEEK) == ["Harbour: 0 reviews", "Station: 0 reviews"]
    assert sheet(store, "Your locations", shop(locations=("Harbour",)), WEEK) == []


def test_the_sentence_for_everyone_is_the_standard_that_the_problem_breaks(store: Store) -> None:
    add_week(store, WEEK, THIS_WEEK)
    assert facts(store).standard == HOUR


def test_a_first_look_has_none_of_it(store: Store) -> None:
    add_week(store, FIRST, THIS_WEEK)
    issue = Issue(shop(), a_reader("en"), FIRST, NOW, first_look=True)
    first = gather(store, issue, a_scene_config(shop(), None))
    assert brief(speak("en", "digest"), first) == []
    assert sheets(speak("en", "digest"), first) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_full_month_still_fits_a_mail_in_every_language(language: str) -> None:
    with open_scene() as store:
        business = a_scene_business(playbook=replace_standards(), budget=Budget(monthly=300))
        store.meta.set(mirror_key(PLACE, SEEN), json.dumps({"share": 0.75, "on": "2026-10-02"}))
        mail = compose_weekly(
            store, business, a_reader(language), Week(2026, 45), config=a_scene_config(business), now=NOW
        )
    assert len(mail.html.encode()) < 90_000
    assert "criterion:" not in mail.text


def replace_standards() -> Playbook:
    return a_scene_business().playbook.model_copy(update={"promises": PLAYBOOK.promises})


def test_an_unknown_week_says_nothing_of_it(store: Store) -> None:
    _finish(store, "Kortliste", Verdict.BLOCKED, NOW - timedelta(minutes=5))
    business = shop()
    blind = replace(facts(store), issue=Issue(business, a_reader("en"), WEEK, NOW))
    assert blind.more.card
    text = compose_weekly(
        store,
        business,
        a_reader("en"),
        WEEK.shift(1),
        config=a_scene_config(business, None),
        now=NOW + timedelta(days=7),
    ).text
    assert "IN BRIEF" not in text

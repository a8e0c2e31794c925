"""Who is told of what, when, and in which thread: alerts, reminders, and what the operator hears."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from config_factories import a_business, a_config, a_person
from factories import NOW, a_flag, a_mail, a_review, a_run, a_sentiment, a_stored

from config import Business, Config
from config.links import read_alert
from config.times import parse_hours
from digest.alert import compose_alert
from digest.deliver import deliver_one
from digest.message import message_id, to_message
from digest.reminder import compose_reminder, remind_at
from jobs.alerts import queue_alerts
from jobs.operator import queue_failures, queue_mail_trouble
from jobs.post import deliver
from jobs.reminders import queue_reminders
from jobs.workplace import Workplace
from model import Flag, Mail, MailError, Run, State, ThemeHit
from store import Store

CONFIG = a_config()
SECRET = b"s" * 32
SAFE = a_sentiment(themes=(ThemeHit("safety", "neg", 0, 3),))
WEEKDAYS = parse_hours({"mon-fri": "09:00-17:00"})
HOUR = timedelta(hours=1)


def opened(store: Store, *, due: datetime | None, native: str = "r1", told: bool = True) -> int:
    """A new flag that is due then; the id."""
    review = a_review(external_id=native)
    store.reviews.add([review], seen=NOW, zone=a_business().tz)
    stored = store.reviews.find(review.business, review.source, native)
    assert stored is not None
    store.flags.save(stored, a_sentiment(), now=NOW, open=State.TO_ANSWER, due=due)
    if told:
        store.flags.alerted([stored.id], NOW)
    return stored.id


def mails(store: Store, kind: str = "alert") -> list[Mail]:
    return store.outbox.list(kind=kind)


def acts(mail: Mail) -> dict[str, str]:
    """What each link of a mail may do, and as whom."""
    tokens = set(re.findall(r"/a/([\w.-]+)", mail.html))
    found = [read_alert(SECRET, token, NOW) for token in tokens]
    return {link.act: link.email for link in found if link}


def test_an_alert_holds_links_that_take_and_answer_as_its_reader() -> None:
    jonas = a_person()
    mail = compose_alert([a_flag()], a_business(), jonas, config=CONFIG, now=NOW, secret=SECRET)
    assert acts(mail) == {"take": jonas.email, "answered": jonas.email}
    assert re.findall(r"/a/([\w.-]+)", mail.text)


def test_only_the_owner_closes_a_matter_of_safety_by_mail() -> None:
    business, flag = a_business(), a_flag(sentiment=SAFE)
    for person, offered in ((business.people[1], {"take"}), (business.people[0], {"take", "answered"})):
        mail = compose_alert([flag], business, person, config=CONFIG, now=NOW, secret=SECRET)
        assert set(acts(mail)) == offered


def test_links_end_after_14_days_and_need_an_inbox() -> None:
    mail = compose_alert([a_flag()], a_business(), a_person(), config=CONFIG, now=NOW, secret=SECRET)
    token = re.findall(r"/a/([\w.-]+)", mail.html)[0]
    assert read_alert(SECRET, token, NOW + timedelta(days=14)) is not None
    assert read_alert(SECRET, token, NOW + timedelta(days=14, seconds=1)) is None
    without = compose_alert([a_flag()], a_business(), a_person(), config=a_config(inbox={}), now=NOW, secret=SECRET)
    assert "/a/" not in without.html + without.text


def test_a_reminder_answers_the_alert_of_its_review() -> None:
    business, person = a_business(), a_person()
    flag = a_flag(due=NOW + HOUR, alerted=NOW)
    first = compose_alert([flag], business, person, config=CONFIG, now=NOW)
    again = compose_reminder([flag], business, person, config=CONFIG, now=NOW)
    sent = to_message(again, sender=CONFIG.mail.sender, now=NOW)
    assert sent["In-Reply-To"] == sent["References"] == message_id(first.key, CONFIG.mail.sender)
    assert again.subject == f"Re: {first.subject}"


def test_a_bundle_belongs_to_the_thread_of_each_of_its_reviews() -> None:
    flags = [a_flag(stored=a_stored(id=n, external_id=f"r{n}"), due=NOW + HOUR) for n in (1, 2)]
    bundle = compose_alert(flags, a_business(), a_person(), config=CONFIG, now=NOW)
    later = compose_reminder([flags[1]], a_business(), a_person(), config=CONFIG, now=NOW)
    assert dict(later.headers)["In-Reply-To"] in dict(bundle.headers)["References"]


@pytest.mark.parametrize(
    ("promised", "before"), [(2, 1), (4, 1), (24, 6), (48, 12), (120, 12)], ids=lambda hours: f"{hours}h"
)
def test_a_reminder_comes_a_quarter_before_the_end(promised: int, before: int) -> None:
    flag = a_flag(due=NOW + promised * HOUR)
    assert remind_at(flag, None, a_business().tz) == NOW + (promised - before) * HOUR


def test_a_reminder_comes_while_somebody_is_there() -> None:
    zone = a_business().tz
    flag = a_flag(due=NOW + 22 * HOUR)  # Tuesday 07:00 in Copenhagen: the shop closes on Monday at 17:00
    at = remind_at(flag, WEEKDAYS, zone)
    assert at is not None
    assert WEEKDAYS.is_open(at, zone)
    assert at.astimezone(zone).hour == 16
    assert remind_at(a_flag(due=NOW + 22 * HOUR, sentiment=SAFE), WEEKDAYS, zone) == NOW + 16.5 * HOUR


@pytest.mark.parametrize(
    ("after", "told", "queued"), [(17, True, 0), (18, True, 1), (23, True, 1), (25, True, 0), (20, False, 0)]
)
def test_who_was_told_is_reminded_before_the_promise_ends(store: Store, after: int, told: bool, queued: int) -> None:
    opened(store, due=NOW + 24 * HOUR, told=told)
    queue_reminders(store, CONFIG, NOW + after * HOUR)
    assert len(mails(store)) == queued


def test_a_promise_is_reminded_of_once_and_a_new_one_again(store: Store) -> None:
    number = opened(store, due=NOW + 24 * HOUR)
    for minute in range(3):
        queue_reminders(store, CONFIG, NOW + 20 * HOUR + timedelta(minutes=minute))
    assert len(mails(store)) == 1
    store.flags.move(number, State.ANSWERED, rev=1, who="jonas@cafe-ida.example", now=NOW + 21 * HOUR)
    queue_reminders(store, CONFIG, NOW + 23 * HOUR)
    assert len(mails(store)) == 1


def test_many_promises_are_one_reminder(store: Store) -> None:
    for number in range(4):
        opened(store, due=NOW + 24 * HOUR, native=f"r{number}")
    queue_reminders(store, CONFIG, NOW + 20 * HOUR)
    assert [mail.subject for mail in mails(store)] == ["Café Ida: 4 promised answers are due soon"]


def test_whoever_took_it_is_reminded_alone(store: Store) -> None:
    number = opened(store, due=NOW + 24 * HOUR)
    store.flags.move(number, State.IN_HAND, rev=1, who="ida@cafe-ida.example", now=NOW)
    queue_reminders(store, CONFIG, NOW + 20 * HOUR)
    (mail,) = mails(store)
    assert mail.to == "ida@cafe-ida.example"


def test_alerts_carry_links_out_of_the_store(store: Store) -> None:
    opened(store, due=NOW + HOUR, told=False)
    queue_alerts(store, CONFIG, NOW)
    (mail,) = mails(store)
    token = re.findall(r"/a/([\w.-]+)", mail.html)[0]
    assert read_alert(store.meta.secret(), token, NOW) is not None


def a_week_of(store: Store, back: int, themes: str, count: int) -> None:
    """Reviews of a week that complain of one theme, scored and told of, but for those of this week."""
    for number in range(count):
        published = NOW - timedelta(weeks=back, minutes=number)
        review = a_review(external_id=f"{back}-{number}", published=published)
        store.reviews.add([review], seen=NOW, zone=a_business().tz)
        stored = store.reviews.find(review.business, review.source, review.external_id)
        assert stored is not None
        scored = a_sentiment(themes=(ThemeHit(themes, "neg", 0, 3),))
        store.flags.save(stored, scored, now=NOW, open=State.TO_ANSWER)
        if back:
            store.flags.alerted([stored.id], NOW)


@pytest.mark.parametrize(("count", "told"), [(2, 0), (4, 1)])
def test_a_surge_is_told_to_the_owner_once_a_week(store: Store, count: int, told: int) -> None:
    for back in range(1, 8):
        a_week_of(store, back, "price", 1)
    a_week_of(store, 0, "waiting", count)
    queue_alerts(store, CONFIG, NOW)
    surging = [mail for mail in mails(store) if mail.key.startswith("surge:")]
    assert len(surging) == told
    assert all(mail.to == "ida@cafe-ida.example" for mail in surging)
    opened(store, due=None, told=False)
    queue_alerts(store, CONFIG, NOW + HOUR)
    assert len([mail for mail in mails(store) if mail.key.startswith("surge:")]) == 1 or not told


def refused(store: Store, error: MailError, *sent: Mail) -> list[Run]:
    def send(mail: Mail) -> str:
        raise error

    for mail in sent:
        store.outbox.queue(mail, NOW)
        deliver_one(store, send, NOW)
    return store.runs.list("send")


def operator_mails(store: Store) -> list[Mail]:
    return mails(store, "operator")


def test_the_operator_hears_once_that_our_account_is_refused(store: Store) -> None:
    sent = [a_mail(key=f"digest:{n}") for n in range(3)]
    runs = refused(store, MailError("535 5.7.8 wrong password", ours=True), *sent)
    queue_mail_trouble(store, CONFIG, runs, NOW)
    (mail,) = operator_mails(store)
    assert mail.to == "olga@cafe-ida.example"
    assert "535 5.7.8 wrong password" in mail.text
    assert "kept and tried again" in mail.text


def test_the_operator_hears_of_a_mail_that_will_never_arrive(store: Store) -> None:
    runs = refused(store, MailError("550 5.1.1 no such user", permanent=True), a_mail())
    queue_mail_trouble(store, CONFIG, runs, NOW)
    (mail,) = operator_mails(store)
    assert "It is not tried again." in " ".join(mail.text.split())


@pytest.mark.parametrize(
    ("error", "kind"),
    [(MailError("451 later"), "digest"), (MailError("550 5.1.1 gone", permanent=True), "operator")],
    ids=["tried again", "mail to operators"],
)
def test_what_passes_and_what_concerns_operators_makes_no_mail(store: Store, error: MailError, kind: str) -> None:
    before = len(operator_mails(store))
    queue_mail_trouble(store, CONFIG, refused(store, error, a_mail(kind=kind)), NOW)
    assert len(operator_mails(store)) == before + (kind == "operator")


def test_delivery_tells_the_operator_itself(store: Store, tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file where the folder should be")
    store.outbox.queue(a_mail(), NOW)
    deliver(store, Workplace(lambda: CONFIG, tmp_path, clock=lambda: NOW), NOW)
    assert len(operator_mails(store)) == 1


def two_houses() -> Config:
    """Two businesses with the same operator."""
    other: Business = a_business("Bistro Anker")
    return a_config(businesses=(a_business(), other))


@pytest.mark.parametrize(("stage", "told"), [("score", 1), ("backup", 1), ("crawl", 0)])
def test_a_failed_job_is_told_once_to_each_operator(store: Store, stage: str, told: int) -> None:
    run = a_run(stage=stage, business="", key="", failed=2, said="review 7: too deep")
    for _ in range(2):
        queue_failures(store, two_houses(), [run], NOW)
    assert len(operator_mails(store)) == told


def test_a_job_that_went_well_is_not_told(store: Store) -> None:
    assert queue_failures(store, CONFIG, [a_run(stage="score", seen=9)], NOW) == 0


def a_taken(flag: Flag) -> Flag:
    return a_flag(stored=flag.stored, state=State.IN_HAND, taken_by="jonas@cafe-ida.example")


def test_what_somebody_has_can_only_be_answered() -> None:
    mail = compose_alert([a_taken(a_flag())], a_business(), a_person(), config=CONFIG, now=NOW, secret=SECRET)
    assert set(acts(mail)) == {"answered"}

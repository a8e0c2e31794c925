"""A mailbox is read over TLS only, changes nothing there, and no mail is read twice."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from config_factories import a_source
from fakeimap import FakeMailbox, fake_mailbox
from fakeweb import self_signed
from house import DAY, a_house
from pydantic import SecretStr

from config import Source
from crawler.dropfolder import Catch
from crawler.health import judge
from crawler.jobs import CrawlJob, CrawlRules, Memory, plan
from crawler.mailbox import crawl_mail, in_utf7
from crawler.supervisor import crawl_batch
from model import Verdict

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
SAMPLES = Path(__file__).parent / "mailbox"


class Post:
    """A mailbox, the source that reads it, and what the source would remember."""

    def __init__(self, box: FakeMailbox, trust: ssl.SSLContext) -> None:
        self.box, self.trust = box, trust
        self.rules = CrawlRules(allow=(f"127.0.0.1:{box.port}",), timeout=5)
        self.job = CrawlJob(Source(name="Mails", kind="mail", where=box.where(), business="Café Ida"), "UTC")

    def read(self) -> Catch:
        self.box.said.clear()
        catch = crawl_mail(self.job, self.rules, NOW, self.trust)
        self.job = replace(self.job, taken=self.job.taken | set(catch.taken))
        return catch

    def put(self, *names: str) -> None:
        for name in names:
            self.add((SAMPLES / f"{name}.eml").read_bytes())

    def add(self, raw: bytes) -> None:
        self.box.mails[len(self.box.mails) + 1] = raw.replace(b"\n", b"\r\n")


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    with fake_mailbox(self_signed(tmp_path)) as box:
        yield Post(box, ssl.create_default_context(cafile=str(tmp_path / "nobody.pem")))


def test_each_mail_is_fetched_once_and_never_marked(post: Post) -> None:
    post.put("google-en", "booking-reservation", "tripadvisor-en")
    first = post.read()
    assert {review.author for review in first.reviews} == {"Marlene Fjord", "Pierre Lac"}
    assert first.tally.finish == "end"
    assert not [said for said in post.box.said if "STORE" in said or "SELECT" in said]
    assert len(post.box.asked("BODY.PEEK[]")) == 3

    second = post.read()
    assert (second.reviews, second.tally.finish) == ([], "not_modified")
    assert post.box.asked("BODY.PEEK[]") == []
    assert post.box.asked("SINCE 23-Sep-2026")

    post.put("booking-en")
    assert [review.rating for review in post.read().reviews] == [2.5]
    assert len(post.box.asked("BODY.PEEK[]")) == 1


def test_a_notice_in_a_new_form_is_a_fault_until_it_can_be_read(post: Post) -> None:
    post.put("google-new-form")
    for _ in range(2):
        verdict, said = judge(post.read().tally.report(), [])
        assert (verdict, "Google" in said) == (Verdict.CHANGED, True)


def test_a_notice_in_a_new_form_is_a_fault_even_beside_others_that_can_be_read(post: Post) -> None:
    post.put("tripadvisor-en", "google-new-subject")
    catch = post.read()
    assert [review.author for review in catch.reviews] == ["Pierre Lac"]
    assert judge(catch.tally.report(), [])[0] is Verdict.CHANGED


def test_mails_that_tell_of_no_review_are_counted_and_said(post: Post) -> None:
    post.put("google-en", "booking-reservation", "newsletter")
    assert "1 reviews read, 1 new, 0 changed; 2 other mails passed over" in judge(post.read().tally.report(), [])[1]
    post.put("google-sums-up")
    report = post.read().tally.report()
    assert (report.passed, judge(report, [])) == (1, (Verdict.OK, "No notice of a review in 1 new mail"))
    assert judge(post.read().tally.report(), [])[1] == "Nothing has changed since the last crawl"


@pytest.mark.parametrize("name", ["google-en", "google-new-form"])
def test_a_mail_that_its_server_holds_for_forged_is_counted_and_no_more(name: str, post: Post) -> None:
    head = b"Authentication-Results: mx.cafe-ida.example; spf=fail; dmarc=fail header.from=google.com\n"
    post.add(head + (SAMPLES / f"{name}.eml").read_bytes())
    catch = post.read()
    verdict, said = judge(catch.tally.report(), [])
    assert (verdict, catch.reviews) == (Verdict.OK, [])
    assert said == (
        "No notice of a review in 1 new mail; one says it is from google.com, and the mail server holds it for forged"
    )
    assert post.read().tally.report().passed == 0, "never read twice"


def test_a_forged_mail_reaches_no_review_of_another_source(tmp_path: Path) -> None:
    house = a_house(
        tmp_path,
        a_source("Google", kind="files", where="google/*.jsonl"),
        a_source("Mails", kind="mail", where="mail/*.eml"),
    )
    for name in ("google", "mail"):
        (tmp_path / name).mkdir()
    row = (
        '{"id": "AbFvOq000001", "author": "Marlene Fjord", "rating": 5, "text": "All was well.", "date": "2026-10-01"}'
    )
    (tmp_path / "google" / "a.jsonl").write_text(row, encoding="utf-8")
    house.crawl()
    mail = (SAMPLES / "google-en.eml").read_bytes()  # with the same number, and nobody vouches for it
    (tmp_path / "mail" / "forged.eml").write_bytes(mail)
    house.crawl(DAY)
    with house.place.open() as store:
        told = {(row["platform"], row["id"], row["rating"], row["text"][:12]) for row in store.reviews.export()}
    assert told == {
        ("Google", "AbFvOq000001", 5, "All was well"),
        ("Mails", "AbFvOq000001", 2, "The soup cam"),
    }


@pytest.mark.parametrize(
    ("folder", "sent"),
    [
        ("INBOX/Reviews", "INBOX/Reviews"),
        ("Überblick", "&ANw-berblick"),
        ("Q&A", "Q&-A"),
        ("Gæster & gæster", "G&AOY-ster &- g&AOY-ster"),
        ("評価", "&ilVPoQ-"),
    ],
)
def test_a_folder_of_any_name_can_be_opened(folder: str, sent: str) -> None:
    assert in_utf7(folder) == sent


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        ({"password": "wrong"}, "mailbox", "name and password"),
        ({"password": "bl%C3%A5"}, "mailbox", "beyond A to Z"),
        ({"folder": "Elsewhere"}, "mailbox", "no folder “Elsewhere”"),
        ({"folder": "%C3%9Cberblick"}, "mailbox", "no folder “Überblick”"),
    ],
)
def test_a_mailbox_that_lets_nobody_in_says_what_to_look_at(
    post: Post, change: dict[str, str], code: str, words: str
) -> None:
    source = post.job.source.model_copy(update={"where": post.box.where(**change)})
    post.job = replace(post.job, source=source)
    report = post.read().tally.report()
    assert (report.failure, words in report.said) == (code, True)
    assert judge(report, [])[0] is Verdict.BLOCKED


def test_a_certificate_nobody_vouches_for_gets_no_password(post: Post) -> None:
    post.trust = ssl.create_default_context()
    assert post.read().tally.failure == "tls"
    assert post.box.said == []


def test_a_private_host_is_not_connected_to_unless_allowed(post: Post) -> None:
    post.rules = CrawlRules()
    report = post.read().tally.report()
    assert (report.failure, f"127.0.0.1:{post.box.port}" in report.said) == ("address", True)
    assert post.box.said == []


def test_a_mailbox_that_is_down_is_unreachable_not_empty() -> None:
    source = Source(name="Mails", kind="mail", where="imaps://a:b@127.0.0.1:1/INBOX", business="Café Ida")
    report = crawl_mail(CrawlJob(source, "UTC"), CrawlRules(allow=("127.0.0.1:1",)), NOW).tally.report()
    assert judge(report, [])[0] is Verdict.UNREACHABLE


def test_dropped_mails_go_through_a_worker_and_the_password_stays_out_of_words(tmp_path: Path) -> None:
    for name in ("google-en", "booking-en", "newsletter"):
        (tmp_path / f"{name}.eml").write_bytes((SAMPLES / f"{name}.eml").read_bytes())
    dropped = Source(name="Dropped", kind="mail", where="*.eml", business="Café Ida")
    secret = Source(
        name="Box",
        kind="mail",
        where="imaps://ida:${PW}@127.0.0.1:1/INBOX",
        business="Café Ida",
        secrets={"PW": SecretStr("s3cret-word")},
    )
    rules = CrawlRules(folder=str(tmp_path), allow=("127.0.0.1:1",))
    jobs = [plan(source, Memory(), zone="UTC", now=NOW) for source in (dropped, secret)]
    mails, box = crawl_batch(jobs, var=tmp_path, settings=rules, now=NOW)
    assert (mails.verdict, len(mails.reviews), bool(mails.etag)) == (Verdict.OK, 2, True)
    assert (box.verdict, "s3cret-word" in f"{box.facts}{box.said}") == (Verdict.UNREACHABLE, False)

    again = plan(dropped, Memory(taken=mails.taken), zone="UTC", now=NOW)
    [second] = crawl_batch([again], var=tmp_path, settings=rules, now=NOW)
    assert (second.verdict, second.reviews, second.report.finish) == (Verdict.OK, (), "not_modified")

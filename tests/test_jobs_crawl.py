"""What the clock does around a crawl: whose turn it is, what is remembered, what is forgotten."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from config_factories import a_source
from fakeweb import FakeWeb, ReviewPages, cards, fake_web
from house import DAY, START, a_house

from commands.care import erase
from crawler.pagestore import keep_page, kept_page
from jobs.sites import LEASE, held
from jobs.tick import think
from jobs.workplace import Workplace
from model import Verdict

MAILS = Path(__file__).parent / "mailbox"


@pytest.fixture
def web() -> Iterator[FakeWeb]:
    with fake_web() as host:
        yield host


def a_table(folder: Path, name: str, *rows: str) -> Path:
    path = folder / name
    path.write_text("id,rating,text,date\n" + "\n".join(rows) + "\n")
    return path


def test_a_dropped_file_is_read_at_the_next_tick_and_never_again(tmp_path: Path) -> None:
    house = a_house(tmp_path, a_source("Sheet", kind="files", where="in/*.csv", every=DAY))
    (tmp_path / "in").mkdir()
    assert [run.verdict for run in house.crawl()] == [Verdict.OK]  # an empty folder is no fault
    assert house.crawl(timedelta(minutes=1)) == []

    first = a_table(tmp_path / "in", "a.csv", "1,2,Cold tea,2026-10-30", "2,5,Warm cake,2026-01-05")
    [run] = house.crawl(timedelta(minutes=1))
    assert (run.new, run.facts["pages"]) == (2, 1)
    with house.place.open() as store:
        assert [store.reviews.get(id).initial for id in (1, 2)] == [False, True]  # an old one is no news
    assert house.crawl(timedelta(minutes=1)) == []

    shutil.copy(first, tmp_path / "in" / "copy.csv")
    os.utime(first, (0, 0))
    [again] = house.crawl(timedelta(minutes=1))
    assert (again.verdict, again.facts["finish"], again.seen) == (Verdict.OK, "not_modified", 0)

    a_table(tmp_path / "in", "b.csv", "3,1,No tea at all,2026-11-01")
    [more] = house.crawl(timedelta(minutes=1))
    assert (more.new, more.facts["pages"]) == (1, 1)


def test_a_file_that_cannot_be_read_is_tried_again_in_its_time_only(tmp_path: Path) -> None:
    house = a_house(tmp_path, a_source("Sheet", kind="files", where="*.csv", every=DAY))
    (tmp_path / "bad.csv").write_text("colour,size\nred,3\n")
    assert [run.verdict for run in house.crawl()] == [Verdict.CHANGED]
    assert house.crawl(timedelta(minutes=1)) == []
    assert [run.verdict for run in house.crawl(2 * DAY)] == [Verdict.CHANGED]


def test_new_columns_make_old_files_new(tmp_path: Path) -> None:
    house = a_house(tmp_path, a_source("Sheet", kind="files", where="*.csv"))
    (tmp_path / "a.csv").write_text("id,text,Likes\n1,Tea,Cake\n")
    assert house.crawl()[0].new == 1
    house.config = a_house(tmp_path, a_source("Sheet", kind="files", where="*.csv", columns={"text": "Likes"})).config
    assert house.crawl(timedelta(minutes=1))[0].changed == 1


def test_dropped_mails_are_read_once(tmp_path: Path) -> None:
    house = a_house(tmp_path, a_source("Mails", kind="mail", where="*.eml"))
    shutil.copy(MAILS / "google-en.eml", tmp_path)
    house.now = datetime(2026, 11, 18, tzinfo=UTC)
    assert house.crawl()[0].new == 1
    shutil.copy(MAILS / "google-en.eml", tmp_path / "again.eml")
    assert house.crawl(timedelta(minutes=1))[0].seen == 0


def test_a_source_gone_quiet_is_told_apart_from_one_without_news(tmp_path: Path, web: FakeWeb) -> None:
    web.says["/r"] = ReviewPages(cards(70), per_page=70)
    house = a_house(tmp_path, a_source(where=web.url("/r")), allow=[web.site])
    assert house.crawl()[0].verdict is Verdict.OK
    assert house.crawl(2 * DAY)[0].verdict is Verdict.OK
    [run] = house.crawl(20 * DAY)
    assert (run.verdict, "No new review for 2" in run.said) == (Verdict.SILENT, True)
    assert "look at the page" in run.said
    state = house.states()["Own site"]
    assert (state.last_good, state.fails) == (house.now, 0), "quiet is no trouble"


def test_a_review_is_gone_after_two_whole_crawls_without_it_and_back_when_it_is_seen(
    tmp_path: Path, web: FakeWeb
) -> None:
    site = web.says["/r"] = ReviewPages(cards(9), per_page=5)
    house = a_house(tmp_path, a_source(where=web.url("/r")), allow=[web.site])
    house.crawl()
    site.cards = [card for card in site.cards if card.id != "r4"]
    house.crawl(31 * DAY)
    assert not any("gone" in row for row in house.export().values())
    house.crawl(31 * DAY)
    assert {id for id, row in house.export().items() if "gone" in row} == {"r4"}
    site.cards = cards(9)
    house.crawl(31 * DAY)
    assert not any("gone" in row for row in house.export().values())


def test_what_a_site_hides_is_not_taken_for_gone(tmp_path: Path, web: FakeWeb) -> None:
    site = web.says["/r"] = ReviewPages(cards(9), per_page=5)
    house = a_house(tmp_path, a_source(where=web.url("/r")), allow=[web.site])
    house.crawl()
    site.cards, site.total = site.cards[1:6], 9
    for _ in range(3):
        house.crawl(31 * DAY)
    assert not any("gone" in row for row in house.export().values())


def test_a_budget_goes_to_those_with_news(tmp_path: Path, web: FakeWeb) -> None:
    web.says["/lively"] = ReviewPages(cards(60), per_page=60)
    web.says["/calm"] = ReviewPages(cards(1), per_page=60)
    sources = [a_source(name, where=web.url(f"/{name}")) for name in ("lively", "calm")]
    house = a_house(tmp_path, *sources, allow=[web.site], requests_per_day=10)
    house.crawl()
    due = {name: state.next_due - house.now for name, state in house.states().items()}
    assert due["lively"] * 2 < due["calm"]
    assert timedelta(hours=2) < due["lively"] < timedelta(hours=4)


def test_pages_kept_longer_than_reviews_are_removed(tmp_path: Path) -> None:
    house = a_house(tmp_path)
    for name in ("old", "new"):
        keep_page(house.place.pages, name, b"words", good=True)
    [old] = house.place.pages.glob("old*")
    long_ago = (house.now - house.config.retention - DAY).timestamp()
    os.utime(old, (long_ago, long_ago))
    with house.place.open() as store:
        think(store, house.place, house.now)
    assert (kept_page(house.place.pages, "old", good=True), kept_page(house.place.pages, "new", good=True)) == (
        None,
        b"words",
    )


def test_erasing_somebody_removes_all_kept_pages(tmp_path: Path) -> None:
    house = a_house(tmp_path)
    keep_page(house.place.pages, "any", b"words of Mette", good=False)
    erase(house.place, "Mette")
    assert list(house.place.pages.iterdir()) == []


def test_a_site_stays_ours_for_as_long_as_the_crawl_lasts_and_no_longer(tmp_path: Path) -> None:
    house = a_house(tmp_path)
    asked, late = threading.Event(), START + LEASE * 3

    def clock() -> datetime:
        asked.set()
        return late

    place = Workplace(lambda: house.config, house.folder / "var", clock=clock, me="us")
    with place.open() as store:
        with held(store, place, {"a.example"}, START, beat=0.01) as ours:
            assert ours == {"a.example"}
            assert asked.wait(10)
            asked.clear()
            assert asked.wait(10)  # the first prolongation is through
            assert not store.leases.take("site:a.example", "them", late, late + LEASE)
        assert store.leases.take("site:a.example", "them", late, late + LEASE)

"""What is dropped into a folder is read once, whole, and not before nobody writes to it any more."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from config_factories import a_source
from house import START, a_house

from config import Source
from crawler.dropfolder import Catch, crawl_files, folder_mark, settled_at
from crawler.health import judge
from crawler.jobs import REST, CrawlJob, CrawlRules
from crawler.mailbox import crawl_mail
from jobs.crawl import rules_of
from model import Verdict

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
MAIL = Path(__file__).parent / "mailbox" / "google-en.eml"


def dropped(folder: Path, name: str, content: bytes, age: float) -> Path:
    """A file last written to `age` seconds before NOW."""
    path = folder / name
    path.write_bytes(content)
    os.utime(path, (NOW.timestamp() - age, NOW.timestamp() - age))
    return path


def read(folder: Path, kind: str, where: str, at: datetime = NOW) -> Catch:
    job = CrawlJob(Source(name="Drop", kind=kind, where=where, business="Café Ida"), "UTC")  # type: ignore[arg-type]
    if kind == "mail":
        return crawl_mail(job, CrawlRules(folder=str(folder), rest=REST), at)
    return crawl_files(job, folder=folder, at=at, rest=REST)


@pytest.mark.parametrize(
    ("age", "there"),
    [
        (3600, True),
        (REST, True),
        (REST - 0.5, False),
        (0, False),
        (-60, False),  # while we looked
        (-7200, True),  # the folder stands on a machine with another clock
    ],
)
@pytest.mark.parametrize(
    ("kind", "name", "content"),
    [("files", "a.csv", b"rating,text\n2,Cold tea\n"), ("mail", "a.eml", MAIL.read_bytes())],
)
def test_a_file_is_read_when_it_has_rested(
    kind: str, name: str, content: bytes, age: float, there: bool, tmp_path: Path
) -> None:
    dropped(tmp_path, name, content, age)
    assert len(read(tmp_path, kind, f"*{Path(name).suffix}").reviews) == there


def test_half_a_file_is_no_fault_and_is_read_once_it_is_whole(tmp_path: Path) -> None:
    dropped(tmp_path, "a.json", b'[{"rating": 2, "text": "Cold te', age=1)
    first = read(tmp_path, "files", "*.json")
    verdict, said = judge(first.tally.report(), [])
    assert (verdict, first.reviews, first.taken) == (Verdict.OK, [], [])
    assert said == "1 of the files changed a moment ago, and may still be written to: read next time"

    dropped(tmp_path, "a.json", b'[{"rating": 2, "text": "Cold tea"}]', age=0)
    [review] = read(tmp_path, "files", "*.json", NOW + timedelta(minutes=1)).reviews
    assert review.text == "Cold tea"


def test_a_file_of_which_no_row_can_be_read_is_a_verdict_and_stays_new(tmp_path: Path) -> None:
    dropped(tmp_path, "a.csv", b"rating,text,date\ngreat,Tea,2026-11-01\nawful,Cake,2026-11-02\n", age=60)
    catch = read(tmp_path, "files", "*.csv")
    verdict, said = judge(catch.tally.report(), [])
    assert (verdict, catch.taken, catch.tally.skipped) == (Verdict.CHANGED, [], 2)
    assert "a.csv: none of its rows can be read (“great” is not a rating" in said


def test_a_file_that_has_come_to_rest_is_news_of_the_folder(tmp_path: Path) -> None:
    source = Source(name="Drop", kind="files", where="*.csv", business="Café Ida")
    dropped(tmp_path, "a.csv", b"rating,text\n2,Cold tea\n", age=1)
    marks = {folder_mark(source, tmp_path, settled_at(NOW + timedelta(seconds=s), REST)) for s in (0, 60)}
    assert len(marks) == 2


def test_commands_and_service_let_files_rest(tmp_path: Path) -> None:
    house = a_house(tmp_path, a_source("Sheet", kind="files", where="in/*.csv"))
    (tmp_path / "in").mkdir()
    house.place = replace(house.place, rest=REST)
    assert rules_of(house.place).rest == REST
    path = tmp_path / "in" / "a.csv"
    path.write_text("id,rating,text,date\n1,2,Cold tea,2026-10-30\n", encoding="utf-8")
    os.utime(path, (START.timestamp(), START.timestamp()))
    [waiting] = house.crawl(timedelta(seconds=1))
    [whole] = house.crawl(timedelta(seconds=REST))
    assert (waiting.seen, whole.new) == (0, 1)
    assert house.crawl(timedelta(minutes=1)) == []

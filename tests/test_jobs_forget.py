"""Forgetting somebody reaches every file that Grapevine made, and names those that only people can mend."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path

import pytest
from config_factories import a_source
from factories import CAFE, NOW, a_mail, a_review
from fakeweb import FakeWeb, ReviewPages, cards, fake_web
from house import House, a_house

from commands.erasing import erase
from crawler.pagestore import keep_page, kept_page
from digest.mail_files import PreviewFolder
from jobs.digests import queue_digests, started_at
from jobs.forget import Forgotten, files_of, forget
from jobs.tick import attend
from model import Mail
from store import open_store

NAME = "Mette K."
WORDS = "We waited forty minutes and nobody came."
NOTICE = b"From: noreply@guide.example\r\nSubject: A new review\r\n\r\nMette K. wrote: nobody came.\r\n"


@pytest.fixture
def house(tmp_path: Path) -> House:
    """A business that knows one review of hers and one of somebody else, and reads tables and mails from folders."""
    sources = (a_source("Sheet", kind="files", where="in/*"), a_source("Notices", kind="mail", where="mails/*.eml"))
    house = a_house(tmp_path, *sources)
    house.now = NOW
    (tmp_path / "in").mkdir()
    (tmp_path / "mails").mkdir()
    hers = a_review(url="https://guide.example/r1", author=NAME, text=WORDS)
    with house.place.open() as store:
        store.reviews.add([hers, a_review(external_id="r2", author="Jens", text="Fine.")], seen=NOW, zone=UTC)
    return house


def forgotten(house: House) -> Forgotten:
    with house.place.open() as store:
        return forget(store, house.place, NAME, NOW)


def queued(house: House, *mails: Mail, sent: bool = True) -> None:
    send = PreviewFolder(house.place.mail_folder, sender="a@b.example", clock=lambda: NOW)
    with house.place.open() as store:
        for mail in mails:
            store.outbox.queue(mail, NOW)
            if sent:
                store.outbox.sent(mail.key, NOW, send(mail))


def held(house: House) -> dict[str, str]:
    return {left.path.name: left.where for left in forgotten(house).left}


@pytest.mark.parametrize("keep", [".txt", ".eml", ".html"])
def test_previews_that_quote_her_are_deleted_whatever_is_left_of_them(house: House, keep: str) -> None:
    quoting = a_mail(key="hers", text=f"New: {WORDS}", html=f"<p>New: {WORDS}")
    queued(house, quoting, a_mail(key="calm", text="A quiet week.", html="<p>A quiet week."))
    for path in house.place.mail_folder.glob("hers.*"):
        if path.suffix != keep:
            path.unlink()
    assert [path.name for path in forgotten(house).previews] == ["hers"]
    assert sorted(path.name for path in house.place.mail_folder.iterdir()) == ["calm.eml", "calm.html", "calm.txt"]


def test_a_mail_that_was_sent_is_named_with_whoever_has_it(house: House) -> None:
    queued(house, a_mail(key="one", text=f"“{WORDS}” (Mette K.)", subject="A complaint"))
    [mail] = forgotten(house).mails("sent")
    assert (mail.to, mail.subject, mail.sent, mail.text) == ("ida@cafe-ida.example", "A complaint", NOW, "")


def test_kept_pages_and_what_a_broken_crawl_left_are_deleted(house: House) -> None:
    keep_page(house.place.pages, "Café Ida/Own site", WORDS.encode(), good=True)
    spool = house.place.var / "spool"
    spool.mkdir()
    for name in ("dead.log", "dead.jsonl"):
        (spool / name).write_text(WORDS)
    assert forgotten(house).pages == 1
    assert [*house.place.pages.iterdir(), *spool.iterdir()] == []


@pytest.mark.parametrize(
    ("name", "content", "where"),
    [
        ("a.csv", f"author,text\nJens,Fine\nmette  k.,{WORDS}\nMette K.,Twice\n", "rows 2, 3"),
        ("a.jsonl", json.dumps({"text": "Fine"}) + "\n" + json.dumps({"author": NAME, "text": "Così"}), "row 2"),
        ("unnamed.csv", f"author,text\n,{WORDS}\n", "row 1"),
        ("calm.csv", "author,text\nJens,We waited forty minutes in the sun and liked it\n", None),
        ("odd.csv", "colour,size\nred,3\n", "nobody could look"),
    ],
)
def test_dropped_tables_are_named_by_row_and_left_alone(
    house: House, name: str, content: str, where: str | None
) -> None:
    path = house.folder / "in" / name
    path.write_text(content)
    said = held(house).get(name)
    assert said == where if where is None else said is not None and said.startswith(where)
    assert path.read_text() == content


def test_a_dropped_mail_that_tells_of_her_is_named(house: House) -> None:
    (house.folder / "mails" / "hers.eml").write_bytes(NOTICE)
    (house.folder / "mails" / "other.eml").write_bytes(NOTICE.replace(b"Mette K.", b"Jens L."))
    assert held(house) == {"hers.eml": "the mail"}


def test_backups_that_hold_her_are_named_and_others_are_not(house: House) -> None:
    folder = house.place.var / "backup"
    folder.mkdir()
    with house.place.open() as store:
        store.backup(folder / "before.db")
    with open_store(folder / "empty.db"):
        pass
    (folder / "broken.db").write_text("no database at all")
    said = held(house)
    assert said.pop("broken.db").startswith("nobody could look")
    assert said == {"before.db": "1 review"}
    with house.place.open() as store:
        store.backup(folder / "after.db")
    assert "after.db" not in held(house)


def test_a_second_time_goes_by_the_name_alone(house: House) -> None:
    forgotten(house)
    (house.folder / "in" / "late.csv").write_text(f"author,text\nMette K.,Again\n,{WORDS}\n")
    again = forgotten(house)
    assert (again.known.reviews, [left.where for left in again.left]) == ((), ["row 1"])


def test_the_same_words_under_another_name_are_shown_and_not_touched(house: House) -> None:
    text = "We had booked a table for eight and nobody knew of it, so we stood in the rain for an hour. Never again."
    with house.place.open() as store:
        for id, source, author in (("c1", "Own site", NAME), ("c2", "Town guide", "mk82")):
            store.reviews.add([a_review(source=source, external_id=id, author=author, text=text)], seen=NOW, zone=UTC)
    assert [stored.review.author for stored in forgotten(house).known.copies] == ["mk82"]
    assert [house.export()[id]["text"] for id in ("c1", "c2")] == ["", text]


def test_a_weekly_mail_that_still_waits_is_made_anew_without_her(house: House) -> None:
    with house.place.open() as store:
        started_at(store, house.config.businesses[0], NOW - timedelta(days=9))
        attend(store, house.place, NOW)
        queue_digests(store, house.config, NOW)
        [before] = store.outbox.list(kind="digest")
        assert "forty minutes" in before.text
    assert {mail.kind for mail in forgotten(house).mails("queued")} == {"alert", "digest"}
    with house.place.open() as store:
        queue_digests(store, house.config, NOW)
        [after] = store.outbox.list(kind="digest")
    assert (after.key, after.state) == (before.key, "queued")
    assert "2 nye anmeldelser" in after.text
    assert not any(word in after.text for word in ("forty minutes", NAME))


def test_a_page_that_shows_somebody_forgotten_is_not_kept_by_the_next_crawl(tmp_path: Path) -> None:
    with fake_web() as web:
        house = _crawled(tmp_path, web)
        assert kept_page(house.place.pages, f"{CAFE}/Own site", good=True)
        with house.place.open() as store:
            forget(store, house.place, "Guest 1", house.now)
        house.crawl_all(timedelta(days=40))
        assert kept_page(house.place.pages, f"{CAFE}/Own site", good=True) is None


def _crawled(folder: Path, web: FakeWeb) -> House:
    web.says["/r"] = ReviewPages([replace(card, author=f"Guest {n}") for n, card in enumerate(cards(3))])
    house = a_house(folder, a_source(where=web.url("/r")), allow=[web.site])
    house.crawl()
    return house


def test_erase_tells_what_it_did_and_what_is_left(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    queued(house, a_mail(key="one", text=WORDS, subject="A complaint"))
    queued(house, a_mail(key="two", kind="alert", text=WORDS), sent=False)
    (house.folder / "in" / "a.csv").write_text(f"author,text\nMette K.,{WORDS}\n")
    assert erase(house.place, NAME) == 0
    said = capsys.readouterr().out
    for line in (
        "1 review by “Mette K.” emptied",
        "1 stored mail that quoted them emptied.",
        "1 waiting mail that quoted them withdrawn",
        "The files of 1 mail in",
        "What is left to do by hand:",
        "ida@cafe-ida.example has the mail “A complaint” of 2026-11-16",
        "a.csv holds row 1: delete that there",
        "(https://guide.example/r1): only its author or the platform can take it down",
    ):
        assert line in said


def test_erase_tells_a_script_the_same(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    queued(house, a_mail(key="one", text=WORDS))
    (house.folder / "mails" / "hers.eml").write_bytes(NOTICE)
    erase(house.place, NAME, as_json=True)
    said = json.loads(capsys.readouterr().out)
    assert [(row["source"], row["url"]) for row in said["reviews"]] == [("Own site", "https://guide.example/r1")]
    assert (said["mails_emptied"], len(said["previews_deleted"]), said["mails_withdrawn"]) == (1, 1, [])
    assert [row["to"] for row in said["by_hand"]["sent"]] == ["ida@cafe-ida.example"]
    assert [row["holds"] for row in said["by_hand"]["files"]] == ["the mail"]


def test_whom_nobody_knows_leaves_nothing_to_do(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    erase(house.place, "Nobody")
    said = capsys.readouterr().out
    assert "0 reviews by “Nobody”" in said
    assert "by hand" not in said


def test_progress_knows_how_many_files_there_are(house: House) -> None:
    queued(house, a_mail(text="A quiet week."))
    (house.folder / "in" / "a.csv").write_text("author,text\nJens,Fine\n")
    looked: list[int] = []
    total = files_of(house.place)
    with house.place.open() as store:
        forget(store, house.place, NAME, NOW, advance=looked.append)
    assert sum(looked) == total == 4

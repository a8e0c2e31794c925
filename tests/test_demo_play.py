"""`make demo` and `make demo-again` from end to end, in a folder of their own: what they find, say and leave."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from mails.renew import own_words

from demo.room import load_room, sweep
from demo.story import HOUSES, LAST
from demo.street import SITES
from demo.visit import a_listener, a_workplace, links, ports_of, running_clock
from digest.weekly import compose_weekly
from jobs.lock import only_instance
from jobs.workplace import Workplace
from model import Flag, InputError, Mail, State, Verdict, Week
from store import Store
from words import LANGUAGES

ROOT = Path(__file__).parent.parent
NAMES = [house.name for house in HOUSES]


@dataclass(frozen=True)
class Played:
    var: Path
    fresh: subprocess.CompletedProcess[str]
    again: subprocess.CompletedProcess[str]

    def open(self) -> Store:
        config = load_room(self.var)
        return Workplace(lambda: config, self.var).open()


def demo(command: str, var: Path, *more: str) -> subprocess.CompletedProcess[str]:
    args = [sys.executable, "-m", "demo", command, "--var", str(var), *more]
    return subprocess.run(args, cwd=ROOT, capture_output=True, text=True, timeout=300)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    var = tmp_path_factory.mktemp("demo") / "var"
    ports = ("--first-port", "0")
    return Played(var, demo("fresh", var, *ports), demo("again", var, *ports))


def mails(played: Played, kind: str) -> list[Mail]:
    with played.open() as store:
        return store.outbox.list(kind=kind)


def test_it_plays_to_the_end_and_says_nothing_on_standard_error(played: Played) -> None:
    assert (played.fresh.returncode, played.fresh.stderr) == (0, "")
    assert "nothing is left running" in played.fresh.stdout


def test_everything_shown_was_read_once(played: Played) -> None:
    with played.open() as store:
        counts = {name: store.reviews.count(name) for name in NAMES}
    assert min(counts.values()) >= 20
    new = [int(count) for count in re.findall(r"reviews read, (\d+) new", played.fresh.stdout)]
    assert sum(new) == sum(counts.values())


def test_the_edited_review_is_news(played: Played) -> None:
    with played.open() as store:
        stored = store.reviews.find("Spoke & Bell", "Town guide", "s-019")
        assert stored
        (old,) = store.reviews.versions(stored.id)
        flag = store.flags.get(stored.id)
    assert (old.rating, stored.review.rating, flag.state) == (5, 1, State.TO_ANSWER)
    assert "Martin Dale, Town guide [edited]" in played.fresh.stdout
    assert any("rear hub came loose" in mail.text for mail in mails(played, "alert"))


@pytest.mark.parametrize(
    ("business", "source", "verdict"),
    [
        ("Hotel Rosenstraße", "Reisekompass", Verdict.BLOCKED),
        ("La Table d'Odile", "La Bonne Fourchette", Verdict.CHANGED),
    ],
)
def test_a_site_that_fails_is_named_to_owner_and_operator(
    played: Played, business: str, source: str, verdict: Verdict
) -> None:
    with played.open() as store:
        assert store.sources.state(business, source).verdict is verdict
    assert any(source in mail.subject and mail.to == "noor@street.example" for mail in mails(played, "operator"))
    weekly = [mail for mail in mails(played, "digest") if "2026-W46" in mail.key and business in mail.subject]
    assert len(weekly) == 1
    assert source in weekly[0].text
    assert re.search(rf"{source} +{verdict.value}", played.fresh.stdout)


def test_the_allergy_goes_to_the_owner_at_once(played: Played) -> None:
    told = {mail.to for mail in mails(played, "alert") if "noisettes" in mail.text}
    assert "odile@table-odile.example" in told
    assert "Stéphanie L., Sortir ici [safety]" in played.fresh.stdout


def test_what_staff_did_is_there(played: Played) -> None:
    with played.open() as store:
        flags = {flag.stored.review.external_id: flag for flag in _all_flags(store)}
        (measure,) = store.measures.of("Hotel Rosenstraße")
    solved = flags["b-024"]
    assert (solved.state, solved.cause, len(solved.ticked) > 0) == (State.SOLVED, "training", True)
    assert {flags[key].state for key in ("b-026", "s-018")} == {State.IN_HAND}
    assert flags["r-022"].state is State.ANSWERED
    assert measure.theme == "waiting"


def _all_flags(store: Store) -> list[Flag]:
    return store.flags.list(NAMES, tuple(State), limit=500)


def test_every_mail_named_is_a_file(played: Played) -> None:
    with played.open() as store:
        said = [mail.said for mail in store.outbox.list() if mail.kind != "signin"]
    assert said
    assert all(Path(path).with_suffix(".html").is_file() for path in said)
    assert all(Path(path).with_suffix(".html").name in played.fresh.stdout for path in said)


def test_every_owner_gets_one_digest_of_the_week_in_their_language(played: Played) -> None:
    weekly = {mail.to: dict(mail.headers) for mail in mails(played, "digest") if "2026-W46" in mail.key}
    assert sorted(headers["Content-Language"] for headers in weekly.values()) == ["da", "de", "en", "fr"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("week", [LAST.shift(-1), LAST])
def test_every_digest_of_the_street_is_read_in_two_minutes(played: Played, language: Any, week: Week) -> None:
    config = load_room(played.var)
    with played.open() as store:
        for business in config.businesses:
            owner = business.owners()[0].model_copy(update={"language": language})
            monday = week.end(business.tz) + timedelta(hours=7)
            mail = compose_weekly(store, business, owner, week, config=config, now=monday)
            assert len(own_words(mail.html)) <= 500, business.name


def test_the_same_week_once_more_brings_nothing_and_mails_nothing(played: Played) -> None:
    assert (played.again.returncode, played.again.stderr) == (0, "")
    assert played.again.stdout.rstrip().endswith("Nothing new, nothing mailed.")


def test_everybody_of_the_street_gets_a_link_into_the_inbox(played: Played) -> None:
    told = list(links(a_workplace(played.var, 8123)))
    assert {business for business, _, _ in told} == set(NAMES)
    assert all(link.startswith("http://127.0.0.1:8123/signin/") for _, _, link in told)
    assert [who for _, who, _ in told].count("Noor (operator)") == 1


@pytest.mark.parametrize("command", ["again", "inbox"])
def test_without_a_demo_there_is_one_clear_line(command: str, tmp_path: Path) -> None:
    done = demo(command, tmp_path / "nothing")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "make demo" in done.stderr


def test_two_demos_do_not_play_in_one_folder(tmp_path: Path) -> None:
    with only_instance(tmp_path):
        done = demo("fresh", tmp_path, "--first-port", "0")
    assert done.returncode == 3
    assert "already works" in done.stderr


def test_a_fresh_start_takes_away_only_what_a_demo_made(tmp_path: Path) -> None:
    for name in ("mail/a.html", "drop/b.csv", "grapevine.db-wal", "holiday.jpg"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    sweep(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["holiday.jpg"]


def test_the_inbox_serves_the_sites_where_the_config_looks_for_them(played: Played) -> None:
    ports = ports_of(load_room(played.var))
    assert len(set(ports)) == len(SITES)
    assert 0 not in ports


def test_the_clock_in_the_inbox_goes_on_from_the_story() -> None:
    seconds = iter((100.0, 100.0, 160.0))
    start = datetime(2026, 11, 16, tzinfo=UTC)
    clock = running_clock(start, lambda: next(seconds))
    assert (clock(), clock()) == (start, start + timedelta(minutes=1))


def test_a_taken_inbox_port_is_named_with_the_next_step() -> None:
    with a_listener(0) as first:
        first.listen()
        port = first.getsockname()[1]
        with pytest.raises(InputError, match=rf"port {port} .*--port {port + 1}"), a_listener(port):
            pass

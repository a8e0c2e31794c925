"""What is due and how sources have fared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from factories import CAFE, NOW, a_run

from model import InputError, Verdict
from store import SourceState, Store

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Configured:
    business: str = CAFE
    name: str = "Own site"
    site: str = "cafe-ida.example:443"


def finish(store: Store, verdict: Verdict, hours: int = 0, **how: Any) -> SourceState:
    at = NOW + hours * HOUR
    run = a_run(verdict=verdict, started=at, finished=at, said=f"{verdict}", seen=how.pop("seen", 40), new=2)
    store.sources.finished(run, next_due=at + 6 * HOUR, **how)
    return store.sources.state(CAFE, "Own site")


def test_a_new_source_is_due_at_once(store: Store) -> None:
    store.sources.sync([Configured()], NOW)
    assert store.sources.due(NOW) == [SourceState(CAFE, "Own site", "cafe-ida.example:443", next_due=NOW)]
    assert store.sources.due(NOW - HOUR) == []


def test_due_sources_come_site_by_site(store: Store) -> None:
    sites = [("a", "z.example"), ("b", "m.example"), ("c", "z.example")]
    store.sources.sync([Configured(name=name, site=site) for name, site in sites], NOW)
    assert [state.name for state in store.sources.due(NOW)] == ["b", "a", "c"]


def test_a_finished_crawl_is_remembered_with_its_run(store: Store) -> None:
    store.sources.sync([Configured()], NOW)
    state = finish(store, Verdict.OK, etag='"1"', last_modified="Mon, 16 Nov 2026 07:00:00 GMT")
    assert (state.verdict, state.said, state.seen, state.new, state.fails) == (Verdict.OK, "ok", 40, 2, 0)
    assert (state.etag, state.last_good, state.since, state.first_import_done) == ('"1"', NOW, NOW, True)
    assert store.sources.due(NOW + 5 * HOUR) == []
    assert len(store.sources.due(NOW + 6 * HOUR)) == 1
    assert store.runs.last("crawl", CAFE, "Own site") is not None


def test_fails_count_until_it_is_well_and_waiting_is_no_failure(store: Store) -> None:
    store.sources.sync([Configured()], NOW)
    verdicts = [Verdict.BLOCKED, Verdict.BLOCKED, Verdict.WAITING, Verdict.CHANGED, Verdict.OK, Verdict.SILENT]
    assert [finish(store, verdict, n).fails for n, verdict in enumerate(verdicts)] == [1, 2, 2, 3, 0, 0]


def test_a_source_gone_quiet_was_read_all_the_same(store: Store) -> None:
    store.sources.sync([Configured()], NOW)
    finish(store, Verdict.UNREACHABLE)
    state = finish(store, Verdict.SILENT, 6)
    assert (state.fails, state.last_good) == (0, NOW + 6 * HOUR)


def test_since_tells_when_the_trouble_began(store: Store) -> None:
    store.sources.sync([Configured()], NOW)
    finish(store, Verdict.OK)
    finish(store, Verdict.BLOCKED, 6)
    state = finish(store, Verdict.BLOCKED, 12)
    assert (state.since, state.last_good) == (NOW + 6 * HOUR, NOW)


@pytest.mark.parametrize(
    ("verdict", "seen", "done"),
    [
        (Verdict.OK, 0, True),
        (Verdict.SHORT, 20, True),
        (Verdict.SHORT, 0, False),
        (Verdict.BLOCKED, 20, False),
        (Verdict.WAITING, 0, False),
    ],
)
def test_the_first_import_is_done_when_something_could_be_read(
    store: Store, verdict: Verdict, seen: int, done: bool
) -> None:
    store.sources.sync([Configured()], NOW)
    assert finish(store, verdict, seen=seen).first_import_done is done


def test_a_site_that_asks_for_a_pause_gets_it(store: Store) -> None:
    store.sources.sync([Configured()], NOW)
    finish(store, Verdict.WAITING, not_before=NOW + 20 * HOUR)
    assert store.sources.due(NOW + 19 * HOUR) == []
    assert len(store.sources.due(NOW + 20 * HOUR)) == 1


def test_a_quarantined_source_is_left_alone_until_then(store: Store) -> None:
    store.sources.sync([Configured()], NOW)
    store.sources.quarantine(CAFE, "Own site", NOW + 24 * HOUR)
    finish(store, Verdict.CRASHED)
    assert store.sources.due(NOW + 23 * HOUR) == []
    assert len(store.sources.due(NOW + 24 * HOUR)) == 1
    assert finish(store, Verdict.OK, 24).quarantined is None


def test_a_person_can_hurry_a_source_but_not_against_the_sites_wish(store: Store) -> None:
    store.sources.sync([Configured()], NOW)
    finish(store, Verdict.CRASHED)
    store.sources.quarantine(CAFE, "Own site", NOW + 24 * HOUR)
    store.sources.hurry(CAFE, "Own site", NOW + HOUR)
    assert len(store.sources.due(NOW + HOUR)) == 1
    finish(store, Verdict.WAITING, 1, not_before=NOW + 3 * HOUR)
    store.sources.hurry(CAFE, "Own site", NOW + 2 * HOUR)
    assert store.sources.due(NOW + 2 * HOUR) == []


def test_a_source_that_left_the_configuration_sleeps_and_keeps_its_memory(store: Store) -> None:
    store.sources.sync([Configured(), Configured(name="Map")], NOW)
    finish(store, Verdict.OK)
    store.sources.sync([Configured(name="Map")], NOW)
    assert [state.name for state in store.sources.all()] == ["Map"]
    assert [state.name for state in store.sources.due(NOW + 24 * HOUR)] == ["Map"]
    store.sources.sync([Configured()], NOW)
    assert store.sources.state(CAFE, "Own site").first_import_done is True


def test_a_source_that_moved_is_read_afresh(store: Store) -> None:
    store.sources.sync([Configured()], NOW)
    finish(store, Verdict.OK, etag='"1"')
    store.sources.sync([Configured()], NOW)
    assert store.sources.state(CAFE, "Own site").etag == '"1"'
    store.sources.sync([Configured(site="new.example:443")], NOW)
    state = store.sources.state(CAFE, "Own site")
    assert (state.etag, state.site, state.first_import_done) == (None, "new.example:443", True)


def test_an_unknown_source_is_named(store: Store) -> None:
    with pytest.raises(InputError, match="no source called “Own site”"):
        store.sources.state(CAFE, "Own site")

"""When an operator hears of a source: once when it turns red, once when it can be read again, and of nothing else."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from jobs.operator import PATIENCE, turned
from model import Verdict
from store import SourceState

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


def a_state(verdict: Verdict | None, fails: int = 1) -> SourceState:
    return SourceState("Café Ida", "Own site", "a.example", NOW, verdict=verdict, fails=fails)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (a_state(None), a_state(Verdict.BLOCKED), "red"),
        (a_state(Verdict.OK), a_state(Verdict.CHANGED), "red"),
        (a_state(Verdict.BLOCKED), a_state(Verdict.BLOCKED, 2), None),
        (a_state(Verdict.BLOCKED), a_state(Verdict.CRASHED, 2), "red"),
        (a_state(Verdict.BLOCKED), a_state(Verdict.OK), "recovered"),
        (a_state(Verdict.BLOCKED), a_state(Verdict.SILENT), "recovered"),  # it is read, and that it is quiet is no news
        (a_state(Verdict.OK), a_state(Verdict.SILENT), None),
        (a_state(Verdict.SILENT), a_state(Verdict.OK), None),
        (a_state(Verdict.OK), a_state(Verdict.WAITING), None),
        (a_state(Verdict.OK), a_state(Verdict.SHORT), None),
        (a_state(Verdict.OK), a_state(Verdict.UNREACHABLE), None),
        (a_state(Verdict.UNREACHABLE, PATIENCE - 1), a_state(Verdict.UNREACHABLE, PATIENCE), "red"),
        (a_state(Verdict.UNREACHABLE, PATIENCE - 1), a_state(Verdict.OK, 0), None),
        (a_state(Verdict.UNREACHABLE, PATIENCE), a_state(Verdict.OK, 0), "recovered"),
    ],
)
def test_an_operator_hears_of_each_turn_once(before: SourceState, after: SourceState, told: str | None) -> None:
    assert turned(before, after) == told

"""How far to trust the flags: truth from stars or labels, figures with honest intervals, mistakes named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import schedule
from model import InputError
from sentiment.evaluate import Judged, false_alarms, judge, missed, trust, truth_of, wilson

ROWS = [
    {"text": "Rude staff, and the soup was cold.", "stars": 1},
    {"text": "We came on a Tuesday.", "stars": 1},
    {"text": "Wonderful evening, lovely people.", "stars": 5},
    {"text": "The horrible, dirty old theatre next door is gone.", "rating": 5},
    {"text": "Furchtbar, nie wieder!", "label": "neg", "lang": "de"},
]


@pytest.mark.parametrize(
    ("row", "truth"),
    [
        ({"stars": 1}, "neg"),
        ({"stars": 2.0}, "neg"),
        ({"stars": 3}, "neu"),
        ({"rating": 4}, "pos"),
        ({"label": "pos", "stars": 1}, "pos"),
    ],
)
def test_the_truth_is_the_label_or_else_the_stars(row: dict[str, object], truth: str) -> None:
    assert truth_of(row) == truth


@pytest.mark.parametrize("row", [{}, {"stars": 0}, {"stars": 6}, {"stars": "5"}, {"stars": True}, {"label": "bad"}])
def test_a_row_without_a_truth_is_refused(row: dict[str, object]) -> None:
    with pytest.raises(InputError, match=r"stars|label"):
        truth_of(row)


@pytest.mark.parametrize("row", [{"stars": 1}, {"text": " ", "stars": 1}, {"text": 5, "stars": 1}])
def test_a_row_without_a_text_is_refused(row: dict[str, object]) -> None:
    with pytest.raises(InputError, match="text"):
        judge(row)


def test_the_stars_do_not_help_to_read_the_text() -> None:
    same = "We came on a Tuesday."
    assert judge({"text": same, "stars": 1}).said == judge({"text": same, "stars": 5}).said == "none"


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"), [(8, 10, 0.490, 0.943), (0, 10, 0.0, 0.278), (10, 10, 0.722, 1.0)]
)
def test_the_interval_is_wilsons(hits: int, of: int, low: float, high: float) -> None:
    said = wilson(hits, of)
    assert said is not None
    assert said == pytest.approx((hits / of, low, high), abs=0.001)


def test_a_share_of_nothing_is_no_figure() -> None:
    assert wilson(0, 0) is None
    (figures,) = trust([Judged("x", "en", "pos", "pos", 0.5)])
    assert (figures.precision, figures.recall, figures.f1) == (None, None, None)


def test_figures_are_counted_language_by_language() -> None:
    english, german = trust([judge({"lang": "en"} | row) for row in ROWS])
    assert (english.lang, english.rows, english.negatives) == ("en", 4, 2)
    assert english.confusion["neg", "none"] == english.confusion["pos", "neg"] == 1
    assert english.precision is not None
    assert english.f1 is not None
    assert english.precision[0] == english.f1[0] == pytest.approx(0.5)
    assert english.f1[1] < 0.5 < english.f1[2]
    assert german.recall is not None
    assert german.recall[0] == 1.0


def test_the_worst_mistakes_come_first() -> None:
    rows = [Judged(str(c), "en", "neg", "pos", c) for c in (0.1, 0.9, 0.5)] + [
        Judged(str(c), "en", "pos", "neg", c) for c in (-0.1, -0.9)
    ]
    assert [row.compound for row in missed(rows)] == [0.9, 0.5, 0.1]
    assert [row.compound for row in false_alarms(rows, most=1)] == [-0.9]


@pytest.fixture
def reviews(tmp_path: Path) -> Path:
    path = tmp_path / "rated.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in ROWS) + "\n", encoding="utf-8")
    return path


def test_the_command_prints_figures_and_mistakes(reviews: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert schedule.main(["evaluate", str(reviews)]) == 0
    said = capsys.readouterr().out
    for part in ("en: 4 reviews, 2 negative", "precision", "truly neg", "theatre next door", "Tuesday"):
        assert part in said


def test_the_command_speaks_json_and_names_bad_lines(reviews: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with reviews.open("a", encoding="utf-8") as file:
        file.write('nonsense\n[1]\n{"text": "x"}\n')
    assert schedule.main(["evaluate", str(reviews), "--json"]) == 1
    said = capsys.readouterr()
    data = json.loads(said.out)
    assert {found["lang"] for found in data["languages"]} == {"en", "de"}
    assert [item["text"] for item in data["false_alarms"]] == [ROWS[3]["text"]]
    for line in (6, 7, 8):
        assert f"line {line}" in said.err


def test_a_file_without_a_usable_line_is_a_mistake(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty.jsonl").write_text("\n", encoding="utf-8")
    assert schedule.main(["evaluate", str(tmp_path / "empty.jsonl")]) == 2
    assert "stars" in capsys.readouterr().err

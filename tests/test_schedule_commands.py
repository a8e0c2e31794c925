"""The command line: what each command prints, and how it fails. In process; only `serve` needs one of its own."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import schedule

YAML = """
inbox: {url: "https://reviews.cafe-ida.example"}
businesses:
  - name: Café Ida
    zone: Europe/Copenhagen
    languages: [da, en]
    people: [{name: Ida, email: ida@cafe-ida.example, roles: [owner, staff], language: en}]
"""
ROWS = [
    {"id": "1", "rating": 1, "text": "The soup was cold and nobody came for an hour.", "date": "2026-11-10"},
    {"id": "2", "rating": 5, "text": "Lovely cake, a friend recommended it.", "date": "2026-11-11", "author": "Mona"},
]

Run = Callable[..., int]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs one command line in a folder of its own."""
    (tmp_path / "config.yaml").write_text(YAML, encoding="utf-8")
    where = ["--config", str(tmp_path / "config.yaml"), "--var", str(tmp_path / "var")]
    return lambda *words: schedule.main([*where, *map(str, words)])


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in ROWS), encoding="utf-8")
    return path


def imported(run: Run, rows: Path) -> int:
    return run("import", rows, "--business", "Café Ida", "--source", "Town guide")


def test_an_import_tells_new_from_known(run: Run, rows: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert imported(run, rows) == 0
    assert "2 new" in capsys.readouterr().out
    assert imported(run, rows) == 0
    assert "0 new, 0 changed, 2 known" in capsys.readouterr().out


def test_a_bad_line_is_named_and_the_rest_imported(run: Run, rows: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = rows.read_text(encoding="utf-8").split("\n")
    rows.write_text(f"{first}\n{{broken\n{second}\n", encoding="utf-8")
    assert imported(run, rows) == 1
    said = capsys.readouterr()
    assert "line 2" in said.err
    assert "2 new" in said.out


def test_what_is_exported_can_be_imported(run: Run, rows: Path, tmp_path: Path) -> None:
    imported(run, rows)
    assert run("export", tmp_path / "out.jsonl") == 0
    out = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(row["id"], row["rating"], row["text"]) for row in out] == [(r["id"], r["rating"], r["text"]) for r in ROWS]
    assert imported(run, tmp_path / "out.jsonl") == 0


def test_a_digest_preview_is_three_files_and_queues_nothing(
    run: Run, rows: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    imported(run, rows)
    capsys.readouterr()
    assert run("digest", "--business", "Café Ida", "--week", "2026-W46", "--preview", "--json") == 0
    (mail,) = json.loads(capsys.readouterr().out)
    assert set(mail) == {"to", "subject", "html", "text", "eml"}
    assert all(Path(mail[kind]).stat().st_size > 500 for kind in ("html", "text", "eml"))


def test_extract_prints_each_review_once_in_our_format(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    review = {
        "@type": "Review",
        "author": "Mona",
        "reviewBody": "Good",
        "reviewRating": {"ratingValue": 8, "bestRating": 10},
    }
    page = {"@context": "https://schema.org", "@type": "Hotel", "name": "Lind", "review": [review, review]}
    path = tmp_path / "page.html"
    path.write_text(f'<html><script type="application/ld+json">{json.dumps(page)}</script></html>', encoding="utf-8")
    assert schedule.main(["extract", str(path), "--url", "https://lind.example/", "--at", "2026-11-16", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert set(data) == {"reviews", "claimed_total", "claimed_average"}
    (found,) = data["reviews"]
    assert list(found) == ["id", "author", "rating", "best", "date", "title", "text", "reply"]
    assert (found["rating"], found["best"], found["date"]) == (4.0, 10, None)


def test_score_keeps_the_order_and_names_a_line_that_is_no_json(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [
        '{"text": "Never again, we waited 90 minutes!", "stars": 1}',
        "oops",
        '{"text": "Wunderbar!", "lang": "de"}',
    ]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(lines)))
    assert schedule.main(["score"]) == 1
    said = capsys.readouterr()
    bad, good = (json.loads(line) for line in said.out.splitlines())
    assert "line 2" in said.err
    assert (bad["flagged"], bad["label"], good["flagged"], good["label"]) == (True, "neg", False, "pos")
    quoted = [lines[0][10:][r["start"] : r["end"]] == r["text"] for r in bad["reasons"] if r["end"]]
    assert quoted
    assert all(quoted)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("learn", "--business", "Cafe Idda"), 2, "Café Ida"),
        (("digest", "--business", "Cafe Idda", "--preview"), 2, "Café Ida"),
        (("digest", "--business", "Café Ida", "--week", "46", "--preview"), 2, "2026-W46"),
        (("sources", "test", "Nowhere"), 2, "Nowhere"),
        (("signin", "stranger@x.example"), 2, "stranger@x.example"),
        (("measure", "x", "--business", "Café Ida", "--theme", "wating", "--since", "2026-01-01"), 2, "waiting"),
        (("measure", "x", "--business", "Café Ida", "--theme", "waiting", "--since", "2199-01-01"), 2, "still to come"),
        (("add", "--business", "Café Ida"), 2, "--text"),
    ],
)
def test_a_mistake_is_named_with_the_next_step(
    run: Run, words: tuple[str, ...], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*words) == code
    assert said in capsys.readouterr().err


def test_check_names_the_languages_whose_words_are_experimental(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "config.yaml").write_text(YAML.replace("[da, en]", "[da, es]"), encoding="utf-8")
    assert run("check") == 0
    said = capsys.readouterr().out
    assert "es: experimental, measured on one source" in said
    assert "da: experimental" not in said


def test_a_broken_config_is_every_fault_and_exit_2(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "config.yaml").write_text("bussinesses: []\nmail: {frm: x}\n", encoding="utf-8")
    assert run("check") == 2
    said = capsys.readouterr().err
    assert "line 1" in said
    assert "line 2" in said
    assert "businesses" in said


def test_a_review_by_hand_is_news(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("add", "--business", "Café Ida", "--text", "They charged me twice.", "--stars", "1", "--author", "Eva")
    assert run(*words) == 0
    assert run(*words) == 0
    assert capsys.readouterr().out.split("\n")[:2] == ["added", "this review is known already"]


def test_a_review_by_hand_in_newer_words_changes_the_one_we_had(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("add", "--business", "Café Ida", "--source", "Map", "--author", "Eva", "--stars", "1", "--text")
    text = "They charged me twice for the same cup of coffee and would not look it up."
    assert run(*words, text) == 0
    assert run(*words, f"{text} Now they have paid it back.") == 0
    assert capsys.readouterr().out.split("\n")[1] == "an earlier wording of this review was known: changed"


def test_a_backup_can_be_put_back_and_the_erased_stay_erased(
    run: Run, rows: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    imported(run, rows)
    assert run("backup") == 0
    (saved,) = (tmp_path / "var" / "backup").glob("*.db")
    assert run("erase", "Mona") == 0
    assert run("restore", saved) == 0
    run("export", tmp_path / "out.jsonl")
    texts = [json.loads(line)["text"] for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert texts == [ROWS[0]["text"], ""]


def test_doctor_and_health_speak_json(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("doctor", "--json") == 0
    findings: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    assert {"what", "ok", "said", "todo"} == set(findings[0])
    assert run("sources", "health", "--json") == 0
    assert json.loads(capsys.readouterr().out) == []


def test_rows_may_say_themselves_whose_they_are(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mine = ROWS[0] | {"business": "Café Ida", "platform": "Town guide"}
    rows = [mine, ROWS[1] | {"business": "Somebody else", "platform": "Town guide"}]
    path = tmp_path / "both.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    assert run("import", path) == 1
    said = capsys.readouterr()
    assert "1 reviews of Café Ida: 1 new" in said.out
    assert "review 2: there is no business" in said.err

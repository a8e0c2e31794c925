"""`evaluate`: how far to trust the flags, on rated reviews; figures with intervals, the table, the worst mistakes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from commands.console import err, out, print_json, progress
from model import InputError
from sentiment.evaluate import EXPERIMENTAL, LABELS, SAID, Judged, Range, Trust, false_alarms, judge, missed, trust

_WIDTH = 110
_FEW = 20


def evaluate(path: Path, *, as_json: bool = False) -> int:
    """0, or 1 when some lines could not be used: each is named, the rest is measured."""
    rows, bad = _judged(path)
    if not rows:
        raise InputError(f'{path} has no line that can be used: write {{"text": "…", "stars": 1}}, one a line')
    if as_json:
        print_json(_data(rows))
    else:
        _print(rows)
    return 1 if bad else 0


def _judged(path: Path) -> tuple[list[Judged], int]:
    rows, bad = [], 0
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from error
    with progress("Reading", len(lines)) as advance:
        for number, line in enumerate(lines, 1):
            advance(1)
            if not line.strip():
                continue
            try:
                rows.append(judge(_row(line)))
            except InputError as error:
                bad += 1
                err.print(f"{path}: line {number}: {error}", markup=False)
    return rows, bad


def _row(line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(f"not JSON: {error}") from error
    if not isinstance(row, dict):
        raise InputError('not an object: write {"text": "…", "stars": 1}')
    return row


def _print(rows: list[Judged]) -> None:
    out.print("“Negative” from the text alone, without the stars; 95 % intervals in brackets.\n", markup=False)
    for figures in trust(rows):
        _print_language(figures)
    _print_mistakes("Unhappy, but not called negative", missed(rows))
    _print_mistakes("Happy, but called negative", false_alarms(rows))


def _print_language(figures: Trust) -> None:
    few = "  (too few negatives to say much)" if figures.negatives < _FEW else ""
    out.print(f"{figures.lang}: {figures.rows} reviews, {figures.negatives} negative{few}", markup=False)
    if figures.lang in EXPERIMENTAL:
        out.print(f"  experimental, {EXPERIMENTAL[figures.lang]}", markup=False)
    for name, said in (("precision", figures.precision), ("recall", figures.recall), ("F1", figures.f1)):
        out.print(f"  {name:<10} {_range(said)}", markup=False)
    out.print("  " + " " * 12 + "".join(f"{'called ' + said:>13}" for said in SAID), markup=False)
    for truth in LABELS:
        cells = "".join(f"{figures.confusion.get((truth, said), 0):>13}" for said in SAID)
        out.print(f"  {'truly ' + truth:<12}{cells}", markup=False)
    out.print()


def _range(said: Range | None) -> str:
    return "–" if said is None else f"{said[0]:.2f}  [{said[1]:.2f} to {said[2]:.2f}]"


def _print_mistakes(title: str, rows: list[Judged]) -> None:
    if not rows:
        return
    out.print(f"{title}:", markup=False)
    for row in rows:
        scored = "  none" if row.compound is None else f"{row.compound:+.2f}"
        out.print(f"  {row.lang} {scored:>6}  {' '.join(row.text.split())[:_WIDTH]}", markup=False)
    out.print()


def _data(rows: list[Judged]) -> dict[str, Any]:
    return {
        "languages": [
            {
                "lang": figures.lang,
                "reviews": figures.rows,
                "negative": figures.negatives,
                **{name: _numbers(getattr(figures, name)) for name in ("precision", "recall", "f1")},
                "confusion": {t: {s: figures.confusion.get((t, s), 0) for s in SAID} for t in LABELS},
            }
            for figures in trust(rows)
        ],
        "missed": [_mistake(row) for row in missed(rows)],
        "false_alarms": [_mistake(row) for row in false_alarms(rows)],
    }


def _numbers(said: Range | None) -> dict[str, float] | None:
    return None if said is None else {key: round(n, 4) for key, n in zip(("is", "low", "high"), said, strict=True)}


def _mistake(row: Judged) -> dict[str, Any]:
    return {"lang": row.lang, "truth": row.truth, "sentiment": row.compound, "text": row.text}

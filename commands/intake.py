"""`import`, `export`, `add`, `extract`, `score`: reviews in and out by hand."""

from __future__ import annotations

import json
import mimetypes
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from commands.console import err, out, print_json, print_line, progress
from config.entry_file import load_entry
from crawler.extract import read_page
from crawler.report import extract_json
from jobs.intake import Target, import_file
from jobs.tick import think
from jobs.workplace import Workplace
from model import InputError, Review, clean, clean_line, clean_rating, identity
from sentiment import score as score_text


def import_(place: Workplace, path: Path, business: str | None, source: str | None) -> int:
    """0 when every row came in; 1 when some could not be read: each is named, the rest is imported and scored."""
    now = place.clock()
    target = Target(place.config.business(business) if business else None, source)
    with place.open() as store, progress(f"Importing {path.name}", None) as advance:
        done = import_file(store, path, place.config, now, target=target, advance=advance)
        think(store, place, now)
    for bad in done.bad:
        err.print(f"{path}: line {bad.line}: {bad.said}", markup=False)
    for who, said in done.refused:
        err.print(f"{path}: review {who}: {said}", markup=False)
    known = f"{done.new} new, {done.changed} changed, {done.same} known"
    out.print(f"{done.read} reviews of {', '.join(sorted(done.businesses)) or 'nobody'}: {known}", markup=False)
    return 1 if done.bad or done.refused else 0


def export(place: Workplace, path: Path, business: str | None) -> int:
    """JSON lines that `import` reads back."""
    name = place.config.business(business).name if business else None
    count = 0
    with place.open() as store, path.open("w", encoding="utf-8") as file, progress("Exporting", None) as advance:
        for row in store.reviews.export(name):
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
            count += 1
            advance(1)
    out.print(f"{count} reviews in {path}", markup=False)
    return 0


def add(place: Workplace, business: str, said: dict[str, Any]) -> int:
    """One review by hand; it is news like any other. `said`: source, text, stars, link, date, author."""
    owner, now = place.config.business(business), place.clock()
    text, author = clean(said["text"]), clean_line(said["author"] or "")
    if not text and said["stars"] is None:
        raise InputError("an empty review cannot be added: give --text, --stars, or both")
    day = said["date"]
    review = Review(
        business=owner.name,
        source=said["source"],
        external_id=identity(None, author, text or f"{said['stars']} {day or now}"),
        rating=clean_rating(said["stars"]),
        text=text,
        published=day.replace(tzinfo=owner.tz) if day else now,
        author=author,
        url=clean_line(said["link"] or ""),
    )
    with place.open() as store:
        added = store.reviews.add([review], seen=now, zone=owner.tz)
        think(store, place, now)
    known = "an earlier wording of this review was known: changed" if added.changed else "this review is known already"
    out.print("added" if added.new else known, markup=False)
    return 0


def extract(path: Path, *, url: str, entry: Path | None, at: str | None, as_json: bool) -> int:
    """What a saved page gives: the same code that a crawl uses, without a network. `at`: an ISO time, None for now."""
    fetched = _moment(at)
    source = load_entry(entry, os.environ, url=url) if entry else None
    kind = mimetypes.guess_type(path.name)[0] or ""
    try:
        body = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from error
    data = extract_json(read_page(body, url=url, content_type=kind, at=fetched, source=source))
    if as_json:
        print_json(data)
        return 0
    for row in data["reviews"]:
        stars = f"{row['rating']:.1f}★" if row["rating"] is not None else "  – "
        line = " ".join(f"{row['title']} {row['text']}".split())[:90]
        out.print(f"{stars}  {row['date'] or '–':<10.10}  {row['author'] or '–'}: {line}", markup=False)
    out.print(f"{len(data['reviews'])} reviews; the page claims {data['claimed_total'] or 'no number'}", markup=False)
    return 0


def _moment(text: str | None) -> datetime:
    try:
        at = datetime.fromisoformat(text) if text else datetime.now(UTC)
    except ValueError as error:
        raise InputError(f"“{text}” is not a time: write it like 2026-11-16 or 2026-11-16T07:00:00+01:00") from error
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def score(lines: TextIO, names: tuple[str, ...] = ()) -> int:
    """JSON lines in, JSON lines out, in order; a line that is no JSON is named and skipped."""
    bad = 0
    for number, row in _rows(lines):
        if isinstance(row, InputError):
            bad += 1
            err.print(f"line {number}: {row}", markup=False)
            continue
        print_line(score_row(row, names))
    return 1 if bad else 0


def score_row(row: dict[str, Any], names: tuple[str, ...] = ()) -> dict[str, Any]:
    """One line of `score`: docs/formats.md."""
    text = row["text"]
    found = score_text(text, stars=row.get("stars"), lang=row.get("lang"), names=names)
    return {
        "lang": found.lang,
        "sentiment": found.sentiment,
        "label": found.label,
        "why_not": found.why_not,
        "flagged": found.flagged,
        "severity": found.severity,
        "themes": [{"theme": h.theme, "polarity": h.polarity, "start": h.start, "end": h.end} for h in found.themes],
        "reasons": [{"start": r.start, "end": r.end, "text": r.text, "why": r.why} for r in found.reasons],
    }


def _rows(lines: TextIO) -> Iterator[tuple[int, dict[str, Any] | InputError]]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield number, InputError(f"not JSON: {error}")
            continue
        good = isinstance(row, dict) and isinstance(row.get("text"), str)
        yield number, row if good else InputError('needs {"text": "…"}, and may have "stars" and "lang"')


def open_lines(path: str) -> TextIO:
    """A file, or standard input for `-`."""
    if path == "-":
        return sys.stdin
    try:
        return open(path, encoding="utf-8", errors="replace")
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from error

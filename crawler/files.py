"""Reviews from files that people export or write: JSON Lines, JSON and CSV, ours and those of three platforms.

One bad row does not stop the rest: it is named by its line and the others are read. Knows no store.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from charset_normalizer import from_bytes

from crawler import repair
from crawler.assemble import Context, assemble, words_of
from crawler.dates import parse_date
from crawler.json_api import look_up
from crawler.page import Found
from crawler.ratings import parse_rating, to_five
from crawler.source import FIELDS, SourceShape
from model import InputError

MAX_FILE = 256 * 1024 * 1024  # bytes
_MAX_CELL = 1024 * 1024
_SUFFIXES = {".csv": "csv", ".tsv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl"}
_LISTS = ("reviews", "data", "items", "results")


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that could not be read. `line` counts from 1 in the file (in a JSON list: which row)."""

    line: int
    said: str


@dataclass(frozen=True, slots=True)
class Layout:
    """How a format names things. `rows`: JMESPath to the list; `fields`: ours to paths; `columns`: ours to heads.

    `needs`: those of ours without which it is another format, or has changed.
    """

    rows: str = ""
    fields: Mapping[str, str] | None = None
    columns: Mapping[str, str] | None = None
    needs: tuple[str, ...] = ()


FORMATS: Mapping[str, Layout] = {
    "csv": Layout(),
    "json": Layout(),
    "jsonl": Layout(),
    "google_takeout": Layout(  # reviews.json and reviews-….json of each location; checked against published readers
        rows="reviews",
        needs=("id", "rating", "date"),
        fields={
            "id": "name || reviewId",
            "author": "reviewer.displayName",
            "rating": "starRating",
            "text": "comment",
            "date": "createTime",
            "reply": "reviewReply.comment",
            "reply_date": "reviewReply.updateTime",
        },
    ),
    "g2_csv": Layout(  # heads from memory: no export of either platform was found in public
        needs=("rating", "text"),
        columns={
            "id": "Review ID",
            "author": "Reviewer",
            "rating": "Rating",
            "date": "Submitted",
            "title": "Title",
            "text": "What do you like best? + What do you dislike?",
            "url": "URL",
        },
    ),
    "capterra_csv": Layout(
        needs=("rating", "text"),
        columns={
            "id": "Review ID",
            "author": "Reviewer Name",
            "rating": "Overall Rating",
            "date": "Review Date",
            "title": "Review Title",
            "text": "Overall Comments + Pros + Cons",
        },
    ),
}


def read_file(path: Path, *, source: SourceShape | None, at: datetime) -> Iterator[Found | BadRow]:
    """The rows of a .jsonl, .json or .csv file, in order; the form of a file with another name is told by its looks.

    Rows are those that `export` writes (docs/formats.md), or as `source.format` and `source.columns` say.
    Raises InputError for a file that is missing, too large, or no table at all.
    """
    text = _text_of(path)
    layout = _layout(source)
    context = Context(at, "", source.language if source else None, source.rating_out_of if source else None)
    form = _form(path, text, source)
    if form == "csv":
        rows = _csv_rows(text, path, layout)
    else:
        rows = _line_rows(text, layout) if form == "jsonl" else _json_rows(text, path, layout)
    for line, row in rows:
        yield row if isinstance(row, BadRow) else _found(line, row, context)


def _text_of(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_FILE:
            raise InputError(f"{path} is larger than {MAX_FILE // 1024**2} MB: split it and import the parts")
        raw = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}") from error
    for encoding in ("utf-16",) if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",):
        try:
            return raw.decode(encoding).replace("\x00", "")
        except UnicodeDecodeError:
            continue
    best = from_bytes(raw[:200_000]).best()
    return raw.decode(best.encoding if best else "cp1252", "replace").replace("\x00", "")


def _layout(source: SourceShape | None) -> Layout:
    if source is None:
        return Layout()
    if source.format and source.format not in FORMATS:
        known = ", ".join(sorted(FORMATS))
        raise InputError(f"“{source.format}” is not a file format we know: use one of {known}, or `columns:`")
    layout = FORMATS[source.format] if source.format else Layout()
    return replace(
        layout,
        rows=source.reviews or layout.rows,
        fields={**(layout.fields or {}), **source.fields} or None,
        columns={**(layout.columns or {}), **source.columns} or None,
    )


def _form(path: Path, text: str, source: SourceShape | None) -> str:
    """csv | json | jsonl: the source's word, else the file's name, else its looks."""
    told = (source.format if source else None) or _SUFFIXES.get(path.suffix.lower())
    if told:
        return "csv" if told.endswith("csv") else "jsonl" if told == "jsonl" else "json"
    if text.lstrip()[:1] not in ("{", "["):
        return "csv"
    first, _, rest = text.strip().partition("\n")
    return "jsonl" if first.rstrip().endswith("}") and rest.lstrip().startswith("{") else "json"


Row = tuple[int, dict[str, Any] | BadRow]


def _line_rows(text: str, layout: Layout) -> Iterator[Row]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            yield number, BadRow(number, "this line is not JSON")
            continue
        yield number, _mapped(number, value, layout)


def _json_rows(text: str, path: Path, layout: Layout) -> Iterator[Row]:
    try:
        data, _ = repair.loads(text)
    except ValueError as error:
        raise InputError(f"{path} is not JSON that can be read ({error})") from error
    if layout.rows:
        data = look_up(layout.rows, data)
    elif isinstance(data, dict):
        data = next((data[name] for name in _LISTS if isinstance(data.get(name), list)), [data])
    if not isinstance(data, list):
        raise InputError(f"{path} has no list of reviews{f' under “{layout.rows}”' if layout.rows else ''}")
    for number, value in enumerate(data, 1):
        yield number, _mapped(number, value, layout)


def _mapped(number: int, value: Any, layout: Layout) -> dict[str, Any] | BadRow:
    if not isinstance(value, dict):
        return BadRow(number, "this is not a row with named fields")
    if layout.fields:
        row = {name: look_up(path, value) for name, path in layout.fields.items()}
        missing = next((name for name in layout.needs if row[name] is None), None)
        return BadRow(number, f"it has no “{layout.fields[missing]}”") if missing else row
    return _by_columns(value, layout.columns) if layout.columns else value


def _csv_rows(text: str, path: Path, layout: Layout) -> Iterator[Row]:
    csv.field_size_limit(_MAX_CELL)
    reader, columns = csv.DictReader(io.StringIO(text, newline=""), delimiter=_delimiter(text)), layout.columns
    _check_heads([head for head in reader.fieldnames or [] if head], path, layout)
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader, None)
        except csv.Error as error:
            yield line, BadRow(line, f"this row is not CSV: {error}")
            continue
        if row is None:
            return
        named = {key: value for key, value in row.items() if key}
        yield line, _by_columns(named, columns) if columns else {_plain(key): value for key, value in named.items()}


def _check_heads(heads: list[str], path: Path, layout: Layout) -> None:
    """InputError for a table without any column that we look for, or without one that its format cannot do without."""
    columns, there = layout.columns or {}, {_plain(head) for head in heads}
    shown = ", ".join(f"“{head[:30]}”" for head in heads[:8]) or "none"
    known = {part for column in columns.values() for part in _parts(column)} | set(FIELDS)
    if not known & there:
        raise InputError(f"{path} has none of the columns we look for; it has {shown}: name them in `columns:`")
    for name in layout.needs:
        if not {name, *_parts(columns[name])} & there:
            said = f"{path} has no column “{columns[name]}” for the {name}; it has {shown}"
            raise InputError(f"{said}: name it in `columns:`")


def _parts(column: str) -> list[str]:
    return [_plain(part) for part in column.split(" + ")]


def _delimiter(text: str) -> str:
    """The mark that splits the head line into most columns."""
    head = text.lstrip("\ufeff\r\n").split("\n", 1)[0]
    return max((",", ";", "\t", "|"), key=head.count)


def _plain(head: str) -> str:
    return " ".join(re.sub(r"[?:*]", " ", head).split()).casefold()


def _by_columns(row: Mapping[str, Any], columns: Mapping[str, str] | None) -> dict[str, Any]:
    """`columns` maps our names to theirs; “A + B” joins several as paragraphs. Our own names are understood too."""
    heads = {_plain(key): value for key, value in row.items()}
    taken: dict[str, Any] = {name: heads[name] for name in FIELDS if name in heads}
    for name, column in (columns or {}).items():
        parts = [heads.get(_plain(part)) for part in column.split(" + ")]
        filled = [part for part in parts if part not in (None, "")]
        if filled:
            taken[name] = filled[0] if len(filled) == 1 else "\n\n".join(words_of(part) for part in filled)
    return taken


def _found(line: int, row: Mapping[str, Any], context: Context) -> Found | BadRow:
    raw = {name: row.get(name) for name in FIELDS} | {"publisher": row.get("platform")}
    raw["rating"], fault = _rating(row, context)
    fault = fault or _date_fault(row, context)
    if fault:
        return BadRow(line, fault)
    founds = assemble([raw], context)
    if not founds:
        return BadRow(line, "neither text nor rating")
    return replace(founds[0], business=words_of(row.get("business")))


def _rating(row: Mapping[str, Any], context: Context) -> tuple[Any, str]:
    """The rating to hand on, or what is wrong with it: in a file a wrong one is a mistake, not decoration."""
    value = row.get("rating")
    if value is None or value == "":
        return None, ""
    rating = parse_rating({"ratingValue": value, "bestRating": row.get("best"), "worstRating": row.get("worst")})
    if rating is None or to_five(rating, context.out_of or 5) is None:
        return None, f"“{str(value)[:40]}” is not a rating from 1 to {context.out_of or 5:g}"
    return rating if rating.best is not None else replace(rating, best=context.out_of), ""


def _date_fault(row: Mapping[str, Any], context: Context) -> str:
    value = row.get("date")
    if value in (None, "") or parse_date(value, at=context.at, language=context.language):
        return ""
    return f"“{str(value)[:40]}” is not a date we can read: write it like 2026-11-22"

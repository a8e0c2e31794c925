"""How much of real pages is found: `python -m bench.pages FOLDER`.

FOLDER holds saved pages and `manifest.jsonl` with the truth of each. The reference is that truth: reviews counted once,
and rating, date, author, title and beginning of the text of every review. Pages that speak no schema.org are read with
the rules in `bench/entries/` (selectors only). Exits 1 if a page without a known miss misses something.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from ruamel.yaml import YAML

from crawler.dates import parse_date
from crawler.extract import read_page
from crawler.page import Found, Page
from model import ExtractError

ENTRIES = Path(__file__).parent / "entries"
AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
FIELDS = ("rating", "date", "author", "title", "text")


@dataclass(frozen=True)
class Entry:
    """A source entry as read from YAML; stands for `config.Source`."""

    kind: str = "url"
    where: str = ""
    reviews: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    next_page: str | None = None
    rating_out_of: float | None = None
    format: str | None = None
    language: str | None = None
    shape: Mapping[str, str] = field(default_factory=dict)
    total: str | None = None


def main(folder: Path) -> None:
    """`folder` holds the pages, or a folder `pages` that does."""
    all_found(folder / "pages" if (folder / "pages").is_dir() else folder)


def all_found(folder: Path) -> bool:
    """Print what is found in each page; whether no page has a miss."""
    truths = [json.loads(line) for line in (folder / "manifest.jsonl").read_text("utf-8").splitlines()]
    entries = load_entries()
    table = Table("page", "via", "found", "truth", *FIELDS, "claimed", "ms", title="Found on real pages")
    perfect = 0
    for truth in truths:
        line, ok = measure(folder, truth, entries)
        perfect += ok
        table.add_row(*line, style="" if ok else "red")
    Console(width=150).print(table)
    print(f"{perfect} of {len(truths)} pages without a miss")
    return perfect == len(truths)


def load_entries() -> list[tuple[str, Entry]]:
    """(folder or file name the entry is for, entry)."""
    loaded = [YAML(typ="safe").load(path.read_text("utf-8")) for path in sorted(ENTRIES.glob("*.yaml"))]
    return [(raw.pop("for"), Entry(**raw)) for raw in loaded]


def measure(folder: Path, truth: Mapping[str, Any], entries: list[tuple[str, Entry]]) -> tuple[list[str], bool]:
    body = (folder / truth["file"]).read_bytes()
    entry = next((entry for pattern, entry in entries if Path(truth["file"]).match(pattern)), None)
    began = time.process_time()
    page = read(body, entry)
    took = (time.process_time() - began) * 1000
    wanted = list(unique(truth["reviews"]))
    scores = [agreement(page.reviews, wanted, name) for name in FIELDS]
    cells = [f"{hit}/{of}" for hit, of in scores]
    ok = len(page.reviews) == truth["n_unique"] and all(hit == of for hit, of in scores)
    claimed = f"{page.claimed_total} · {page.claimed_average}"
    counts = [str(len(page.reviews)), str(truth["n_unique"])]
    return [truth["file"], page.via, *counts, *cells, claimed, f"{took:.1f}"], ok


def read(body: bytes, entry: Entry | None) -> Page:
    try:
        return read_page(body, url="https://site.example/page", content_type="", at=AT, source=entry)
    except ExtractError as error:
        return Page((), via=str(error)[:30])


def unique(reviews: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    seen = set()
    for review in reviews:
        key = review.get("id") or json.dumps(review, sort_keys=True)
        if key not in seen:
            seen.add(key)
            yield review


def agreement(found: tuple[Found, ...], wanted: list[dict[str, Any]], name: str) -> tuple[int, int]:
    """How many reviews agree with the truth in one field, in the page's order, of how many."""
    pairs = list(zip(found, wanted, strict=False))
    return sum(agrees(got, want, name) for got, want in pairs), len(wanted)


def agrees(got: Found, want: Mapping[str, Any], name: str) -> bool:
    if name == "rating":
        return bool(got.rating == want["rating"])
    if name == "date":
        dated = parse_date(want["date"], at=AT)
        return bool(moment(got.date) == moment(dated.iso if dated else None))
    if name == "text":
        return squeezed(got.text).startswith(squeezed(want["text_start"]))
    return squeezed(getattr(got, name)) == squeezed(want[name])


def moment(iso: str | None) -> Any:
    if iso is None or len(iso) == 10:
        return iso
    return datetime.fromisoformat(iso).astimezone(UTC)


def squeezed(text: str | None) -> str:
    """Without blanks: how the truth joined words across tags is not what is measured."""
    return "".join((text or "").split())


if __name__ == "__main__":
    sys.exit(0 if all_found(Path(sys.argv[1])) else 1)

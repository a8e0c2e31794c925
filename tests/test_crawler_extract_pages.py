"""Pages of real shape with invented people, each beside the JSON that `extract --json` must give.

Adding `tests/pages/NAME.html` and `NAME.json` (and `NAME.yaml` where it needs rules) adds the test.
"""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from crawler.extract import read_page
from crawler.report import extract_json

PAGES = Path(__file__).parent / "pages"
AT = datetime(2026, 11, 22, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Rules:
    kind: str = "url"
    where: str = ""
    reviews: str | None = None
    fields: dict[str, str] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)
    next_page: str | None = None
    rating_out_of: float | None = None
    format: str | None = None
    language: str | None = None
    shape: dict[str, str] = field(default_factory=dict)
    total: str | None = None


def rules_for(page: Path) -> Rules | None:
    path = page.with_suffix(".yaml")
    return Rules(**YAML(typ="safe").load(path.read_text("utf-8"))) if path.exists() else None


@pytest.mark.parametrize("page", sorted(PAGES.glob("*.html")), ids=lambda page: page.stem)
def test_page(page):
    url = f"https://site.example/{page.stem}"
    read = read_page(page.read_bytes(), url=url, content_type="text/html", at=AT, source=rules_for(page))
    told = extract_json(read) | {"next": read.next_url, "via": read.via}
    assert told == json.loads(page.with_suffix(".json").read_text("utf-8"))


def test_every_page_has_its_truth_beside_it():
    assert {page.stem for page in PAGES.glob("*.html")} == {page.stem for page in PAGES.glob("*.json")}

"""The grammar of sources: which key says where makes the kind; one bad source does not stop the others."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from config_factories import a_source

from config import Config, Source, load_config

HEAD = """\
businesses:
  - name: Café Ida
    zone: Europe/Copenhagen
    languages: [da]
    locations: [Harbour]
    sources:
      - {name: Fine, url: "https://fine.example/reviews"}
"""


def load(folder: Path, entry: str, env: dict[str, str] | None = None) -> Config:
    rows = entry.strip().splitlines()
    body = "".join(f"      {'- ' if n == 0 else '  '}{row}\n" for n, row in enumerate(rows))
    (folder / "config.yaml").write_text(HEAD + body, encoding="utf-8")
    return load_config(folder / "config.yaml", env or {})


def broken(folder: Path, entry: str, env: dict[str, str] | None = None) -> tuple[str, ...]:
    config = load(folder, entry, env)
    assert [source.name for source in config.sources()] == ["Fine"], "the others run"
    (one,) = config.broken
    return one.problems


@pytest.mark.parametrize(
    ("entry", "kind", "where", "site"),
    [
        ("name: A\nurl: https://a.example/r", "url", "https://a.example/r", "a.example"),
        ("name: A\nurl: https://a.example:8443/r\nreviews: div\nfields: {text: p}", "css", None, "a.example:8443"),
        ("name: A\njson: https://a.example/r?p={page}", "json", "https://a.example/r?p={page}", "a.example"),
        ("name: A\nfeed: https://A.example/f", "feed", "https://A.example/f", "a.example"),
        ("name: A\nfiles: imports/*.csv\ncolumns: {text: Words}", "files", "imports/*.csv", "files"),
        ("name: A\nmail: imports/*.eml", "mail", "imports/*.eml", "mail"),
        ("name: A\nform: table-card", "form", "table-card", "form"),
    ],
)
def test_the_key_that_says_where_makes_the_kind(
    tmp_path: Path, entry: str, kind: str, where: str | None, site: str
) -> None:
    source = load(tmp_path, entry).sources()[1]
    assert (source.kind, source.site, source.business) == (kind, site, "Café Ida")
    assert where in (None, source.where)


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (
            "name: Guide\nurl: https://a.example\nreviews: div\nfields:\n  txt: p",
            'line 12: "Café Ida" › sources › "Guide" › fields: "txt" is not a review field — did you mean "text"?',
        ),
        (
            "name: A\nurl: https://a.example\nevry: 1 day",
            'line 10: "Café Ida" › sources › "A": "evry" is not a setting of a source — did you mean "every"?',
        ),
        (
            "name: A\nurl: https://a.example\nevery: 6 hors",
            'line 10: "Café Ida" › sources › "A" › every: "6 hors" is not a length of time — did you mean "6 hours"?',
        ),
        ("name: A\nurl: https://a.example\nevery: 5 weeks", "this is outside 1 min to 31 days"),
        ("name: A", 'line 8: "Café Ida" › sources › "A": say where the reviews are: one of url, preset, json'),
        ("name: A\nurk: https://a.example", 'did you mean "url"?'),
        ("name: A\nurl: https://a.example\nfeed: https://a.example", "url and feed cannot stand together"),
        (
            "name: A\nurl: a.example/reviews",
            'line 9: "Café Ida" › sources › "A" › url: "a.example/reviews" is not a web',
        ),
        ("name: A\nurl: file:///etc/passwd", "is not a web address"),
        ("name: A\nurl: 7", "this should be a text, not a number — put it in quotes"),
        ("name: A\njson: https://a.example/?p={pgae}", '"{pgae}" cannot be filled in — did you mean "page"?'),
        ("name: A\nurl: https://a.example\nfields: {text: p}", '"reviews" is missing — the CSS selector of one review'),
        ("name: A\nurl: https://a.example\nreviews: p", '"fields" is missing — say where the text and the rating are'),
        (
            "name: A\nurl: https://a.example\ncolumns: {text: A}",
            '"columns" means nothing here, it is for files — remove',
        ),
        (
            "name: A\nfiles: a/*.csv\nformat: google_takout",
            '"google_takout" is not a file format — did you mean "google_ta',
        ),
        (
            "name: A\nurl: https://a.example\nobey_robots: false",
            "obey_robots: false needs a why: who allowed it, and when",
        ),
        ("name: A\nurl: https://a.example\npages: 0", "0 is too small — 1 or more"),
        ("name: A\nurl: https://a.example\npages: many", 'this should be a whole number, not "many"'),
        ("name: A\nurl: https://a.example\nenabled: maybe", 'this should be true or false, not "maybe"'),
        ("name: A\nurl: https://a.example\nlanguage: german", '"german" is not a language code — did you mean "de"?'),
        (
            "name: A\nurl: https://a.example\nlocation: Harbor",
            '"Harbor" is not one of the locations — did you mean "Harbo',
        ),
        ("name: fine\nurl: https://a.example", "a source of this name is on line 7 already — give it another"),
        ("name: A\nform: Table Card", '"Table Card" is not a name for a form — did you mean "table-card"?'),
        ("name: A\nmail: imap://a.example", "a mailbox is read only over imaps://"),
        ("name: A\nurl: https://a.example\nheaders: {'X Y': z}", '"X Y" is not a header name'),
        ("just words", 'a source is a block of settings, like  - {name: Own site, url: "https://…"}'),
        ("url: https://a.example", '"source 2": "name" is missing'),
        ("name: A\npreset: woocomerce", '"woocomerce" is not a preset — did you mean "woocommerce"?'),
        ("name: A\npreset: woocommerce", 'the preset woocommerce needs "shop" — the address of the shop'),
        (
            "name: A\npreset: woocommerce\nshop: https://a.example\nevry: 1 day",
            '"evry" is not a setting of a source — did',
        ),
    ],
)
def test_a_bad_source_is_put_aside_with_its_fault(tmp_path: Path, entry: str, said: str) -> None:
    found = broken(tmp_path, entry)
    assert any(said in problem for problem in found), found


def test_all_faults_of_a_source_are_told_at_once(tmp_path: Path) -> None:
    found = broken(tmp_path, "name: A\nurl: https://a.example\nreviews: div\nfields: {txt: p}\nevry: 1 day\npages: 0")
    assert [problem.split(":")[0] for problem in found] == ["line 11", "line 12", "line 13"]


def test_a_preset_becomes_the_source_it_stands_for(tmp_path: Path) -> None:
    entry = "name: Shop\npreset: woocommerce\nshop: https://shop.example/\nevery: 2 days"
    source = load(tmp_path, entry).sources()[1]
    assert (source.kind, source.preset, source.site) == ("json", "woocommerce", "shop.example")
    assert source.where.startswith("https://shop.example/wp-json/")
    assert source.every == timedelta(days=2)


def test_an_operator_may_keep_presets_beside_the_config(tmp_path: Path) -> None:
    (tmp_path / "presets").mkdir()
    preset = (
        'about: A\nverified: today\nparameters: {town: its name}\nsource: {feed: "https://{town}.example/{town}"}\n'
    )
    (tmp_path / "presets" / "guide.yaml").write_text(preset, encoding="utf-8")
    assert (
        load(tmp_path, "name: A\npreset: guide\ntown: a b/c").sources()[1].where
        == "https://a%20b%2Fc.example/a%20b%2Fc"
    )


def test_defaults_fill_what_a_source_leaves_open(tmp_path: Path) -> None:
    text = (
        "defaults: {every: 1 day, pages: 3, language: de}\n"
        + HEAD
        + "      - {name: B, url: https://b.example, pages: 9}\n"
    )
    (tmp_path / "config.yaml").write_text(text, encoding="utf-8")
    fine, other = load_config(tmp_path / "config.yaml", {}).sources()
    assert (fine.every, fine.pages, fine.language) == (timedelta(days=1), 3, "de")
    assert other.pages == 9


def test_a_job_carries_the_whole_source(tmp_path: Path) -> None:
    source = a_source(every=timedelta(hours=1), headers={"X-Key": "k"}, timezone="Europe/Berlin", rating_out_of=10)
    assert Source.from_job(source.to_job()) == source


@pytest.mark.parametrize(
    ("name", "slug"), [("Café Ida", "cafe-ida"), ("Übersee & Söhne", "uebersee-soehne"), ("øl", "ol")]
)
def test_slugs_are_plain_letters(name: str, slug: str) -> None:
    assert a_source(name).slug == slug


def test_a_name_without_latin_letters_still_has_a_slug_of_its_own() -> None:
    assert a_source("寿司").slug != a_source("拉面").slug

"""Shipped presets keep their promises: rate, terms, patterns, payloads, a line in the docs."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest
from preset_sources import ENTRIES, ENV, payload, preset_sources

from config import Config, load_config
from config.explain import explain
from config.preset import SHIPPED, Preset, find_presets, preset_for, read_preset
from config.source import FIELDS

DOCS = (Path(__file__).parent.parent / "docs" / "sources.md").read_text(encoding="utf-8")
PRESETS, FAULTS = find_presets(SHIPPED.parent)
HEAD = "businesses:\n  - name: Café Ida\n    zone: Europe/Copenhagen\n    languages: [da]\n    sources:\n"
EXAMPLES = re.findall(r"```yaml\n(.*?)```", DOCS, re.S)


def load(folder: Path, rows: str, env: dict[str, str]) -> Config:
    body = "".join(f"      {row}\n" for row in rows.splitlines())
    (folder / "config.yaml").write_text(HEAD + body, encoding="utf-8")
    return load_config(folder / "config.yaml", env)


def test_the_fourteen_presets_are_there() -> None:
    assert (set(PRESETS), FAULTS) == (set(ENTRIES), [])


@pytest.mark.parametrize("name", ENTRIES)
def test_a_preset_says_how_often_it_may_ask_and_what_the_terms_are(name: str) -> None:
    preset = PRESETS[name]
    assert preset.rate
    assert preset.terms.endswith(".")
    assert re.fullmatch(r"2026-11-22 against .+; never run live", preset.verified), "when, what against, and no more"


@pytest.mark.parametrize("name", ENTRIES)
def test_the_parts_of_a_preset_speak_of_parameters_it_has(name: str) -> None:
    preset = PRESETS[name]
    groups = {group for pattern in preset.match for group in re.compile(pattern).groupindex}
    assert groups | set(preset.secret) | set(preset.optional) <= set(preset.parameters)
    assert set(preset.source.get("fields", {})) <= set(FIELDS)
    assert preset.shape, "a contract"
    named = set(re.findall(r"\{(\w+)\}", str([preset.source, preset.token]))) - {"page", "cursor", "offset"}
    assert named == set(preset.parameters)


@pytest.mark.parametrize("name", ENTRIES)
def test_a_preset_has_payloads_and_a_line_in_the_docs(name: str) -> None:
    assert all(payload(name, kind) for kind in ("full", "empty", "error", "login"))
    row = next(line for line in DOCS.splitlines() if line.startswith(f"| `{name}` |"))
    assert all(cell.strip() for cell in row.strip("|").split("|"))


def test_the_docs_name_no_preset_that_is_not_there() -> None:
    assert set(re.findall(r"^\| `(\w+)` \|", DOCS, re.M)) | set(re.findall(r"preset: (\w+)", DOCS)) == set(PRESETS)


@pytest.mark.parametrize("example", EXAMPLES, ids=[text.split("\n", 1)[0][:40] for text in EXAMPLES])
def test_the_examples_in_the_docs_load(example: str, tmp_path: Path) -> None:
    env = defaultdict(str, dict.fromkeys(re.findall(r"\$\{(\w+)\}", example), "a-value"))
    config = load(tmp_path, example, env)
    assert config.broken == ()
    assert len(config.sources()) == example.count("- name:")


def test_the_docs_show_every_kind_of_source_and_every_field(tmp_path: Path) -> None:
    kinds = set()
    for example in EXAMPLES:
        config = load(tmp_path, example, dict.fromkeys(re.findall(r"\$\{(\w+)\}", example), "v"))
        kinds |= {source.kind for source in config.sources()}
    assert kinds == {"url", "css", "json", "feed", "files", "mail", "form"}
    assert f"`{' '.join(FIELDS)}`" in " ".join(DOCS.split())


@pytest.mark.parametrize(
    ("url", "entry"),
    [
        ("https://store.steampowered.com/app/620/Game/", {"preset": "steam", "app_id": "620"}),
        (
            "https://apps.apple.com/dk/app/bordbestilling/id1",
            {"preset": "apple_app_store", "country": "dk", "app_id": "1"},
        ),
        (
            "https://addons.mozilla.org/en-US/firefox/addon/tea-timer/",
            {"preset": "mozilla_addons", "addon": "tea-timer"},
        ),
        (
            "https://wordpress.org/plugins/opening-hours/",
            {"preset": "wordpress_org", "kind": "plugin", "slug": "opening-hours"},
        ),
        ("https://da.wordpress.org/themes/quiet/", {"preset": "wordpress_org", "kind": "theme", "slug": "quiet"}),
        ("https://dk.trustpilot.com/review/cafe-ida.example", {"preset": "trustpilot", "key": "${TRUSTPILOT_KEY}"}),
        (
            "https://www.trustedshops.de/bewertung/info_X0123456789ABCDEF0123456789ABCDEF.html",
            {"preset": "trusted_shops", "shop_id": "X0123456789ABCDEF0123456789ABCDEF"},
        ),
        (
            "https://www.youtube.com/channel/UC0123456789012345678901",
            {"preset": "youtube", "target": "UC0123456789012345678901", "key": "${YOUTUBE_KEY}"},
        ),
        (
            "https://social.example/tags/cafeida",
            {"preset": "mastodon", "server": "https://social.example", "tag": "cafeida"},
        ),
        ("https://cafe-ida.example/reviews", None),
        ("https://steam.example/app/620", None),
    ],
)
def test_an_address_people_know_leads_to_its_preset(url: str, entry: dict[str, str] | None) -> None:
    assert preset_for(url, PRESETS) == entry


def test_secrets_of_a_token_reach_the_worker_and_nobody_else(tmp_path: Path) -> None:
    google = preset_sources(tmp_path)["google_business"]
    assert google.to_job()["token"]["refresh_token"] == ENV["GB_REFRESH"]
    assert ENV["GB_REFRESH"] not in repr(google)
    assert type(google).from_job(google.to_job()).token == google.token


def test_the_operator_reads_limits_and_terms_before_anything_is_fetched(tmp_path: Path) -> None:
    text = "\n".join(explain(load(tmp_path, "- {name: Game, preset: steam, app_id: 620}", {})))
    assert f"    limits: {PRESETS['steam'].rate}" in text
    assert f"    terms: {PRESETS['steam'].terms}" in text
    assert f"    checked: {PRESETS['steam'].verified}" in text


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ('- {name: A, preset: youtube, target: UCx, key: "${NO_KEY}"}', "the variable NO_KEY is not set"),
        ("- {name: A, preset: youtube, target: UCx, key: 0123456789}", "the key is written out here"),
        ("- {name: A, json: https://a.example, reviews: a, shape: {a: list}}", '"shape" is not a setting of a source'),
        ("- {name: A, preset: steam, app_id: 620, gaps: 3}", '"gaps" is not a setting of a source'),
        ("- {name: A, files: a.csv, mentions: true}", '"mentions" means nothing here'),
        ('- {name: A, json: "https://a.example/?p={page}", reviews: a, start: "x"}', 'start: "x" is no number'),
    ],
)
def test_what_a_preset_or_its_kin_may_not_say(rows: str, said: str, tmp_path: Path) -> None:
    (broken,) = load(tmp_path, rows, {}).broken
    assert said in " ".join(broken.problems)


def test_the_preset_in_the_docs_loads_and_runs_beside_a_config(tmp_path: Path) -> None:
    (written,) = re.findall(r"```yaml preset\n(.*?)```", DOCS, re.S)
    (tmp_path / "presets").mkdir()
    (tmp_path / "presets" / "town_portal.yaml").write_text(written, encoding="utf-8")
    rows = '- {name: Portal, preset: town_portal, shop: 7, key: "${PORTAL_KEY}"}'
    (source,) = load(tmp_path, rows, {"PORTAL_KEY": "k3y"}).sources()
    assert source.where == "https://portal.example/api/shops/7/voices?page={page}"
    assert source.headers["X-Key"].get_secret_value() == "k3y"
    assert (source.total, source.gaps, source.pause, len(source.shape)) == ("data.count", 1, 2, 3)
    presets, _ = find_presets(tmp_path)
    assert preset_for("https://portal.example/shop/7", presets) == {
        "preset": "town_portal",
        "shop": "7",
        "key": "${TOWN_PORTAL_KEY}",
    }


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("shape: {a: lst}", '"lst" is not a type — did you mean "list"?'),
        ('match: ["("]', '"(" is not a pattern'),
        ("ratee: 5", '"ratee" is not a setting here — did you mean "rate"?'),
    ],
)
def test_a_faulty_preset_is_named_with_its_fault(more: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "guide.yaml"
    file.write_text(f"about: A\nverified: today\nparameters: {{}}\nsource: {{feed: x}}\n{more}\n", encoding="utf-8")
    preset, problems = read_preset(file)
    assert preset is None
    assert said in str(problems[0])
    assert "presets/guide.yaml" in str(problems[0])


def test_parameters_are_quoted_wherever_they_stand() -> None:
    preset = Preset.model_validate(
        {
            "about": "A",
            "verified": "today",
            "parameters": {"q": "words"},
            "source": {"feed": "https://a.example/?q={q}"},
        }
    )
    assert preset.entry({"q": "a&b c/d"})["feed"] == "https://a.example/?q=a%26b%20c%2Fd"

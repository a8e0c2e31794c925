"""Every fault of config.yaml: its line, its name, and the next step; all of them at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from config import Config, load_config
from model import ConfigError

GOOD = """\
mail: {from: reviews@cafe-ida.example}
businesses:
  - name: Café Ida
    zone: Europe/Copenhagen
    languages: [da, en]
    people:
      - {name: Ida, email: ida@cafe-ida.example, roles: [owner]}
    sources:
      - name: Own site
        url: https://cafe-ida.example/anmeldelser
"""


def load(folder: Path, text: str | bytes, **env: str) -> Config:
    path = folder / "config.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load_config(path, env)


def faults(folder: Path, text: str | bytes, **env: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load(folder, text, **env)
    return caught.value.problems


def test_a_good_file_loads(tmp_path: Path) -> None:
    config = load(tmp_path, GOOD)
    assert [source.name for source in config.sources()] == ["Own site"]
    assert config.broken == ()


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "the file is empty — copy the config.yaml that came with Grapevine"),
        (b"# only a remark\n", "the file is empty"),
        (b"- a\n- b\n", "line 1: this should be a block of settings, starting with  businesses:"),
        (b"just words\n", "line 1: this should be a block of settings"),
        (b"#" * (2 * 1024 * 1024), "the file is larger than 1 MiB"),
        (b"mail:\n  from: caf\xe9@x.example\n", "line 2: the file is not in UTF-8 — open it in your editor and save"),
        (b"mail:\n\tfrom: a@x.example\n", "line 2: there is a tab before the text — use blanks instead"),
        (b"mail: &m {from: a@x.example}\n", "line 1: anchors and aliases (& and *) are not used here — write it out"),
        (b"mail: {from: *m}\n", "line 1: anchors and aliases (& and *) are not used here"),
        (b"mail: !!python/name:os.system x\n", "line 1: tags (!) are not used here"),
        (b"mail: {}\nmail: {}\n", 'line 2: "mail" is here twice (first on line 1) — keep one'),
        (b"mail: {}\n---\ninbox: {}\n", "line 2: a second document starts here"),
        (b"mail: from: a\n", "line 1: this is not YAML: mapping values are not allowed here — a text with a colon"),
        (
            b"mail: @x\n",
            "line 1: this is not YAML: found character '@' that cannot start any token — put the text in quo",
        ),
        (b"a: " + b"[" * 400, "line 1: this is nested too deeply"),
        (b"mail: \x00\n", "this is not YAML"),
        (b"? [a, b]\n: 1\n", "line 1: a name is expected here"),
        (b'mail: "never closed\n', "this is not YAML: found unexpected end of stream"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(tmp_path: Path, raw: bytes, said: str) -> None:
    assert any(problem.startswith(said) or said in problem for problem in faults(tmp_path, raw))


def test_an_alias_bomb_is_refused_at_its_first_anchor(tmp_path: Path) -> None:
    levels = "\n".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 9))
    assert faults(tmp_path, f"l0: &l0 [lol]\n{levels}\n") == [
        "line 1: anchors and aliases (& and *) are not used here — write it out, or put it in quotes"
    ]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"there is no such file — make it"):
        load_config(tmp_path / "nowhere.yaml", {})


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("mail:", "mial:", 'line 1: "mial" is not a setting — did you mean "mail"?'),
        ("from:", "form:", 'line 1: mail: "form" is not a setting here — did you mean "from"?'),
        ("from: reviews@", "from: reviews.", 'line 1: mail › from: "reviews.cafe-ida.example" is not a mail address'),
        ("    zone: Europe/Copenhagen\n", "", 'line 3: "Café Ida": "zone" is missing — add  zone: …'),
        (
            "Europe/Copenhagen",
            "Europe/Copenhagn",
            'line 4: "Café Ida" › zone: "Europe/Copenhagn" is not a time zone — did you mean "Europe/Copenhagen"?',
        ),
        ("Europe/Copenhagen", "Copenhagen", 'is not a time zone — did you mean "Europe/Copenhagen"?'),
        ("Europe/Copenhagen", "Nowhere", '"Nowhere" is not a time zone'),
        ("[da, en]", "[da, danish]", 'line 5: "Café Ida" › languages › entry 2: "danish" is not a language code — did'),
        ("[da, en]", "[]", 'line 5: "Café Ida" › languages: this list is empty — 1 entry at least'),
        ("[da, en]", "da", 'line 5: "Café Ida" › languages: this should be a list — one entry a line'),
        ("roles: [owner]", "roles: [boss]", '"boss" is not possible here (known: owner, staff, operator)'),
        ("roles: [owner]", "roles: [ownr]", '"ownr" is not possible here — did you mean "owner"?'),
        ("roles: [owner]", "roles: [owner], language: sv", '"sv" is not possible here (known: en, de, fr, da)'),
        ("name: Ida,", "name: 7,", 'line 7: "Café Ida" › people › entry 1 › name: this should be a text, not a number'),
        ("    people:", "    digest: {at: 7am}\n    people:", '"7am" is not a time of day — did you mean "07:00"?'),
        (
            "    people:",
            "    digest: {day: moonday}\n    people:",
            '"moonday" is not a day of the week — did you mean "mo',
        ),
        (
            "    people:",
            "    hours: {mon: 9 to 5}\n    people:",
            '"9 to 5" is not a span of hours — write it like "07:00',
        ),
        ("    people:", "    flags: {low_rating: 9}\n    people:", "9 is too large — 5 or less"),
        (
            "    people:",
            "    flags: {low_ratng: 2}\n    people:",
            '"low_ratng" is not a setting here — did you mean "low_r',
        ),
        (
            "    people:",
            "    scorecard: [refferals]\n    people:",
            '"refferals" cannot be on a scorecard — did you mean "ref',
        ),
        (
            "    people:",
            "    playbook: no.yaml\n    people:",
            'line 6: "Café Ida" › playbook: there is no file "no.yaml"',
        ),
        ("businesses:", "defaults: {every: 6h}\nbusinesses:", '"6h" is not a length of time — did you mean "6 hours"?'),
        ("businesses:", "retention: forever\nbusinesses:", 'line 2: retention: "forever" is not a length of time'),
        (
            "businesses:",
            "inbox: {listen: everywhere}\nbusinesses:",
            'is not a host and a port — write it like "127.0.0.1',
        ),
        ("businesses:", "inbox: {url: reviews.x.example}\nbusinesses:", 'did you mean "https://reviews.x.example"?'),
        ("businesses:", "inbox: {trusted_proxies: [all]}\nbusinesses:", '"all" is not an address'),
        (
            "businesses:",
            "crawl: {allow: [localhost]}\nbusinesses:",
            'line 2: crawl › allow › entry 1: "localhost" is not',
        ),
        ("businesses:", "assumptions: {tells_high: 3}\nbusinesses:", "this must not be below tells_low (9)"),
        ("businesses:", "crawl: yes\nbusinesses:", "line 2: crawl: this should be a block of settings"),
    ],
)
def test_a_fault_names_its_line_and_the_next_step(tmp_path: Path, before: str, after: str, said: str) -> None:
    assert before in GOOD
    found = faults(tmp_path, GOOD.replace(before, after, 1))
    assert any(said in problem for problem in found), found


def test_all_faults_are_told_at_once_in_order(tmp_path: Path) -> None:
    text = GOOD.replace("from:", "form:").replace("Copenhagen", "Copenhagn").replace("roles: [owner]", "roles: [boss]")
    assert [problem.split(":")[0] for problem in faults(tmp_path, text)] == ["line 1", "line 4", "line 7"]


@pytest.mark.parametrize("twin", ["Café Ida", "café ida", "Cafe Ida"])
def test_two_businesses_may_not_share_a_name_or_an_address(tmp_path: Path, twin: str) -> None:
    text = GOOD + f"  - {{name: {twin}, zone: Europe/Berlin, languages: [de]}}\n"
    assert faults(tmp_path, text) == [
        f'line 11: a business with the name "{twin}" is on line 3 already — give it another',
    ]


@pytest.mark.parametrize(
    ("name", "email", "what"), [("Ida", "other@x.example", "name"), ("Bo", "IDA@cafe-ida.example", "email")]
)
def test_two_people_may_not_share_a_name_or_an_address(tmp_path: Path, name: str, email: str, what: str) -> None:
    text = GOOD.replace("    sources:", f"      - {{name: {name}, email: {email}}}\n    sources:")
    (said,) = faults(tmp_path, text)
    assert said.startswith('line 8: "Café Ida": a person with the ' + what)
    assert "is on line 7 already" in said


def test_a_business_needs_no_more_than_name_zone_and_languages(tmp_path: Path) -> None:
    (business,) = load(tmp_path, "businesses:\n  - {name: A, zone: Europe/Paris, languages: [fr]}\n").businesses
    assert (business.slug, business.people, business.sources, business.playbook.path) == ("a", (), (), None)


def test_sections_left_empty_are_as_if_left_out(tmp_path: Path) -> None:
    config = load(tmp_path, GOOD.split("    sources:")[0] + "    sources:\n    hours:\n" + "inbox:\nretention:\n")
    assert (config.businesses[0].sources, config.businesses[0].hours, config.inbox.url) == ((), None, None)


def test_people_speak_the_first_language_of_their_business_that_we_speak(tmp_path: Path) -> None:
    config = load(tmp_path, GOOD.replace("[da, en]", "[sv, da, en]"))
    assert config.businesses[0].people[0].language == "da"

"""The playbook: as strict as config.yaml, and it never cuts an owner's sentence."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from config_factories import a_playbook

from config import Playbook, load_config
from config.playbooks import read_playbook
from model import ConfigError


def read(folder: Path, text: str) -> Playbook:
    (folder / "p.yaml").write_text(text, encoding="utf-8")
    playbook, problems = read_playbook(folder / "p.yaml", "playbooks/p.yaml")
    assert problems == []
    assert playbook is not None
    return playbook


def test_contacts_differ_by_language_where_the_owner_says_so(tmp_path: Path) -> None:
    book = read(tmp_path, "contact: {name: Ida, email: a@x.example, de: {email: b@x.example}, da: {role: indehaver}}")
    assert [book.contact(code).email for code in ("en", "de", "sv")] == ["a@x.example", "b@x.example", "a@x.example"]
    assert (book.contact("da").role, book.contact("en").role) == ("indehaver", "")


def test_a_cost_above_the_limit_asks_the_owner(tmp_path: Path) -> None:
    text = "remedies:\n  waiting:\n    do:\n      - Say sorry, and mean it\n    wow:\n      - Cake\n"
    text += "      - {say: A week of cake, cost: 90}\n    cost: 5\n    limit: 50\n"
    book = read(tmp_path, text)
    assert [(r.text, r.wow, r.cost, r.approve) for r in book.remedies("waiting")] == [
        ("Say sorry, and mean it", False, None, ""),
        ("Cake", True, 5, ""),
        ("A week of cake", True, 90, "owner"),
    ]


def test_a_tick_survives_a_new_order(tmp_path: Path) -> None:
    keys = [
        {r.key for r in read(tmp_path, f"remedies:\n  price:\n    do:\n      - {a}\n      - {b}\n").remedies("price")}
        for a, b in (("Call", "Write"), ("Write", "Call"))
    ]
    assert keys[0] == keys[1]
    assert len(keys[0]) == 2


def test_themes_without_remedies_take_those_of_other() -> None:
    assert [remedy.text for remedy in a_playbook().remedies("booking")] == ["Ask what happened"]


def test_safety_waits_for_the_owner_even_where_nobody_said_so() -> None:
    assert Playbook.empty().plan_for("safety").approve == "owner"
    assert a_playbook(remedies={"other": {"do": ["Ask"]}}).remedies("safety")[0].approve == "owner"


def test_a_business_without_a_playbook_promises_nothing() -> None:
    book = Playbook.empty()
    assert (book.standards, book.remedies("waiting"), book.contact("de").email) == ((), (), "")
    assert book.answer_within == {"urgent": timedelta(hours=4), "high": timedelta(days=1), "normal": timedelta(days=2)}


def test_an_empty_file_is_an_empty_playbook(tmp_path: Path) -> None:
    assert read(tmp_path, "# nothing yet\n").standards == ()


def test_a_standard_may_name_the_theme_that_breaks_it(tmp_path: Path) -> None:
    book = read(tmp_path, "standards:\n  - We greet everybody.\n  - price: The bill is what the board says.\n")
    assert book.standards == ("We greet everybody.", "The bill is what the board says.")
    assert [promise.theme for promise in book.promises] == ["", "price"]


@pytest.mark.parametrize(("language", "form"), [("de", "Sie"), ("fr", "vous"), ("da", "du"), ("en", "you")])
def test_how_we_speak_to_customers(language: str, form: str) -> None:
    assert Playbook.empty().formal(language) == form


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "standards: [We answer today, at the latest]",
            "line 1: standards: […] cuts a sentence at its commas — write ea",
        ),
        ("remedies:\n  waiting:\n    do: [Call, then write]", "line 3: remedies › waiting: do: […] cuts a sentence"),
        ("never_say: [sorry, but]", "line 1: never_say: […] cuts"),
        ("plan: {below: 3, steps: [Read, then act]}", "line 1: plan: steps: […] cuts"),
        ("remedis: {}", 'line 1: "remedis" is not a setting here — did you mean "remedies"?'),
        ("measures: []", 'line 1: "measures" is not a setting here'),
        ("remedies:\n  wating: {effort: none}", 'line 1: remedies: "wating" is not a theme — did you mean "waiting"?'),
        ("assign: {service: Ida}", '"service" is not a theme (known: waiting, promise'),
        (
            "standards:\n  - We promise: fresh",
            '"We promise" is not a theme. If this is a sentence with a colon, put it in',
        ),
        ("standards:\n  - wating: Fast.", '"wating" is not a theme — did you mean "waiting"?'),
        ("privacy: helth", 'line 1: privacy: "helth" is not possible here — did you mean "health"?'),
        ("address: {de: Ihr}", 'de: "Ihr" is not a form of address — Sie or du'),
        ("answer_within: {urgent: 4h}", 'line 1: answer_within › urgent: "4h" is not a length of time — did you mean'),
        (
            "remedies:\n  price: {limt: 3}",
            'line 2: remedies › price: "limt" is not a setting here — did you mean "limit"?',
        ),
        (
            "remedies:\n  price: {limit: 50 kr}",
            'line 2: remedies › price › limit: this should be a number, not "50 kr"',
        ),
        ("remedies:\n  price:\n    do: Call", "line 3: remedies › price › do: this should be a list"),
        ("platforms: {google: {max_chars: 3}}", "3 is too small — 100 or more"),
        ("contact: {email: nobody}", '"nobody" is not a mail address'),
        ("plan: {below: 9, steps: []}", "9 is too large — 5 or less"),
        ("- a", "line 1: this should be a block of settings, starting with  contact:"),
        ("a: 1\na: 2", 'line 2: "a" is here twice'),
        ("\ta: 1", "line 1: there is a tab"),
    ],
)
def test_a_fault_names_file_line_and_next_step(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "p.yaml").write_text(text, encoding="utf-8")
    playbook, problems = read_playbook(tmp_path / "p.yaml", "p.yaml")
    assert playbook is None
    assert any(said in str(problem) for problem in problems), [str(p) for p in problems]
    assert all(str(problem).startswith("p.yaml line ") for problem in problems)


def test_faults_of_config_and_playbook_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text("privacy: helth\n", encoding="utf-8")
    text = "businesses:\n  - {name: A, zone: Europe/Pari, languages: [fr], playbook: p.yaml}\n"
    (tmp_path / "config.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"2 problem\(s\)(.|\n)*Europe/Paris(.|\n)*p.yaml line 1: privacy"):
        load_config(tmp_path / "config.yaml", {})


def test_whoever_the_playbook_names_must_be_among_the_people(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text("assign:\n  price: Idda\n  taste: Ida\n", encoding="utf-8")
    people = "people: [{name: Ida, email: ida@x.example}]"
    text = f"businesses:\n  - {{name: A, zone: Europe/Paris, languages: [fr], playbook: p.yaml, {people}}}\n"
    (tmp_path / "config.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_config(tmp_path / "config.yaml", {})
    (said,) = caught.value.problems
    assert said.startswith('p.yaml line 2: assign › price: "Idda" is not among the people in config.yaml')
    assert said.endswith('did you mean "Ida"?')

"""People in config.yaml: one is added, changed or removed, and nothing else is, whatever the fields hold."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config import load_config
from config.people import add_person, change_person, people_block, remove_person
from config.rewrite import ConfigFile, StaleFileError, mark_of
from config.tree import parse_tree
from model import ConfigError, InputError

SAM: dict[str, Any] = {"name": "Sam", "email": "sam@x.example", "roles": ["staff"], "language": "de"}
BLOCK = """\
# ours
businesses:
  - name: Café Ida
    zone: Europe/Copenhagen
    languages: [da, en]
    people:   # who
      # the boss
      - name: Ida
        email: ida@x.example   # hers
        roles: [owner]   # and more
        language: da
      - {name: "Jo: #1", email: jo@x.example, roles: [staff, operator]}   # at the counter

      # - name: later
    sources: []
  - name: Second
    zone: Europe/Paris
    languages: [fr]
    people:
    - name: Odile
      email: odile@x.example
      roles:
        - owner
"""
NASTY = [
    "a: b",
    "a # b",
    "- x",
    "{a: b}",
    "[x]",
    "&a",
    "*a",
    "!!python/object:os.system",
    "'",
    '"',
    '" , roles: [owner], x: "',
    "yes",
    "null",
    "~",
    "12",
    "1.5",
    "true",
    "%TAG",
    "@x",
    "`x`",
    "|",
    ">",
    "?",
    "---",
    "...",
    "${SECRET}",
    "<<",
    "a\\nb",
    "🙂 Zoë",
    "O'Neil",
    "{{ 7 * 7 }}",
]


def people(text: str, number: int = 0) -> Any:
    return parse_tree(text.encode()).at(("businesses", number, "people"))


def test_one_is_added_after_the_last_and_every_old_line_stays() -> None:
    changed = add_person(BLOCK, "cafe-ida", SAM)
    assert people(changed)[-1] == SAM
    rows = changed.splitlines()
    assert [row for row in rows if row in BLOCK.splitlines()] == BLOCK.splitlines()
    assert len(rows) == len(BLOCK.splitlines()) + 4


@pytest.mark.parametrize("text", NASTY)
@pytest.mark.parametrize("key", ["name", "email"])
def test_a_field_is_text_and_never_yaml(key: str, text: str) -> None:
    changed = add_person(BLOCK, "cafe-ida", SAM | {key: text})
    assert people(changed)[-1] == SAM | {key: text}
    assert people(changed, 1) == people(BLOCK, 1)
    assert people(remove_person(changed, "cafe-ida", (SAM | {key: text})["email"])) == people(BLOCK)


@given(st.text(min_size=1, max_size=60), st.text(min_size=1, max_size=60))
def test_whatever_is_written_only_that_person_is_new(name: str, email: str) -> None:
    try:
        changed = add_person(BLOCK, "cafe-ida", SAM | {"name": name, "email": email})
    except InputError:
        return
    assert people(changed) == [*people(BLOCK), SAM | {"name": name, "email": email}]
    assert people(changed, 1) == people(BLOCK, 1)


@pytest.mark.parametrize("email", ["ida@x.example", "IDA@X.EXAMPLE", "jo@x.example"])
def test_roles_and_language_change_and_comments_beside_them_stay(email: str) -> None:
    changed = change_person(BLOCK, "Café Ida", email, {"roles": ["operator", "owner"], "language": "fr"})
    person = next(one for one in people(changed) if one["email"] == email.lower())
    assert (person["roles"], person["language"]) == (["owner", "operator"], "fr")
    for comment in ("# the boss", "# hers", "# and more", "# at the counter", "# - name: later", "# who", "# ours"):
        assert comment in changed


def test_a_key_that_was_left_out_is_added_and_an_own_one_only_where_it_is_on_one_line() -> None:
    changed = change_person(BLOCK, "second", "odile@x.example", {"language": "en"})
    assert people(changed, 1)[0] == {**people(BLOCK, 1)[0], "language": "en"}
    with pytest.raises(InputError, match="by hand"):
        change_person(BLOCK, "second", "odile@x.example", {"roles": ["staff"]})


def test_one_is_removed_with_their_own_lines_only() -> None:
    changed = remove_person(BLOCK, "cafe-ida", "jo@x.example")
    assert [one["name"] for one in people(changed)] == ["Ida"]
    assert len(changed.splitlines()) == len(BLOCK.splitlines()) - 1
    assert "# - name: later" in changed


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (BLOCK.replace("people:   # who", "people: [{name: A, email: a@x.example}]\n    x:"), "by hand"),
        ("businesses: [{name: Café Ida, people: []}]\n", "by hand"),
        ("businesses:\n  - name: Other\n", "no business"),
        ("businesses:\n\t- name: Café Ida\n", "in order"),
    ],
)
def test_what_cannot_be_changed_is_left_to_a_person(text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        add_person(text, "cafe-ida", SAM)


def test_the_only_one_and_a_stranger_cannot_be_removed() -> None:
    with pytest.raises(InputError, match="only person"):
        remove_person(BLOCK, "second", "odile@x.example")
    with pytest.raises(InputError, match="nobody"):
        remove_person(BLOCK, "cafe-ida", "odile@x.example")


def test_windows_line_ends_and_a_missing_last_one_are_kept() -> None:
    windows = BLOCK.replace("\n", "\r\n")
    assert people(change_person(windows, "cafe-ida", "ida@x.example", {"roles": ["staff"]}))[0]["roles"] == ["staff"]
    short = "businesses:\n  - name: A\n    people:\n      - name: Ida\n        email: ida@x.example"
    assert people(add_person(short, "A", SAM))[-1] == SAM


def test_the_block_to_copy_is_the_people_of_that_business() -> None:
    assert people_block(BLOCK, "second") == "".join(BLOCK.splitlines(keepends=True)[-5:])
    assert "Odile" not in people_block(BLOCK, "cafe-ida")


WHOLE = BLOCK.replace("    sources: []\n", "")


@pytest.fixture
def file(tmp_path: Path) -> ConfigFile:
    path = tmp_path / "config.yaml"
    path.write_text(WHOLE, encoding="utf-8")
    return ConfigFile(path, {})


def test_the_new_file_takes_the_place_of_the_old_which_is_kept(file: ConfigFile) -> None:
    told: list[str] = []
    file = ConfigFile(file.path, {}, lambda: told.append("written"))
    file.path.chmod(0o640)
    new = add_person(file.read(), "cafe-ida", SAM)
    file.replace(new, seen=mark_of(WHOLE))
    assert file.read() == new
    assert file.path.with_name("config.yaml.bak").read_text(encoding="utf-8") == WHOLE
    assert file.path.stat().st_mode & 0o777 == 0o640
    assert sorted(one.name for one in file.path.parent.iterdir()) == ["config.yaml", "config.yaml.bak"]
    assert told == ["written"]
    assert load_config(file.path, {}).person("sam@x.example")[0].name == "Sam"


def test_a_file_that_changed_meanwhile_is_left_alone(file: ConfigFile) -> None:
    new = add_person(file.read(), "cafe-ida", SAM)
    file.path.write_text(WHOLE + "# edited by hand\n", encoding="utf-8")
    with pytest.raises(StaleFileError):
        file.replace(new, seen=mark_of(WHOLE))
    assert file.read().endswith("# edited by hand\n")


@pytest.mark.parametrize(
    "spoilt",
    [
        WHOLE.replace("roles: [owner]", "roles: [boss]"),
        WHOLE.replace("zone: Europe/Paris", "zone: Europe/Berlin"),
        WHOLE + "retention: 1 year\n",
        WHOLE + "mail: {from: evil@x.example}\n",
        "",
    ],
)
def test_what_does_not_load_or_changes_more_than_people_is_never_written(file: ConfigFile, spoilt: str) -> None:
    with pytest.raises(ConfigError):
        file.replace(spoilt, seen=mark_of(WHOLE))
    assert file.read() == WHOLE
    assert [one.name for one in file.path.parent.iterdir()] == ["config.yaml"]


def test_behind_a_link_the_file_itself_changes(file: ConfigFile, tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    link = folder / "config.yaml"
    link.symlink_to(file.path)
    linked = ConfigFile(link, {})
    linked.replace(add_person(linked.read(), "cafe-ida", SAM), seen=mark_of(WHOLE))
    assert link.is_symlink()
    assert "Sam" in file.read()


def test_where_nothing_can_be_written_nothing_is_tried(tmp_path: Path) -> None:
    """A folder that is not there stands for a locked one: root, as whom tests may run, may write in any."""
    file = ConfigFile(tmp_path / "locked" / "config.yaml", {})
    assert not file.writable()
    with pytest.raises(InputError, match="cannot be changed from here"):
        file.try_out(WHOLE)


def test_a_file_that_is_gone_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        ConfigFile(tmp_path / "config.yaml", {}).read()

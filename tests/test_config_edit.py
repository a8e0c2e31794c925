"""`sources add` changes config.yaml by exactly one source; comments and everything else stay."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from config import load_config
from config.edit import add_source_entry
from config.tree import parse_tree
from model import InputError

ENTRY: dict[str, Any] = {"name": "Guide: town", "url": "https://guide.example/a?b=1#c", "fields": {"text": "p > b"}}
BLOCK = """\
# ours
businesses:
  - name: Café Ida   # the corner one
    sources:
      # the first
      - name: Own site
        url: https://a.example
        why: |
          a long
          reason

      # - name: later
    # people follow
    people: []

  - name: Second
    zone: Europe/Paris
"""


def sources(text: str, number: int = 0) -> list[Any]:
    found = parse_tree(text.encode()).at(("businesses", number, "sources"))
    assert isinstance(found, list)
    return found


@pytest.mark.parametrize(
    "text",
    [
        BLOCK,
        BLOCK.replace("      ", "    "),  # dashes under their key
        BLOCK.replace(
            "- name: Own site\n        url: https://a.example", '- {name: Own site, url: "https://a.example"}'
        ).split("        why")[0],
        "businesses:\n  - name: Café Ida\n    sources:\n      # nothing yet\n",
        "businesses:\n  - name: Café Ida\n    sources: []  # nothing yet\n    people: []\n",
        "businesses:\n  - name: Café Ida\n    people:\n      - name: Ida",  # no sources key, no line end
        "businesses:\n- name: Café Ida\n  zone: Europe/Paris\ninbox: {}\n",
    ],
)
def test_the_source_is_added_and_every_old_line_stays(text: str) -> None:
    changed = add_source_entry(text, "cafe-ida", ENTRY)
    assert sources(changed)[-1] == ENTRY
    rows = iter(changed.splitlines())
    assert all(
        row.replace("[]  #", "#").split() in (new.split() for new in rows)
        for row in text.replace("sources: []", "sources:").splitlines()
    )


def test_the_business_is_found_by_name_too_and_the_last_one_grows_at_the_end() -> None:
    changed = add_source_entry(BLOCK, "SECOND", ENTRY)
    assert changed.startswith(BLOCK)
    assert sources(changed, 1) == [ENTRY]


def test_two_may_be_added_one_after_the_other() -> None:
    changed = add_source_entry(add_source_entry(BLOCK, "Second", ENTRY), "Second", ENTRY | {"name": "Other"})
    assert [source["name"] for source in sources(changed, 1)] == ["Guide: town", "Other"]


@pytest.mark.parametrize(
    ("text", "business", "said"),
    [
        (BLOCK, "Cafe Idda", 'config.yaml has no business "Cafe Idda" — did you mean "Café Ida"?'),
        (BLOCK.replace("Own site", "guide town"), "Café Ida", 'there is a source "guide town" already (line 6)'),
        (
            "businesses:\n\t- name: A",
            "A",
            "config.yaml must be in order before it can be changed: line 2: there is a tab",
        ),
        ("businesses: [{name: Café Ida}]", "Café Ida", "Add this under sources yourself:\n  - name: 'Guide: town'"),
        ("businesses:\n  - name: Café Ida\n    sources: [{name: B}]\n", "Café Ida", "Add this under sources yourself"),
        ("", "Café Ida", "(known: none yet)"),
    ],
)
def test_what_cannot_be_added_says_why(text: str, business: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        add_source_entry(text, business, ENTRY)
    assert said in str(caught.value)


def test_the_shipped_config_takes_a_source(tmp_path: Path) -> None:
    shipped = Path(__file__).parent.parent / "config.yaml"
    text = add_source_entry(
        shipped.read_text(encoding="utf-8"), "the-corner-cafe", {"name": "New", "url": "https://a.example"}
    )
    (tmp_path / "playbooks").mkdir()
    (tmp_path / "playbooks" / "my-business.yaml").write_text("", encoding="utf-8")
    (tmp_path / "config.yaml").write_text(text, encoding="utf-8")
    assert [source.name for source in load_config(tmp_path / "config.yaml", {}).sources()] == ["New"]

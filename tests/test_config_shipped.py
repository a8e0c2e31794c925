"""The files we ship load, and every key that exists stands in them, commented or not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from config import Config, load_config
from config.base import SPOKEN
from config.entries import OWN
from config.explain import gaps
from config.faults import inner_model
from config.playbook import Playbook, RemedyPlan
from config.preset import SHIPPED, read_preset
from config.source import FORMATS, WHERE_KEYS
from model import THEMES
from words import LANGUAGES

ROOT = Path(__file__).parent.parent
CONFIG = (ROOT / "config.yaml").read_text(encoding="utf-8")
PLAYBOOK = (ROOT / "playbooks" / "my-business.yaml").read_text(encoding="utf-8")


def keys(model: type[BaseModel]) -> set[str]:
    """Every key that may be written, sections within sections too."""
    found = set()
    for name, field in model.model_fields.items():
        found.add(field.alias or name)
        inner = inner_model(field.annotation)
        found |= keys(inner) if inner and inner is not Playbook and inner.__name__ != "Source" else set()
    return found


def has_key(text: str, key: str) -> bool:
    return bool(re.search(rf"(^|[\s#{{,-]){re.escape(key)}:", text, re.M))


def test_the_shipped_config_loads_without_any_variable() -> None:
    config = load_config(ROOT / "config.yaml", {})
    assert config.broken == ()
    assert config.businesses[0].playbook.standards
    assert not [gap for gap in gaps(config) if "playbook" in gap]


@pytest.mark.parametrize("key", sorted((keys(Config) - {"path", "broken"}) | set(OWN) | set(WHERE_KEYS)))
def test_every_key_stands_in_the_shipped_config(key: str) -> None:
    assert has_key(CONFIG, key)


@pytest.mark.parametrize("key", sorted((keys(Playbook) | keys(RemedyPlan)) - {"path", "text", "theme", "en"}))
def test_every_key_stands_in_the_shipped_playbook(key: str) -> None:
    assert has_key(PLAYBOOK, key)


@pytest.mark.parametrize("name", FORMATS)
def test_every_file_format_is_named(name: str) -> None:
    assert name in CONFIG


def test_the_first_line_tells_how_to_add_a_source() -> None:
    assert "python schedule.py sources add URL" in CONFIG.splitlines()[0]


def test_the_switched_off_parts_are_right_as_well(tmp_path: Path) -> None:
    """Remove the # of every commented key: the file must still be in order."""
    (tmp_path / "playbooks").mkdir()
    assign = PLAYBOOK.replace("# assign", "assign").replace("# platforms:", "platforms:").replace("#   Town", "  Town")
    plan = re.sub(r"^# (plan:|  below|  steps|    - )", r"\1", assign, flags=re.M)
    (tmp_path / "playbooks" / "my-business.yaml").write_text(plan, encoding="utf-8")
    text = re.sub(r"^( *)# (?= *(- )?\w+:)", r"\1", CONFIG, flags=re.M)
    text = re.sub(r"^.*Any source may also have:\n(.+\n)+", "", text, flags=re.M)
    (tmp_path / "config.yaml").write_text(text, encoding="utf-8")
    config = load_config(tmp_path / "config.yaml", {"SMTP_URL": "smtp://a.example:25", "PARTNER_TOKEN": "t"})
    assert config.broken == ()
    assert {source.kind for source in config.sources()} == {"url", "json", "css", "feed", "files", "mail", "form"}
    assert config.mail.smtp is not None
    assert config.businesses[0].playbook.plan is not None


def test_the_remedies_explain_every_theme_a_customer_may_complain_of() -> None:
    praise = {"referral", "beyond", "returning", "staff", "leaving", "effort"}
    assert [theme for theme in THEMES if theme not in praise and theme not in PLAYBOOK] == []


def test_we_speak_the_languages_of_the_catalogue() -> None:
    assert SPOKEN == LANGUAGES


@pytest.mark.parametrize("file", sorted(SHIPPED.glob("*.yaml")), ids=lambda file: file.stem)
def test_each_preset_loads_and_fills(file: Path, tmp_path: Path) -> None:
    preset, problems = read_preset(file)
    assert preset is not None, problems
    entry = {name: "${KEY}" if name in preset.secret else "x1" for name in preset.parameters}
    entry |= {name: "https://a.example" for name, what in preset.parameters.items() if "https://" in what}
    rows = "\n".join(f'        {name}: "{value}"' for name, value in entry.items())
    head = "businesses:\n  - name: A\n    zone: Europe/Paris\n    languages: [fr]\n    sources:\n"
    (tmp_path / "config.yaml").write_text(
        f"{head}      - name: B\n        preset: {file.stem}\n{rows}\n", encoding="utf-8"
    )
    config = load_config(tmp_path / "config.yaml", {"KEY": "k3y"})
    assert config.broken == ()
    (source,) = config.sources()
    assert not re.search(r"\{(?!page|offset|cursor)", source.reveal().where)
    assert source.site

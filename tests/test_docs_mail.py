"""docs/mail.md says what our mails carry and where to look; it is linked from where an operator sets the server."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from config_factories import a_business, a_config, a_person
from factories import NOW, a_flag
from mails.scene import WEEK, a_reader, a_scene_business, a_scene_config, open_scene

from digest.alert import compose_alert
from digest.message import to_message
from digest.weekly import compose_weekly

ROOT = Path(__file__).parent.parent
DOC = (ROOT / "docs" / "mail.md").read_text(encoding="utf-8")
NAMED = ("List-Id", "List-Unsubscribe", "List-Unsubscribe-Post", "Auto-Submitted", "Message-ID")


@pytest.mark.parametrize("file", ["README.md", "config.yaml"])
def test_it_is_found_from_where_one_looks(file: str) -> None:
    assert "docs/mail.md" in (ROOT / file).read_text(encoding="utf-8")


def test_a_digest_carries_the_headers_that_are_to_be_signed() -> None:
    business = a_scene_business()
    config = a_scene_config(business)
    with open_scene() as store:
        mail = compose_weekly(store, business, a_reader("en"), WEEK, config=config, now=NOW)
    message = to_message(mail, sender=config.mail.sender, now=NOW)
    assert all(name in DOC and message[name] for name in NAMED)
    assert re.search(re.escape(f"List-Unsubscribe-Post: {message['List-Unsubscribe-Post']}"), DOC)
    assert message["List-Unsubscribe"].startswith("<https://")


def test_an_alert_has_no_way_to_be_switched_off_by_one_click() -> None:
    mail = compose_alert([a_flag()], a_business(), a_person(), config=a_config(), now=NOW)
    message = to_message(mail, sender=a_config().mail.sender, now=NOW)
    assert not any(message[name] for name in NAMED[:3])


def test_both_unsubscribe_headers_are_signed_by_the_recipe() -> None:
    assert re.search(r"^ +SignHeaders +\*,\+list-unsubscribe,\+list-unsubscribe-post", DOC, re.M)

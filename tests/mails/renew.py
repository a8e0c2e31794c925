"""Writes the mails that tests compare with, anew: `PYTHONPATH=tests python -m mails.renew`. Read what changed first.

Text twins are kept whole, of the HTML what a reader sees: its scaffolding may change with a new MJML.
"""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from pathlib import Path
from textwrap import wrap

from mails.scene import INBOX, NOW, PLACE, WEEK, a_reader, a_scene_business, a_scene_config, open_scene

from digest.alert import compose_alert
from digest.answered import compose_answered
from digest.operator import compose_failure, compose_operator
from digest.reminder import compose_reminder
from digest.signin import compose_signin
from digest.surge import compose_surge
from digest.weekly import compose_weekly
from insight import Surge
from model import Mail, Run, State
from words import LANGUAGES

FOLDER = Path(__file__).parent


def all_mails(language: str) -> dict[str, Mail]:
    """Every kind of mail in one language, by the name of its file."""
    business, reader = a_scene_business(), a_reader(language)
    config = a_scene_config(business)
    with open_scene() as store:
        store.meta.set("secret", "ab" * 32)  # so that the way out is the same link in every run
        flags = store.flags.list([PLACE], [State.TO_ANSWER])
        rejseklub = store.sources.state(PLACE, "Rejseklub")
        failed = Run("backup", "", "grapevine.db", NOW, NOW, said="no space left in var/backup")
        return {
            "weekly": compose_weekly(store, business, reader, WEEK, config=config, now=NOW),
            "alert": compose_alert(flags[:2], business, reader, config=config, now=NOW),
            "reminder": compose_reminder(flags[1:2], business, reader, config=config, now=NOW, secret=b"s" * 32),
            "answered": compose_answered(
                replace(flags[1], state=State.ANSWERED), business, reader, closer=reader, config=config, now=NOW
            ),
            "operator": compose_operator(rejseklub, "red", reader, business=business, config=config, now=NOW),
            "recovered": compose_operator(rejseklub, "recovered", reader, business=business, config=config, now=NOW),
            "failure": compose_failure(failed, reader, config=config, now=NOW),
            "surge": compose_surge(Surge("waiting", 6, 0.7), business, reader, config=config, now=NOW),
            "signin": compose_signin(reader, f"{INBOX}/signin/abc", businesses=[PLACE], now=NOW),
        }


def as_file(mail: Mail) -> str:
    """Subject, headers, text, and the words of the HTML: what must not change unseen."""
    said = "".join(f"{name}: {value}\n" for name, value in mail.headers)
    html = "\n".join(wrap(" ".join(seen_in(mail.html)), 110, break_long_words=False, break_on_hyphens=False))
    return f"Subject: {mail.subject}\n{said}\n{mail.text}\n--- seen in the HTML ---\n\n{html}\n"


def seen_in(html: str) -> list[str]:
    """The words a reader of the HTML sees, in order, without styles and scaffolding."""
    body = re.sub(r"<!--.*?-->|<style.*?</style>|<title.*?</title>", " ", html, flags=re.S)
    text = unescape(re.sub(r"<[^>]+>", " ", body))
    return text.split()


def own_words(html: str) -> list[str]:
    """What Grapevine itself says: without quotations, drafts and the hidden line beside the subject."""
    body = re.sub(r'<div style="display:none.*?</div>', " ", html[html.index("<body") :], flags=re.S)
    body = re.sub(r'<(td|div|span)[^>]*dir="auto"[^>]*>.*?</\1>', " ", body, flags=re.S)
    said = re.sub("“[^”]*”|„[^“]*“|«[^»]*»|»[^«]*«", " ", " ".join(seen_in(body)))
    return [word for word in said.split() if any(map(str.isalpha, word))]


def renew() -> None:
    for language in LANGUAGES:
        for name, mail in all_mails(language).items():
            (FOLDER / f"{name}.{language}.txt").write_text(as_file(mail), encoding="utf-8")


if __name__ == "__main__":
    renew()

"""The playbook as it is: what is promised, given, never said; its faults; tried on a past review; sheets to print.

It is changed in its file, not here.
"""

from __future__ import annotations

from starlette.responses import Response

import replies
from config import Business
from config.playbooks import read_playbook
from inbox import present, rights
from inbox.pages.review import draft
from inbox.visit import Visit
from model import THEMES, Flag, InputError, State
from words import LANGUAGES, Words, speak

MOST_TO_TRY = 30
TRIABLE = (State.TO_ANSWER, State.IN_HAND, State.ANSWERED, State.SOLVED)


def show(visit: Visit) -> Response:
    businesses = visit.those(rights.may_answer)
    here = _chosen(visit, businesses)
    recent = visit.store.flags.list([here.name], TRIABLE, limit=MOST_TO_TRY)
    flag = _tried(visit, here)
    return visit.page(
        "playbook.html",
        businesses=businesses,
        here=here,
        book=here.playbook,
        contacts=[(lang, here.playbook.contact(lang)) for lang in here.languages if lang in LANGUAGES],
        plans=[(theme, name, here.playbook.remedies(theme)) for theme, name in _planned(here, visit.w)],
        assigned=[
            (visit.w.name("theme", theme), who) for theme, who in here.playbook.assign.items() if theme in THEMES
        ],
        faults=faults(here),
        recent=[(one.id, present.shortened(one.stored.review.full_text, 70)) for one in recent],
        flag=flag,
        reply=draft(visit, flag, here, 0) if flag else None,
        remedies=replies.remedies(flag, here) if flag else (),
        languages=[(code, visit.w.language_name(code)) for code in LANGUAGES],
    )


def sheet(visit: Visit) -> Response:
    """The standards to print: for the team with what it may give, for customers with whom to tell."""
    here = _chosen(visit, visit.those(rights.may_answer))
    language = visit.asked("lang") if visit.asked("lang") in LANGUAGES else visit.w.language
    w = speak(language, "inbox")
    return visit.show(
        "sheet.html",
        {
            "w": w,
            "business": here,
            "book": here.playbook,
            "staff": visit.asked("for") == "staff",
            "contact": here.playbook.contact(language),
            "plans": [(name, here.playbook.remedies(theme)) for theme, name in _planned(here, w)],
            "ours": here.languages[0],
        },
    )


def faults(here: Business) -> list[str]:
    """What is wrong in the file just now, each with its line; nothing where there is no file."""
    path = here.playbook.path
    if path is None or not path.is_file():
        return []
    _, problems = read_playbook(path, path.name, people=[person.name for person in here.people])
    return [str(problem) for problem in problems]


def _chosen(visit: Visit, businesses: list[Business]) -> Business:
    return next((b for b in businesses if b.slug == visit.asked("business")), businesses[0])


def _planned(here: Business, w: Words) -> list[tuple[str, str]]:
    """(theme, its name) of the themes the playbook has a remedy for."""
    named = present.names([theme for theme in here.playbook.plans if theme in THEMES], "theme", w)
    return named + ([("other", w("Everything else"))] if "other" in here.playbook.plans else [])


def _tried(visit: Visit, here: Business) -> Flag | None:
    number = visit.number(visit.asked("try"))
    if not number:
        return None
    try:
        flag = visit.store.flags.get(number)
    except InputError:
        return None
    return flag if flag.stored.review.business == here.name else None

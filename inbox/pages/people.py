"""Who belongs to a business, in which role and language: add, change, remove. And whether mail arrives.

It stands in config.yaml. A change is shown first, with the lines it touches; then it is written there. Where the file
cannot be written, the page shows what to paste.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from difflib import unified_diff
from urllib.parse import urlsplit

from pydantic import ValidationError
from starlette.responses import Response

from config import Business, Config, Person
from config.base import slug_of
from config.people import ROLES, add_person, change_person, people_block, remove_person
from config.rewrite import ConfigFile, StaleFileError, mark_of
from inbox import rights, sessions
from inbox.visit import Visit, go
from model import ConfigError, InputError
from words import LANGUAGES

ACTS = ("add", "change", "remove")
MOST_TESTS = 5  # test mails in ten minutes
log = logging.getLogger("grapevine")


@dataclass(frozen=True, slots=True)
class Wish:
    """What the form asks for."""

    act: str
    business: str  # slug
    email: str
    name: str = ""
    roles: tuple[str, ...] = ()
    language: str = ""


def show(visit: Visit) -> Response:
    return _page(visit)


def ask(visit: Visit) -> Response:
    """What would change, to be confirmed: nothing is written yet."""
    business, wish = _read(visit)
    fault = fault_of(wish, business)
    if fault:
        return _page(visit, wish, fault, 400)
    if wish.act == "change" and not _changes(wish, business):
        return go("/people")
    return _confirm(visit, business, wish)


def save(visit: Visit) -> Response:
    business, wish = _read(visit)
    fault = fault_of(wish, business)
    if visit.file is None or fault:
        return _page(visit, wish, fault, 400)
    try:
        visit.file.replace(changed(visit.file.read(), wish, business), seen=visit.line("seen"))
    except StaleFileError:
        return _confirm(visit, business, wish, stale=True, status=409)
    except (ConfigError, InputError) as error:
        return _confirm(visit, business, wish, problem=str(error), status=400)
    log.info("config.yaml: %s by %s: %s in %s", wish.act, visit.email, wish.email, business.name)
    if wish.act == "remove" and not any(one is not business for one in _where(visit.config, wish.email)):
        sessions.end_all_sessions(visit.store, wish.email)
    return go("/people", done=wish.act)


def test_mail(visit: Visit) -> Response:
    """To oneself alone."""
    if not sessions.may_try(visit.store, "test-mail", visit.email, MOST_TESTS, visit.now):
        visit.turn_away("too_many_tests", 429)
    visit.store.requests.ask("test_mail", {"email": visit.email}, visit.now)
    return go("/people", tested=1)


def fault_of(wish: Wish, business: Business) -> str:
    """Which field is wrong, or which rule it breaks; "" for none."""
    there = rights.person_in(business, wish.email)
    if wish.act == "add":
        return _wrong_field(wish) or _twin(wish, business)
    if there is None:
        return "nobody"
    if wish.act == "change" and (wrong := _wrong_field(wish)):
        return wrong
    left = {one.email: one.roles for one in business.people} | {there.email: frozenset(wish.roles)}
    owned = business.owners() and not any("owner" in roles for roles in left.values())
    return "last_owner" if owned else ""


def changed(text: str, wish: Wish, business: Business) -> str:
    """config.yaml with the wish carried out. InputError where it must be done by hand."""
    if wish.act == "remove":
        return remove_person(text, business.name, wish.email)
    if wish.act == "change":
        return change_person(text, business.name, wish.email, _changes(wish, business))
    entry = {"name": wish.name, "email": wish.email, "roles": list(wish.roles), "language": wish.language}
    return add_person(text, business.name, entry)


def _read(visit: Visit) -> tuple[Business, Wish]:
    """The page 400 for an unknown act; of somebody who is there already the name is theirs, not the form's."""
    business = visit.business(visit.line("business"), rights.may_manage)
    act = visit.line("act")
    if act not in ACTS:
        visit.turn_away("bad_form", 400)
    email = visit.line("email")
    there = rights.person_in(business, email) if act != "add" else None
    roles = tuple(role for role in ROLES if act != "remove" and role in visit.form.getlist("role"))
    named = there.name if there else visit.line("name")
    return business, Wish(act, business.slug, there.email if there else email, named, roles, visit.line("language"))


def _wrong_field(wish: Wish) -> str:
    try:
        Person(name=wish.name, email=wish.email, roles=frozenset(wish.roles), language=wish.language)  # type: ignore[arg-type]
    except ValidationError as error:
        return str(error.errors()[0]["loc"][0])
    return ""


def _twin(wish: Wish, business: Business) -> str:
    same = (
        slug_of(one.name) == slug_of(wish.name) or one.email.casefold() == wish.email.casefold()
        for one in business.people
    )
    return "twin" if any(same) else ""


def _changes(wish: Wish, business: Business) -> dict[str, object]:
    """Only what is different: a language that was left out stays left out."""
    there = rights.person_in(business, wish.email)
    found: dict[str, object] = {}
    if there and set(wish.roles) != there.roles:
        found["roles"] = list(wish.roles)
    if there and wish.language != there.language:
        found["language"] = wish.language
    return found


def _where(config: Config, email: str) -> list[Business]:
    return [business for business in config.businesses if rights.is_in(business, email)]


def _page(visit: Visit, wish: Wish | None = None, fault: str = "", status: int = 200) -> Response:
    done = visit.asked("done")
    smtp = visit.config.mail.smtp
    return visit.page(
        "people.html",
        status,
        businesses=visit.those(rights.may_manage),
        roles=ROLES,
        languages=[(code, visit.w.language_name(code)) for code in LANGUAGES],
        wish=wish,
        fault=fault,
        done=done if done in ACTS else "",
        tested=bool(visit.asked("tested")),
        writes=visit.file is not None and visit.file.writable(),
        mail=visit.config.mail,
        server=urlsplit(smtp.get_secret_value()).hostname if smtp else "",
    )


def _confirm(
    visit: Visit, business: Business, wish: Wish, *, problem: str = "", stale: bool = False, status: int = 200
) -> Response:
    """The lines that change, and the button; or the lines to paste where the file is not ours to write."""
    old = new = ""
    if visit.file is not None:
        try:
            old = visit.file.read()
            new = changed(old, wish, business)
            problem = problem or _trial(visit.file, new)
        except InputError as error:
            problem = problem or str(error)
    return visit.page(
        "people_confirm.html",
        status,
        business=business,
        wish=wish,
        changes=_changes(wish, business) if wish.act == "change" else {},
        problem=problem,
        stale=stale,
        seen=mark_of(old),
        diff=list(unified_diff(old.splitlines(), new.splitlines(), n=1, lineterm=""))[2:] if new else [],
        paste=people_block(new, business.name) if new else "",
        writes=visit.file is not None and visit.file.writable(),
    )


def _trial(file: ConfigFile, text: str) -> str:
    """What is wrong with `text` as a whole, where it can be tried at all."""
    if not file.writable():
        return ""
    try:
        file.try_out(text)
    except ConfigError as error:
        return "\n".join(error.problems)
    return ""

"""Who may do what. Pure. Roles count per business: an owner here may be nobody there."""

from __future__ import annotations

from collections.abc import Sequence

from config import Business, Person
from model import Flag
from replies.compose import needs_approval

ANSWERERS = frozenset({"owner", "staff"})


def person_in(business: Business, email: str) -> Person | None:
    return next((person for person in business.people if person.email.casefold() == email.casefold()), None)


def roles_in(business: Business, email: str) -> frozenset[str]:
    person = person_in(business, email)
    return frozenset(person.roles) if person else frozenset()


def may_answer(business: Business, email: str) -> bool:
    return bool(roles_in(business, email) & ANSWERERS)


def may_approve(business: Business, email: str) -> bool:
    return "owner" in roles_in(business, email)


def may_operate(business: Business, email: str) -> bool:
    """Sources, mail queue, settings. Where nobody is named operator, the owner is."""
    roles = roles_in(business, email)
    named = any("operator" in person.roles for person in business.people)
    return "operator" in roles or ("owner" in roles and not named)


def may_read_digests(business: Business, email: str) -> bool:
    return bool(roles_in(business, email) & {"owner", "operator"})


def may_manage(business: Business, email: str) -> bool:
    """Who belongs to it, and in which roles."""
    return bool(roles_in(business, email) & {"owner", "operator"})


def needs_owner(flag: Flag, business: Business) -> bool:
    """Whether nobody but an owner may let a reply out: safety, and the themes the playbook reserves."""
    return needs_approval(flag, business)


def may_publish(business: Business, email: str, flag: Flag, text: str = "") -> bool:
    """Whether this person may copy the reply and close the review. An approval holds for the approved text only."""
    if not needs_owner(flag, business) or may_approve(business, email):
        return True
    same = not text or (flag.draft is not None and text == flag.draft.text)
    return flag.approved and same


def who_may_take(business: Business) -> Sequence[Person]:
    return [person for person in business.people if person.roles & ANSWERERS]


def is_in(business: Business, email: str) -> bool:
    return person_in(business, email) is not None

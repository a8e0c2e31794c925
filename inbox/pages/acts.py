"""What people do to a review. Each is a POST that makes one call and goes to a page of ours.

A form carries the `rev` it was made from. When somebody was faster the store refuses, and the person sees what
happened meanwhile with their own text kept.
"""

from __future__ import annotations

from collections.abc import Callable

from starlette.responses import Response

import replies
from config import Business
from inbox import present, rights
from inbox.visit import View, Visit, go
from model import CAUSES, OPEN_STATES, Conflict, Flag, Reply, State, digest_of

Act = Callable[[Visit, Flag, Business], Response]


def on_review(act: Act) -> View:
    """A view that finds the review, acts, and shows the page of a conflict where there is one."""

    def view(visit: Visit) -> Response:
        flag, business = visit.flag()
        try:
            return act(visit, flag, business)
        except Conflict:
            return _conflict(visit)

    return view


def take(visit: Visit, flag: Flag, business: Business) -> Response:
    _move(visit, flag, State.IN_HAND)
    return back(flag)


def give_back(visit: Visit, flag: Flag, business: Business) -> Response:
    _move(visit, flag, State.TO_ANSWER)
    return back(flag)


def assign(visit: Visit, flag: Flag, business: Business) -> Response:
    """To one of the business's people, or to nobody."""
    email = visit.line("person")
    if email and email not in [person.email for person in rights.who_may_take(business)]:
        visit.turn_away("bad_form", 400)
    visit.store.flags.assign(flag.id, email, rev=_rev(visit), who=visit.email, now=visit.now)
    return back(flag)


def answered(visit: Visit, flag: Flag, business: Business) -> Response:
    _may_close(visit, flag, business)
    with visit.store.transaction():
        _move(visit, flag, State.ANSWERED, cause=_cause(visit))
        _keep_draft(visit, flag, business)
    return go("/inbox", closed=flag.id)


def solved(visit: Visit, flag: Flag, business: Business) -> Response:
    _may_close(visit, flag, business)
    with visit.store.transaction():
        _move(visit, flag, State.SOLVED, cause=_cause(visit))
        _keep_draft(visit, flag, business)
    return go("/inbox", closed=flag.id)


def reopen(visit: Visit, flag: Flag, business: Business) -> Response:
    """Undo for closing: back to whoever had it; on the list again where that person has left."""
    if flag.taken_by and present.may_still_take(business, flag.taken_by):
        visit.store.flags.reopen(flag.id, rev=_rev(visit), who=visit.email, now=visit.now)
    else:
        _move(visit, flag, State.TO_ANSWER)
    return back(flag)


def cause(visit: Visit, flag: Flag, business: Business) -> Response:
    """Why it happened, asked after closing: one tap, and nobody has to."""
    if _cause(visit):
        visit.store.flags.cause(flag.id, _cause(visit), visit.email, visit.now)
    return go("/inbox", closed=flag.id)


def wrong_theme(visit: Visit, flag: Flag, business: Business) -> Response:
    """It does not complain of this. Safety is only for an owner to take away."""
    theme = visit.line("theme")
    if theme not in flag.sentiment.complaints():
        visit.turn_away("bad_form", 400)
    if theme == "safety" and not rights.may_approve(business, visit.email):
        visit.turn_away("owner_only", 403)
    visit.store.themes.not_about(flag.id, theme, visit.email, visit.now)
    return back(flag, "why")


def right_theme(visit: Visit, flag: Flag, business: Business) -> Response:
    """Undo of `wrong_theme`."""
    visit.store.themes.about_after_all(flag.id, visit.line("theme"), visit.email, visit.now)
    return back(flag, "why")


def told_theme(visit: Visit, flag: Flag, business: Business) -> Response:
    """What it complains of instead, or as well."""
    theme, instead = visit.line("theme"), visit.line("instead")
    if theme not in present.FIXABLE:
        visit.turn_away("bad_form", 400)
    known = instead if instead in visit.store.themes.wrong(flag.id) else ""
    visit.store.themes.about(flag.id, theme, visit.email, visit.now, instead=known)
    return back(flag, "why")


def note(visit: Visit, flag: Flag, business: Business) -> Response:
    said = visit.said("said")
    if said:
        visit.store.flags.note(flag.id, said=said[:2000], who=visit.email, now=visit.now)
    return back(flag, "history")


def tick(visit: Visit, flag: Flag, business: Business) -> Response:
    """The checklist as sent: what changed is ticked or unticked, what the playbook does not know is left out."""
    done = set(visit.form.getlist("done"))
    with visit.store.transaction():
        for remedy in replies.remedies(flag, business):
            if (remedy.key in done) != (remedy.key in flag.ticked):
                on = remedy.key in done
                visit.store.flags.tick(
                    flag.id, remedy.key, on, who=visit.email, now=visit.now, cost=remedy.cost if on else None
                )
    return back(flag, "fix")


def save_draft(visit: Visit, flag: Flag, business: Business) -> Response:
    with visit.store.transaction():
        _same_rev(visit, flag)
        _keep_draft(visit, flag, business)
    return back(flag, "answer")


def approve(visit: Visit, flag: Flag, business: Business) -> Response:
    """An owner lets this very text out: it is saved and approved in one step."""
    if not rights.may_approve(business, visit.email):
        visit.turn_away("owner_only", 403)
    with visit.store.transaction():
        _same_rev(visit, flag)
        _keep_draft(visit, flag, business)
        visit.store.flags.approve(flag.id, who=visit.email, now=visit.now)
    return back(flag, "answer")


def not_negative(visit: Visit, flag: Flag, business: Business) -> Response:
    """Takes it off the list, so what an owner must see only an owner may call harmless."""
    _may_close(visit, flag, business)
    _move(visit, flag, State.DISMISSED)
    return go("/inbox", closed=flag.id)


def back(flag: Flag, place: str = "") -> Response:
    answer = go(f"/reviews/{flag.id}")
    if place:
        answer.headers["location"] += f"#{place}"
    return answer


def _move(visit: Visit, flag: Flag, to: State, cause: str = "") -> Flag:
    return visit.store.flags.move(flag.id, to, rev=_rev(visit), who=visit.email, now=visit.now, cause=cause)


def _rev(visit: Visit) -> int:
    return visit.number(visit.line("rev"))


def _cause(visit: Visit) -> str:
    cause = visit.line("cause")
    return cause if cause in CAUSES else ""


def _same_rev(visit: Visit, flag: Flag) -> None:
    if flag.rev != _rev(visit):
        raise Conflict(f"review {flag.id} was changed while its reply was being written")


def _may_close(visit: Visit, flag: Flag, business: Business) -> None:
    if not rights.may_publish(business, visit.email, flag, visit.letter("text")):
        visit.turn_away("owner_first", 403)


def draft_key(flag: Flag) -> str:
    """Tells one saved draft from another: a draft does not count as a change of the review, so `rev` cannot."""
    return digest_of(flag.draft.text if flag.draft else "")


def _keep_draft(visit: Visit, flag: Flag, business: Business) -> None:
    """Save the reply that came with the form, where it says anything new. Conflict: a colleague saved one meanwhile."""
    text = visit.letter("text")
    if not text or (flag.draft is not None and text == flag.draft.text):
        return
    if visit.line("draft") != draft_key(flag):
        raise Conflict(f"the reply to review {flag.id} was changed while another was being written")
    lang = flag.draft.lang if flag.draft else present.language_of(flag)
    reply = Reply(text, lang, needs_approval=rights.needs_owner(flag, business))
    visit.store.flags.draft(flag.id, reply, visit.now, who=visit.email)


def _conflict(visit: Visit) -> Response:
    flag, business = visit.flag()
    return visit.page(
        "conflict.html",
        409,
        flag=flag,
        lines=present.history(visit.store.flags.history(flag.id)[-3:], business, {}, visit.w),
        draft_key=draft_key(flag),
        taker=present.name_of(business, flag.taken_by),
        kept=visit.letter("text"),
        open=flag.state in OPEN_STATES,
        tz=business.tz,
    )

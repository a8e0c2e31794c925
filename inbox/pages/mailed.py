"""Links in mails: looking shows a page, only its button acts. They open nothing else, so forwarding is harmless."""

from __future__ import annotations

from starlette.responses import Response

from config import Business
from inbox import links, present, rights
from inbox.visit import Visit
from model import OPEN_STATES, Conflict, Flag, InputError, State


def look(visit: Visit) -> Response:
    link, flag, business = _alert(visit)
    return _page(visit, link, flag, business, done=False)


def act(visit: Visit) -> Response:
    """As the person the mail went to. A second press changes nothing."""
    link, flag, business = _alert(visit)
    if _waits(link, flag):
        if link.act == "answered" and not rights.may_publish(business, link.email, flag):
            visit.turn_away("owner_first", 403)
        to = State.IN_HAND if link.act == "take" else State.ANSWERED
        try:
            flag = visit.store.flags.move(flag.id, to, rev=flag.rev, who=link.email, now=visit.now)
        except Conflict:
            flag = visit.store.flags.get(flag.id)
    return _page(visit, link, flag, business, done=True)


def stop_look(visit: Visit) -> Response:
    link = _digest(visit)
    return visit.page("unsubscribe.html", business=link.business, done=False)


def stop(visit: Visit) -> Response:
    """RFC 8058: a mail provider posts here for the reader, without cookie, and wants no redirect."""
    link = _digest(visit)
    visit.store.meta.set(links.digest_off_key(link.business, link.email), visit.now.isoformat())
    return visit.page("unsubscribe.html", business=link.business, done=True)


def _alert(visit: Visit) -> tuple[links.AlertLink, Flag, Business]:
    """What the link names; the page 410 for one that is forged, too old, or whose person has left."""
    link = links.read_alert(visit.store.meta.secret(), str(visit.request.path_params["token"]), visit.now)
    if link is None or link.act not in links.ACTS:
        visit.turn_away("old_mail_link", 410)
    try:
        flag = visit.store.flags.get(link.review)
        business = visit.config.business(flag.stored.review.business)
    except InputError:
        visit.turn_away("old_mail_link", 410)
    if not rights.may_answer(business, link.email):
        visit.turn_away("old_mail_link", 410)
    return link, flag, business


def _waits(link: links.AlertLink, flag: Flag) -> bool:
    """Whether the act still changes anything: take what nobody has, close what is open."""
    return flag.state is State.TO_ANSWER if link.act == "take" else flag.state in OPEN_STATES


def _page(visit: Visit, link: links.AlertLink, flag: Flag, business: Business, *, done: bool) -> Response:
    return visit.page(
        "mailed.html",
        act=link.act,
        flag=flag,
        review=flag.stored.review,
        quote=present.shortened(flag.stored.review.full_text, 400),
        lang=present.language_of(flag),
        taker=present.name_of(business, flag.taken_by),
        waits=_waits(link, flag),
        done=done,
    )


def _digest(visit: Visit) -> links.DigestLink:
    link = links.read_digest(visit.store.meta.secret(), str(visit.request.path_params["token"]))
    if link is None:
        visit.turn_away("old_mail_link", 410)
    return link

"""The mails we made: archive, preview, what waits, send again. What a mail says is only for those it may concern."""

from __future__ import annotations

from starlette.responses import HTMLResponse, Response

from inbox import rights
from inbox.guard import PREVIEW_CSP
from inbox.visit import Visit, go
from model import Mail

MOST_SHOWN = 100


def show(visit: Visit) -> Response:
    chosen = visit.asked("key")
    mails = _mine(visit)
    return visit.page(
        "digests.html",
        mails=mails,
        readable={mail.key for mail in mails if may_read(visit, mail)},
        chosen=next((mail for mail in mails if mail.key == chosen and may_read(visit, mail)), None),
        asked=bool(visit.asked("asked")),
        tz=visit.businesses[0].tz,
        queued=bool(visit.config.mail.smtp),
    )


def preview(visit: Visit) -> Response:
    """The stored HTML in its own sandbox: no script, no link out, no request."""
    mail = next((m for m in _mine(visit) if m.key == visit.asked("key") and may_read(visit, m)), None)
    if mail is None:
        visit.turn_away("missing", 404)
    headers = {"Content-Security-Policy": PREVIEW_CSP, "X-Frame-Options": "SAMEORIGIN"}
    return HTMLResponse(mail.html, headers=headers)


def again(visit: Visit) -> Response:
    key = visit.line("key")
    if key not in [mail.key for mail in _mine(visit)]:
        visit.turn_away("missing", 404)
    visit.store.requests.ask("send_again", {"key": key, "who": visit.email}, visit.now)
    return go("/digests", asked=1)


def may_read(visit: Visit, mail: Mail) -> bool:
    """The recipient; or an owner of every business that the recipient belongs to. A sign-in mail: nobody."""
    if mail.kind == "signin":
        return False
    if mail.to.casefold() == visit.email.casefold():
        return True
    theirs = visit.config.find_person(mail.to)
    return bool(theirs) and all(rights.may_approve(b, visit.email) for b in (theirs[1] if theirs else []))


def _mine(visit: Visit) -> list[Mail]:
    """Mails to people of the businesses in which this person may see them; sign-in mails are never listed."""
    people = {p.email.casefold() for b in visit.those(rights.may_read_digests) for p in b.people}
    mails = visit.store.outbox.list(limit=MOST_SHOWN)
    return [mail for mail in mails if mail.to.casefold() in people and mail.kind != "signin"]

"""Sign in by mailed link, sign out. Looking never signs in: only the button's POST does, so scanners are harmless."""

from __future__ import annotations

from starlette.responses import Response

from inbox import sessions
from inbox.visit import Visit, go


def show(visit: Visit) -> Response:
    if visit.person:
        return go("/")
    return visit.page("signin.html", review=visit.number(visit.asked("review")), sent=False)


def sent(visit: Visit) -> Response:
    return visit.page("signin.html", review=0, sent=True)


def ask(visit: Visit) -> Response:
    """The answer is the same whether or not the address is known."""
    email = visit.line("email").casefold()
    place = visit.request.client.host if visit.request.client else ""
    by_place = sessions.may_try(visit.store, "ask-from", place, sessions.MOST_PER_PLACE, visit.now)
    by_mail = sessions.may_try(visit.store, "ask-for", email, sessions.MOST_PER_MAIL, visit.now)
    if not (by_place and by_mail):
        visit.turn_away("too_often", 429)
    if visit.config.find_person(email):
        payload = {"email": email, "review": visit.number(visit.line("review")) or None}
        visit.store.requests.ask("signin", payload, visit.now)
    return go("/signin/sent")


def look(visit: Visit) -> Response:
    token = str(visit.request.path_params["token"])
    if visit.store.people.peek(sessions.hashed(token), sessions.PURPOSE, visit.now) is None:
        visit.turn_away("old_link", 410)
    return visit.page("signin_link.html", review=visit.number(visit.asked("review")))


def redeem(visit: Visit) -> Response:
    place = visit.request.client.host if visit.request.client else ""
    if not sessions.may_try(visit.store, "redeem", place, sessions.MOST_PER_PLACE, visit.now):
        visit.turn_away("too_often", 429)
    token = str(visit.request.path_params["token"])
    email = visit.store.people.redeem(sessions.hashed(token), sessions.PURPOSE, visit.now)
    if email is None or visit.config.find_person(email) is None:
        visit.turn_away("old_link", 410)
    review = visit.number(visit.line("review"))
    answer = go(f"/reviews/{review}" if review else "/")
    url = sessions.public_url(visit.config)
    sessions.start_session(visit.store, visit.request, answer, email=email, now=visit.now, url=url)
    return answer


def out(visit: Visit) -> Response:
    sessions.end_session(visit.store, visit.request)
    return _gone(visit)


def out_everywhere(visit: Visit) -> Response:
    sessions.end_all_sessions(visit.store, visit.email)
    return _gone(visit)


def _gone(visit: Visit) -> Response:
    answer = go("/signin")
    sessions.forget_cookie(visit.request, answer, sessions.public_url(visit.config))
    return answer

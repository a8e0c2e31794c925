"""The inbox as a Starlette application: which address shows which page, and who may see it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from config import Config
from config.rewrite import ConfigFile
from inbox import rights
from inbox.guard import HEADERS, Guard
from inbox.pages import (
    acts,
    complaint,
    digests,
    feedback,
    fixes,
    listing,
    mailed,
    me,
    mirror,
    overview,
    people,
    playbook,
    review,
    settings,
    signin,
    sources,
)
from inbox.render import HERE
from inbox.visit import Desk, KeptPage, no_page, stranger_error
from store import Store

REVIEW_ACTS: dict[str, acts.Act] = {
    "take": acts.take,
    "give-back": acts.give_back,
    "assign": acts.assign,
    "tick": acts.tick,
    "draft": acts.save_draft,
    "approve": acts.approve,
    "answered": acts.answered,
    "solved": acts.solved,
    "reopen": acts.reopen,
    "note": acts.note,
    "not-negative": acts.not_negative,
    "cause": acts.cause,
    "wrong-theme": acts.wrong_theme,
    "right-theme": acts.right_theme,
    "told-theme": acts.told_theme,
}


def create_app(
    open_store: Callable[[], Store],
    config: Callable[[], Config],
    clock: Callable[[], datetime],
    kept_page: KeptPage = no_page,
    *,
    file: ConfigFile | None = None,
) -> Starlette:
    """The application. Each request opens its own store in its own thread and asks `config` and `clock` afresh.

    `kept_page`: ("business/source", good) to the bytes of the last good or the first bad page, None where none is kept.
    `file`: config.yaml where people may be changed from the pages; None: they are only shown.
    """
    desk = Desk(open_store, config, clock, kept_page, file)
    return Starlette(
        routes=[*_open_routes(desk), *_staff_routes(desk), *_owner_routes(desk), *_fixed_routes()],
        middleware=[Middleware(Guard, refuse=stranger_error)],
        exception_handlers={404: _missing, 405: _missing, 400: _bad_form, 500: _broken},
    )


def _open_routes(desk: Desk) -> list[Route]:
    """Before sign-in. Where looking and acting share an address, they are two routes: HEAD only ever looks."""
    return [
        Route("/", desk.endpoint(listing.home)),
        Route("/signin", desk.endpoint(signin.show)),
        Route("/signin", desk.endpoint(signin.ask), methods=["POST"]),
        Route("/signin/sent", desk.endpoint(signin.sent)),
        Route("/signin/{token}", desk.endpoint(signin.look)),
        Route("/signin/{token}", desk.endpoint(signin.redeem), methods=["POST"]),
        Route("/a/{token}", desk.endpoint(mailed.look)),
        Route("/a/{token}", desk.endpoint(mailed.act), methods=["POST"]),
        Route("/u/{token}", desk.endpoint(mailed.stop_look)),
        Route("/u/{token}", desk.endpoint(mailed.stop), methods=["POST"]),
        Route("/f/{form:str}", desk.endpoint(feedback.show)),
        Route("/f/{form:str}", desk.endpoint(feedback.send), methods=["POST"]),
        Route("/f/{form:str}/thanks", desk.endpoint(feedback.thanks)),
        Route("/f/{form:str}/card", desk.endpoint(feedback.card)),
        Route("/signout", desk.endpoint(signin.out, rights.is_in), methods=["POST"]),
        Route("/signout/everywhere", desk.endpoint(signin.out_everywhere, rights.is_in), methods=["POST"]),
        Route("/me", desk.endpoint(me.show, rights.is_in)),
        Route("/me", desk.endpoint(me.switch, rights.is_in), methods=["POST"]),
    ]


def _staff_routes(desk: Desk) -> list[Route]:
    may = rights.may_answer
    acting = [
        Route(f"/reviews/{{id:int}}/{name}", desk.endpoint(acts.on_review(act), may), methods=["POST"])
        for name, act in REVIEW_ACTS.items()
    ]
    return [
        Route("/inbox", desk.endpoint(listing.show, may)),
        Route("/reviews/{id:int}", desk.endpoint(review.show, may)),
        Route("/reviews/{id:int}/wording", desk.endpoint(review.another_wording, may)),
        Route("/reviews/{id:int}/lint", desk.endpoint(review.lint, may), methods=["POST"]),
        *acting,
        Route("/fixes", desk.endpoint(fixes.show, may)),
        Route("/fixes", desk.endpoint(fixes.record, may), methods=["POST"]),
        Route("/complaints/new", desk.endpoint(complaint.show, may)),
        Route("/complaints/new", desk.endpoint(complaint.save, may), methods=["POST"]),
        Route("/overview", desk.endpoint(overview.show, may)),
        Route("/playbook", desk.endpoint(playbook.show, may)),
        Route("/playbook/sheet", desk.endpoint(playbook.sheet, may)),
    ]


def _owner_routes(desk: Desk) -> list[Route]:
    return [
        Route("/digests", desk.endpoint(digests.show, rights.may_read_digests)),
        Route("/digests/preview", desk.endpoint(digests.preview, rights.may_read_digests)),
        Route("/digests/again", desk.endpoint(digests.again, rights.may_read_digests), methods=["POST"]),
        Route("/mirror", desk.endpoint(mirror.show, rights.may_approve)),
        Route("/mirror", desk.endpoint(mirror.save, rights.may_approve), methods=["POST"]),
        Route("/people", desk.endpoint(people.show, rights.may_manage)),
        Route("/people", desk.endpoint(people.ask, rights.may_manage), methods=["POST"]),
        Route("/people/save", desk.endpoint(people.save, rights.may_manage), methods=["POST"]),
        Route("/people/test-mail", desk.endpoint(people.test_mail, rights.may_manage), methods=["POST"]),
        Route("/sources", desk.endpoint(sources.show, rights.may_operate)),
        Route("/sources/read", desk.endpoint(sources.read_again, rights.may_operate), methods=["POST"]),
        Route("/sources/pages", desk.endpoint(sources.compare, rights.may_operate)),
        Route("/sources/page", desk.endpoint(sources.page, rights.may_operate)),
        Route("/settings", desk.endpoint(settings.show, rights.may_operate)),
    ]


def _fixed_routes() -> list[Route | Mount]:
    return [
        Route("/healthz", _alive),
        Mount("/static", StaticFiles(directory=HERE / "static"), name="static"),
    ]


async def _alive(request: Request) -> Response:
    return PlainTextResponse("ok")


async def _missing(request: Request, error: Exception) -> Response:
    return stranger_error(request, "missing", error.status_code if isinstance(error, HTTPException) else 404)


async def _bad_form(request: Request, error: Exception) -> Response:
    return stranger_error(request, "bad_form", 400)


async def _broken(request: Request, error: Exception) -> Response:
    """A fault of ours, outside of the guard: it brings the security headers itself."""
    answer = stranger_error(request, "broken", 500)
    answer.headers.update(HEADERS)
    return answer

"""The list of reviews that need a person: by state, filtered, searched, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.responses import Response

from config import Business, Person
from inbox import present, rights
from inbox.visit import Visit, go
from model import CAUSES, THEMES, Flag, InputError, State

PER_PAGE = 25
MOST_PAGES = 1_000_000
TABS = (State.TO_ANSWER, State.IN_HAND, State.ANSWERED, State.SOLVED, State.BACKLOG, State.DISMISSED)
FILTERS = ("business", "source", "theme", "lang", "person", "q")


@dataclass(frozen=True, slots=True)
class Wish:
    """What the address asks to see. Unknown values are left out, never guessed."""

    state: State
    chosen: dict[str, str]
    page: int

    def address(self, **other: object) -> str:
        """The address of the same list with something else: another tab, the next page."""
        wanted: dict[str, object] = {"state": str(self.state), **self.chosen, **other}
        return "/inbox?" + urlencode({name: value for name, value in wanted.items() if value})


def home(visit: Visit) -> Response:
    """Where a person starts: the inbox, else what an operator looks after."""
    if visit.person is None:
        return go("/signin")
    return go("/inbox" if visit.those(rights.may_answer) else "/sources")


def show(visit: Visit) -> Response:
    wish, businesses = read_wish(visit), visit.those(rights.may_answer)
    within = [b for b in businesses if b.slug == wish.chosen.get("business", b.slug)]
    found = _find(visit, wish, within)
    named = {business.name: business for business in within}
    cards = [present.card(flag, named[flag.stored.review.business], visit.w, visit.now) for flag in found[:PER_PAGE]]
    return visit.page(
        "inbox.html",
        wish=wish,
        cards=cards,
        counts=visit.store.flags.counts([b.name for b in within]),
        tabs=TABS,
        more=len(found) > PER_PAGE,
        late=sum(card.clock.kind == "late" for card in cards),
        choices=_choices(visit, businesses),
        many=len(businesses) > 1,
        closed=_closed(visit, named),
        causes=CAUSES,
    )


def read_wish(visit: Visit) -> Wish:
    asked = visit.asked("state")
    state = State(asked) if asked in list(State) else State.TO_ANSWER
    chosen = {name: visit.asked(name) for name in FILTERS}
    page = max(1, min(visit.number(visit.asked("page"), 1), MOST_PAGES))
    return Wish(state, {name: value for name, value in chosen.items() if value}, page)


def _find(visit: Visit, wish: Wish, within: list[Business]) -> list[Flag]:
    """One more than fits on a page, to know whether there is a next one."""
    if not within:
        return []
    return visit.store.flags.list(
        [business.name for business in within],
        [wish.state],
        source=wish.chosen.get("source"),
        theme=wish.chosen.get("theme"),
        lang=wish.chosen.get("lang"),
        person=wish.chosen.get("person"),
        text=wish.chosen.get("q"),
        limit=PER_PAGE + 1,
        offset=(wish.page - 1) * PER_PAGE,
    )


def _choices(visit: Visit, businesses: list[Business]) -> dict[str, list[tuple[str, str]]]:
    """What each filter offers: (value, what people call it)."""
    people: dict[str, Person] = {p.email: p for b in businesses for p in rights.who_may_take(b)}
    languages = dict.fromkeys(lang for b in businesses for lang in b.languages)
    return {
        "business": [(b.slug, b.name) for b in businesses],
        "source": [(name, name) for name in dict.fromkeys(s.name for b in businesses for s in b.sources)],
        "theme": present.names(THEMES, "theme", visit.w),
        "lang": [(lang, visit.w.language_name(lang)) for lang in languages],
        "person": [(email, person.name) for email, person in people.items()],
    }


def _closed(visit: Visit, named: dict[str, Business]) -> Flag | None:
    """The review just closed, for the notice with Undo; None where the number is somebody else's."""
    number = visit.number(visit.asked("closed"))
    if not number:
        return None
    try:
        flag = visit.store.flags.get(number)
    except InputError:
        return None
    return flag if flag.stored.review.business in named else None

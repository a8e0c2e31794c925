"""`erase`: forgets one person, says what was found, and what is left to do by hand."""

from __future__ import annotations

from typing import Any

from commands.console import out, print_json, progress
from jobs.forget import Forgotten, files_of, forget
from jobs.workplace import Workplace
from model import Review

READ_BACK = "a crawl does not bring anything back"


def erase(place: Workplace, author: str, *, as_json: bool = False) -> int:
    """Forgets what one person wrote, for good."""
    with place.open() as store, progress("Looking through files", files_of(place)) as advance:
        found = forget(store, place, author, place.clock(), advance=advance)
    if as_json:
        print_json(_data(found))
        return 0
    for line in _done(found):
        out.print(line, markup=False)
    by_hand = _by_hand(found)
    if by_hand:
        out.print("\nWhat is left to do by hand:", markup=False)
    for line in by_hand:
        out.print(f"  - {line}", markup=False)
    return 0


def _done(found: Forgotten) -> list[str]:
    count = len(found.known.reviews)
    lines = [f"{_n(count, 'review')} by “{found.author}” emptied; ratings and counts stay, and {READ_BACK}."]
    quoted = [mail for mail in found.known.mails if mail.state in ("sent", "dead")]
    if quoted:
        lines.append(f"{_n(len(quoted), 'stored mail')} that quoted them emptied.")
    if withdrawn := found.mails("queued", "sending"):
        lines.append(f"{_n(len(withdrawn), 'waiting mail')} that quoted them withdrawn; a weekly mail is made anew.")
    if found.previews:
        lines.append(f"The files of {_n(len(found.previews), 'mail')} in {found.previews[0].parent} deleted.")
    if found.pages:
        lines.append(f"{_n(found.pages, 'kept page')} deleted: any of them may have shown them.")
    return lines


def _by_hand(found: Forgotten) -> list[str]:
    return [*_mailed(found), *_left(found), *_public(found), *_copies(found)]


def _mailed(found: Forgotten) -> list[str]:
    return [
        f"{mail.to} has the mail “{mail.subject}” of {mail.sent:%Y-%m-%d}: ask for its deletion"
        for mail in found.mails("sent")
        if mail.sent
    ]


def _left(found: Forgotten) -> list[str]:
    lines = []
    for left in found.left:
        if left.path.suffix in (".db", ".replaced"):
            lines.append(f"{left.path} holds {left.where}: delete it when you can; `restore` would erase them again")
        else:
            lines.append(f"{left.path} holds {left.where}: delete that there; it is not read in again")
    return lines


def _public(found: Forgotten) -> list[str]:
    """Where the review stands for everybody to read: only its author or the platform can take it down."""
    return [
        f"{stored.review.business}, {stored.review.source}: the review itself stays where it is "
        f"({stored.review.url or 'no link known'}): only its author or the platform can take it down"
        for stored in found.known.reviews
    ]


def _copies(found: Forgotten) -> list[str]:
    names = sorted({(stored.review.author, stored.review.source) for stored in found.known.copies})
    return [
        f"{source} has the same words by “{name}”: if that is the same person, run: python schedule.py erase '{name}'"
        for name, source in names
    ]


def _n(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _data(found: Forgotten) -> dict[str, Any]:
    return {
        "author": found.author,
        "reviews": [_place(stored.review) for stored in found.known.reviews],
        "mails_emptied": len(found.mails("sent", "dead")),
        "mails_withdrawn": [mail.key for mail in found.mails("queued", "sending")],
        "previews_deleted": [str(path) for path in found.previews],
        "pages_deleted": found.pages,
        "by_hand": {
            "sent": [{"to": mail.to, "subject": mail.subject, "sent": mail.sent} for mail in found.mails("sent")],
            "files": [{"path": str(left.path), "holds": left.where} for left in found.left],
            "copies": [_place(stored.review) | {"author": stored.review.author} for stored in found.known.copies],
        },
    }


def _place(review: Review) -> dict[str, Any]:
    return {"business": review.business, "source": review.source, "id": review.external_id, "url": review.url or None}

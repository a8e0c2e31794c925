"""The shape of one platform's notification mail: where the stars, the name and the words stand. Rules, no code."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Notice:
    """Patterns are searched without regard to case; None of them spans lines unless it says so.

    `about` is searched in the subject and may name the groups author, title and rating; `sums` finds subjects of mails
    that sum up several reviews, `relays` addresses of the platform from which others write. `rating` is searched in all
    lines, with a group value. The review stands between the lines that `before` and `after` find; its first line is
    the author's where `named`. `labels`: beginnings of lines that introduce a part of the text. `empty`: words that
    stand for none. `link` finds the review's own address, and in the group id its number.
    """

    platform: str
    senders: tuple[str, ...]  # domains; their subdomains too
    about: str
    rating: str
    before: str
    after: str
    out_of: float = 5
    named: bool = False
    author: str = r"(?!)"
    labels: str = r"(?!)"
    empty: str = r"(?!)"
    link: str = r"(?!)"
    sums: str = r"(?!)"
    relays: str = r"(?!)"

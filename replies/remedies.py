"""What to do for the customer in private, before anything is said in public. Knows no public text."""

from __future__ import annotations

from config import Business
from model import Flag, Remedy
from replies.matter import OTHER, complaints
from replies.phrasebook import LANGUAGES
from words import speak


def remedies(flag: Flag, business: Business) -> tuple[Remedy, ...]:
    """The playbook's remedies for what is complained of: safety first, then the heaviest theme, each deed once.

    Where the playbook has none, what always helps, in the business's first language.
    """
    themes = complaints(flag.sentiment) or (OTHER,)
    found = {remedy.text: remedy for theme in reversed(themes) for remedy in business.playbook.remedies(theme)}
    if not found:
        return _sensible(flag, business)
    order = dict.fromkeys(remedy.text for theme in themes for remedy in business.playbook.remedies(theme))
    return tuple(found[text] for text in order)


def _sensible(flag: Flag, business: Business) -> tuple[Remedy, ...]:
    w = speak(next((code for code in business.languages if code in LANGUAGES), "en"), "replies")
    if flag.sentiment.safety:
        return (
            Remedy("safety:call", w("Speak to the customer now, and listen"), approve="owner"),
            Remedy("safety:stop", w("Take what it is about out of use until you know more"), approve="owner"),
            Remedy("safety:write", w("Write down what happened, with times and names"), approve="owner"),
            Remedy("safety:owner", w("Tell the owner before anything is said in public"), approve="owner"),
        )
    return (
        Remedy("other:find", w("Find out what happened, without looking for somebody to blame")),
        Remedy("other:call", w("Speak to the customer within a day, and ask what would put it right")),
        Remedy("other:more", w("Do that, and a little more than they expect"), wow=True),
    )

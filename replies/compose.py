"""The public draft for a flagged review. Pure: the day is an argument, the outcome hangs on nothing else.

Greeting, thanks, their matter in one sentence, a short apology, what we changed (only a measure that is in force), one
private way to a named person, signature. Refuses to know money, causes and whoever was on duty.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from config import Business
from model import Flag, Measure, Reply, digest_of
from replies.choose import choose
from replies.claims import sayable
from replies.lint import lint
from replies.matter import answer_in, complaints, main_theme, rule_of
from replies.person import Signer, greeting, signer
from replies.phrasebook import Phrases, fill, phrases


def prepare(
    flag: Flag,
    *,
    business: Business,
    measures: Sequence[Measure],
    recent: Sequence[str],
    today: date,
    variant: int = 0,
) -> Reply:
    """A draft of 50 to 90 words in the reviewer's language, or with the warning `wrong_language` in the business's.

    `recent`: replies given lately, to be unlike them. `variant`: 0, 1, 2 … for another wording of the same reply.
    """
    book = phrases(answer_in(flag.stored, flag.sentiment, business))
    mood = mood_of(flag, business)
    theme = main_theme(complaints(flag.sentiment), book.issues if mood == "normal" else book.about)
    who = signer(business, book)
    slots = allowed(_slots(book, mood, theme, who), business.playbook.never_say)
    review = flag.stored.review
    seed = digest_of(review.business, review.source, review.external_id)
    chosen = choose(slots, recent, seed=seed, variant=variant)
    claim = (
        "" if flag.sentiment.safety else _claim(business, measures, theme=theme, language=book.language, today=today)
    )
    hello = greet(flag, business, book)
    text = _fitting(chosen, claim, (hello, fill(book.sign, {"sign": who.line})), flag=flag, business=business)
    warnings = lint(text, flag, business=business, measures=measures, recent=recent, today=today)
    return Reply(text, book.language, needs_approval=needs_approval(flag, business), warnings=warnings)


def mood_of(flag: Flag, business: Business) -> str:
    """`health` says of nobody that they were there, also when it is about safety; `safety` says no cause, no detail."""
    if business.playbook.privacy == "health":
        return "health"
    return "safety" if flag.sentiment.safety else "normal"


def needs_approval(flag: Flag, business: Business) -> bool:
    """Safety always waits for the owner; other themes where the playbook says so."""
    themes = flag.sentiment.complaints()
    return flag.sentiment.safety or any(business.playbook.plan_for(theme).approve for theme in themes)


def greet(flag: Flag, business: Business, book: Phrases) -> str:
    """With the author's name only where platform and privacy allow it."""
    rule = rule_of(flag.stored.review.source, business.playbook)
    nameless = business.playbook.privacy == "health" or (rule is not None and not rule.use_name)
    return greeting("" if nameless else flag.stored.review.author, book)


def _slots(book: Phrases, mood: str, theme: str, who: Signer) -> dict[str, tuple[str, ...]]:
    """What there is to choose from, places filled."""
    spoken = dict(book.moods[mood])
    if mood == "normal":
        spoken["issue"] = book.issues[theme]
    if not who.way:
        spoken["contact"] = book.none
    places = {"way": who.way, "sign": who.name, "about": book.about[theme]}
    return {slot: tuple(fill(wording, places) for wording in wordings) for slot, wordings in spoken.items()}


def allowed(slots: Mapping[str, tuple[str, ...]], never: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Without the wordings that hold a word the owner never wants said, as long as one is left."""
    words = [word.casefold() for word in never]
    kept = {s: tuple(w for w in lines if not any(n in w.casefold() for n in words)) for s, lines in slots.items()}
    return {slot: kept[slot] or slots[slot] for slot in slots}


def _claim(business: Business, measures: Sequence[Measure], *, theme: str, language: str, today: date) -> str:
    """The fix-first gate: one sentence of a measure in force, or nothing."""
    said = sayable(measures, business=business.name, theme=theme, language=language, today=today)
    return said[0] if said else ""


def _fitting(chosen: Mapping[str, str], claim: str, ends: tuple[str, str], *, flag: Flag, business: Business) -> str:
    """The whole reply; where the platform's limit is near, without the sentence that is most easily spared."""
    rule = rule_of(flag.stored.review.source, business.playbook)
    most = rule.max_chars if rule else None
    apology = ["sorry", "own"] if int(digest_of(*ends, chosen["issue"]), 16) % 2 else ["own", "sorry"]
    middle = ["thanks", "issue", *apology]
    for spared in ((), ("own",), ("own", "thanks")):
        said = " ".join(chosen[slot] for slot in middle if slot not in spared)
        text = "\n\n".join([ends[0], said, f"{claim} {chosen['contact']}".strip(), ends[1]])
        if most is None or len(text) <= most:
            break
    return text

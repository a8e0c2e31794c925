"""The public draft for a flagged review. Pure: the day is an argument, the outcome hangs on nothing else.

Greeting, their matter in one sentence (in their own words where it can be), thanks and a short apology in changing
order, what we changed (only a measure that is in force), one private way to a named person, signature. Refuses to know
money, causes and whoever was on duty.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from config import Business
from model import Flag, Measure, Reply, digest_of
from replies.alike import core, overlap, shingles
from replies.choose import choose
from replies.claims import sayable
from replies.lint import lint, passes, words_in
from replies.matter import OTHER, answer_in, complaints, is_sure, main_theme, rule_of, written_in
from replies.order import FULL, Order, flow, longest, order_of, standing
from replies.person import Signer, greeting, invitations, signer
from replies.phrasebook import Phrases, fill, phrases
from replies.quote import quote_of

LEAST_WORDS, MOST_WORDS = 50, 90
_FRESH = 0.25  # sharing more than this with a recent reply, another order is tried
_INVITATIONS = 14  # of all ways to say how we are reached; more would only take time


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
    if mood == "normal":
        slots["issue"] = _matter(flag, theme, business=business, book=book, told=slots["issue"])
    said = sayable(measures, business=business.name, theme=theme, language=book.language, today=today)
    claim = said[0] if said and not flag.sentiment.safety else ""  # the fix-first gate
    ends = (greet(flag, business, book), fill(book.sign, {"sign": who.line}))
    order, chosen = _chosen(slots, recent, book, seed=_seed(flag), variant=variant, free=mood == "normal", ends=ends)
    text = _fitting(chosen, order, claim, ends, most=_most(flag, business), book=book)
    warnings = lint(text, flag, business=business, measures=measures, recent=recent, today=today)
    return Reply(text, book.language, needs_approval=needs_approval(flag, business), warnings=warnings)


def _chosen(
    slots: Mapping[str, tuple[str, ...]],
    recent: Sequence[str],
    book: Phrases,
    *,
    seed: str,
    variant: int,
    free: bool,
    ends: tuple[str, str],
) -> tuple[Order, dict[str, str]]:
    """An order and its wordings: long enough to say something, and unlike what was said lately where that can be."""
    said = [shingles(core(text)) for text in recent]
    made: list[tuple[bool, float, Order, dict[str, str]]] = []
    invited = sorted(slots["contact"], key=lambda line: digest_of(seed, str(variant), line))[:_INVITATIONS]
    for order, longer in _tries(order_of(f"{seed}:{variant}") if free else FULL):
        fit = {s: lines for s, lines in standing(slots, order, book).items() if s in order} | {"contact": invited}
        chosen = choose(longest(fit) if longer else fit, recent, seed=seed, variant=variant)
        mine = shingles(" ".join(chosen[slot] for slot in order))
        alike = max((overlap(mine, one) for one in said), default=0.0)
        short = not LEAST_WORDS <= words_in(_whole(chosen, order, "", ends, book)) <= MOST_WORDS
        made.append((short, alike, order, chosen))
        if not short and alike <= _FRESH:
            break
    fresh = next((one for one in made if not one[0] and one[1] <= _FRESH), None)
    best = fresh or min(made, key=lambda one: one[:2])
    return best[2], best[3]


def _tries(order: Order) -> list[tuple[Order, bool]]:
    """The order of the seed, the full one, then both with the longer wordings."""
    return [(one, longer) for longer in (False, True) for one in dict.fromkeys((order, FULL))]


def _seed(flag: Flag) -> str:
    review = flag.stored.review
    return digest_of(review.business, review.source, review.external_id)


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
    contact = invitations(spoken.pop("contact"), who, book, plain=mood == "normal")
    about = {"about": book.about[theme]}
    slots = {slot: tuple(fill(wording, about) for wording in wordings) for slot, wordings in spoken.items()}
    return slots | {"contact": contact}


def _matter(flag: Flag, theme: str, *, business: Business, book: Phrases, told: tuple[str, ...]) -> tuple[str, ...]:
    """Three in four replies take up the customer's own words, where some are fit to be repeated.

    The others name the theme, and a theme that is not sure of its words says nothing in particular.
    """
    words = quote_of(flag, theme, business, book) if int(_seed(flag), 16) % 4 else ""
    if words and book.language == written_in(flag.stored, flag.sentiment):
        quoted = tuple(fill(wording, {"words": words}) for wording in book.quote)
        kept = tuple(line for line in quoted if passes(line, flag, business))
        if kept:
            return kept
    return told if is_sure(flag.sentiment, theme) else book.issues[OTHER]


def allowed(slots: Mapping[str, tuple[str, ...]], never: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Without the wordings that hold a word the owner never wants said, as long as one is left."""
    words = [word.casefold() for word in never]
    kept = {s: tuple(w for w in lines if not any(n in w.casefold() for n in words)) for s, lines in slots.items()}
    return {slot: kept[slot] or slots[slot] for slot in slots}


def _most(flag: Flag, business: Business) -> int | None:
    rule = rule_of(flag.stored.review.source, business.playbook)
    return rule.max_chars if rule else None


def _fitting(
    chosen: Mapping[str, str], order: Order, claim: str, ends: tuple[str, str], *, most: int | None, book: Phrases
) -> str:
    """The whole reply; where the platform's limit is near, without the sentence that is most easily spared."""
    for spared in ((), ("own",), ("own", "thanks")):
        kept = tuple(slot for slot in order if slot not in spared)
        text = _whole(chosen, kept, claim, ends, book)
        if most is None or len(text) <= most:
            break
    return text


def _whole(chosen: Mapping[str, str], order: Order, claim: str, ends: tuple[str, str], book: Phrases) -> str:
    said = flow([chosen[slot] for slot in order], book)
    return "\n\n".join([ends[0], said, f"{claim} {chosen['contact']}".strip(), ends[1]])

"""`learn`: from a business's own rated reviews, used only where it beats the word packs on the newest ones."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from commands.console import out, print_json, progress
from config import Business
from jobs.workplace import Workplace
from model import Review
from sentiment import score
from sentiment.learned import Example
from sentiment.learning import LEAST, LEAST_NEGATIVE, STEPS, Lesson, Prf, learn
from sentiment.stage import keep_learned, own_of
from store import Store

_TOLD = 8  # words of each kind


def learn_from(place: Workplace, business: str | None, *, forget: bool = False, as_json: bool = False) -> int:
    """Judge, and switch the learned layer on or off, for one business or each. 0 whatever came of it."""
    chosen = [place.config.business(business)] if business else place.config.businesses
    with place.open() as store:
        lessons = {one.name: _lesson(store, one, forget=forget) for one in chosen}
    if as_json:
        print_json([_data(name, lesson) for name, lesson in lessons.items()])
    else:
        for name, lesson in lessons.items():
            _tell(name, lesson, forgotten=forget)
    return 0


def _lesson(store: Store, business: Business, *, forget: bool) -> Lesson:
    examples = [] if forget else list(_examples(store, business))
    with progress(f"Learning from {business.name}", STEPS) as advance:
        lesson = learn(examples, advance)
    keep_learned(store, business.name, lesson.model)
    return lesson


def _examples(store: Store, business: Business) -> Iterable[Example]:
    """Rated reviews with words, oldest first."""
    own = own_of(business.words)
    rows = [row for row in store.reviews.export(business.name) if row["rating"] is not None and row["date"]]
    for row in sorted(rows, key=lambda row: (str(row["date"]), str(row["id"]))):
        review = Review(business.name, row["platform"], row["id"], row["rating"], row["text"] or "", row["title"] or "")
        if review.full_text.strip():
            said = score(review.full_text, lang=row.get("lang"), languages=business.languages, own=own)
            yield Example(review.full_text, said.sentiment or 0.0, row["rating"] <= business.flags.low_rating)


def _tell(name: str, lesson: Lesson, *, forgotten: bool) -> None:
    head = f"{name}: {lesson.reviews} rated reviews, {lesson.negatives} of them unhappy."
    if forgotten:
        out.print(f"{name}: what was learned is forgotten; the word packs judge alone.", markup=False)
    elif lesson.packs is None or lesson.learned is None:
        need = f"at least {LEAST} rated reviews, {LEAST_NEGATIVE} of them unhappy"
        out.print(f"{head} Too few to learn from ({need}); the word packs judge alone.", markup=False)
    else:
        out.print(head, markup=False)
        out.print(f"  on the newest {lesson.judged}, judged by what came before them:", markup=False)
        out.print(f"    word packs  {_figures(lesson.packs)}", markup=False)
        out.print(f"    learned     {_figures(lesson.learned)}", markup=False)
        _verdict(lesson)


def _verdict(lesson: Lesson) -> None:
    if lesson.model is None:
        out.print("  Learning does not win: it stays off, the word packs judge alone.", markup=False)
        return
    out.print("  Learning wins: it is on for reviews from now on (--forget takes it back).", markup=False)
    out.print(f"  speaks for unhappy: {', '.join(telling(lesson, unhappy=True))}", markup=False)
    out.print(f"  speaks for happy:   {', '.join(telling(lesson, unhappy=False))}", markup=False)


def telling(lesson: Lesson, *, unhappy: bool) -> list[str]:
    """The words with the most weight on one side."""
    words = lesson.model.words if lesson.model else {}
    whole = [(weight, word.replace("_", " ")) for word, weight in words.items() if word[0] != "^"]
    return [word for _, word in sorted(whole, reverse=unhappy)[:_TOLD]]


def _figures(figures: Prf) -> str:
    precision, recall, f1 = figures
    return f"precision {precision:.2f}  recall {recall:.2f}  F1 {f1:.2f}"


def _data(name: str, lesson: Lesson) -> dict[str, Any]:
    return {
        "business": name,
        "reviews": lesson.reviews,
        "negatives": lesson.negatives,
        "judged": lesson.judged,
        "packs": _named(lesson.packs),
        "learned": _named(lesson.learned),
        "on": lesson.model is not None,
    }


def _named(figures: Prf | None) -> dict[str, float] | None:
    return None if figures is None else dict(zip(("precision", "recall", "f1"), figures, strict=True))

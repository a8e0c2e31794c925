"""How well and how fast reviews are understood: `python bench/sentiment.py FOLDER`, which holds reviews/ and aspects/.

Per source: precision, recall and F1 of label neg from the text alone, ours at the shipped cut beside vaderSentiment as
installed; macro means over sources; themes against annotated aspects; speed of the whole pipeline (language, score,
themes, flag) as a ratio to vaderSentiment's polarity_scores on the same texts. Nothing of FOLDER is kept.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from sentiment import score
from sentiment.language import detect

CAP, SEED, CUT = 2000, 7, -0.05
_WHOLE = 150  # code points a text, on average
MEASURED = ("en", "de", "fr", "da", "es", "nl", "sv")
ASPECTS = {
    "food": ("taste",),
    "service": ("friendliness", "attention", "waiting", "knowledge", "flexibility"),
    "price": ("price",),
    "ambience": ("atmosphere", "cleanliness"),
}
CATEGORIES = {"food": "food", "drinks": "food", "service": "service", "price": "price", "prices": "price",
              "ambience": "ambience"}  # fmt: skip
Row = dict[str, Any]
Prf = tuple[float, float, float]


def main(folder: Path) -> None:
    sources = {path.stem: rows_of(path) for path in sorted((folder / "reviews").glob("*.jsonl"))}
    measured = {name: rows for name, rows in sources.items() if name[:2] in MEASURED}
    negatives(measured)
    for path in sorted((folder / "aspects").glob("*.jsonl")):
        if path.stem[:2] in MEASURED:
            aspects(path)
    languages(sources)
    for kind in ("whole", "sentences"):
        named = [name for name, rows in measured.items() if name.startswith("en") and kind_of(rows) == kind]
        speed([row for name in named for row in measured[name][:500]], f"en {kind}")
    speed([row for rows in measured.values() for row in rows[:300]], "all")


def rows_of(path: Path) -> list[Row]:
    rows: list[Row] = [json.loads(line) for line in path.open(encoding="utf-8")]
    rows = [row for row in rows if row["text"].strip()]
    random.Random(SEED).shuffle(rows)
    return rows[:CAP]


def kind_of(rows: Sequence[Row]) -> str:
    """Whole reviews and single sentences are told apart: they are different tasks, at different speeds."""
    return "whole" if sum(len(row["text"]) for row in rows) >= _WHOLE * len(rows) else "sentences"


def prf(truth: Sequence[bool], said: Sequence[bool]) -> Prf:
    hit = sum(t and s for t, s in zip(truth, said, strict=True))
    p, r = hit / max(1, sum(said)), hit / max(1, sum(truth))
    return p, r, 2 * p * r / max(1e-9, p + r)


def negatives(sources: dict[str, list[Row]]) -> None:
    vader = SentimentIntensityAnalyzer()
    means: dict[str, list[tuple[Prf, Prf]]] = defaultdict(list)
    print(f"{'label neg':32} {'n':>5} {'base':>5}   ours P    R   F1   vader P    R   F1")
    for name, rows in sources.items():
        truth = [row["label"] == "neg" for row in rows]
        ours = prf(truth, [score(row["text"], lang=row["lang"]).label == "neg" for row in rows])
        theirs = prf(truth, [vader.polarity_scores(row["text"])["compound"] <= CUT for row in rows])
        means[f"{name[:2]} {kind_of(rows)}"].append((ours, theirs))
        print(f"{name:32} {len(rows):5} {sum(truth) / len(rows):5.2f}   {line(ours)}     {line(theirs)}")
    for lang, pairs in means.items():
        print(f"{'macro ' + lang:32} {'':11}   {line(mean(p[0] for p in pairs))}     {line(mean(p[1] for p in pairs))}")


def mean(figures: Iterable[Prf]) -> Prf:
    held = list(figures)
    p, r, f = (sum(figure[k] for figure in held) / len(held) for k in range(3))
    return p, r, f


def line(figures: Prf) -> str:
    return " ".join(f"{figure:.2f}" for figure in figures)


def aspects(path: Path) -> None:
    """A theme counts as found where the text names the aspect; polarity is scored apart, over those found."""
    rows = rows_of(path)
    found = [score(row["text"], lang=row["lang"]).themes for row in rows]
    print(f"\naspects {path.stem} ({len(rows)} texts)")
    for aspect, themes in ASPECTS.items():
        truth = [aspect_polarity(row, aspect) for row in rows]
        said = [[hit.polarity for hit in hits if hit.theme in themes] for hits in found]
        if any(truth):
            both = [(t, s) for t, s in zip(truth, said, strict=True) if t and s]
            right = sum(any(polarity in t for polarity in s) for t, s in both) / max(1, len(both))
            figures = line(prf([bool(t) for t in truth], [bool(s) for s in said]))
            print(f"  {aspect:10} {figures}   polarity right {right:.2f}")


def aspect_polarity(row: Row, aspect: str) -> set[str]:
    polarities = set()
    for item in row["aspects"]:
        category = str(item.get("category") or "").lower().split("#")[0]
        if CATEGORIES.get(category) == aspect:
            polarities.add(item["polarity"])
    return polarities


def languages(sources: dict[str, list[Row]]) -> None:
    print("\nlanguage right, nothing declared")
    for name, rows in sources.items():
        right = sum(detect(row["text"]) == row["lang"] for row in rows[:400]) / len(rows[:400])
        print(f"  {name:32} {right:.3f}")


def speed(rows: Sequence[Row], what: str) -> None:
    texts = [(row["text"], row["lang"], row["stars"]) for row in rows]
    vader = SentimentIntensityAnalyzer()
    ours, theirs = [], []
    for _ in range(3):
        theirs.append(seconds(lambda: [vader.polarity_scores(text) for text, _, _ in texts]))
        ours.append(seconds(lambda: [score(text, lang=lang, stars=stars) for text, lang, stars in texts]))
    rate = len(texts) / min(ours)
    print(f"\nspeed {what}: {rate:.0f} reviews a second, {min(theirs) / min(ours):.1f} x vaderSentiment (same texts)")


def seconds(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python bench/sentiment.py FOLDER (with reviews/ and aspects/ in it)")
    main(Path(sys.argv[1]))

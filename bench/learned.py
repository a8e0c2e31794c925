"""What learning from one's own reviews adds: `python -m bench.learned FOLDER`, which holds streams/*.jsonl.

Each stream is one business's reviews with stars and dates. In order of time, each part of the newer half is judged by
the word packs alone and by what was learned from all that came before; `on` is what `learn` would decide by itself.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from sentiment import score
from sentiment.learned import Example
from sentiment.learning import Prf, learn


def main(folder: Path) -> None:
    print(f"{'stream':34} {'reviews':>7} {'unhappy':>7}   packs P    R   F1   learned P    R   F1   on")
    for path in sorted((folder / "streams").glob("*.jsonl")):
        lesson = learn(list(examples(path)))
        if lesson.packs is None or lesson.learned is None:
            print(f"{path.stem[:34]:34} {lesson.reviews:7} {lesson.negatives:7}   too few")
            continue
        on = "yes" if lesson.model else "no"
        head = f"{path.stem[:34]:34} {lesson.reviews:7} {lesson.negatives:7}"
        print(f"{head}   {line(lesson.packs)}      {line(lesson.learned)}   {on}")


def examples(path: Path) -> Iterator[Example]:
    rows = [json.loads(text) for text in path.read_text("utf-8").splitlines()]
    rated = [row for row in rows if row["date"] and row["text"] and row.get("rating") is not None]
    for row in sorted(rated, key=lambda row: (row["date"], row["id"])):
        text = "\n".join(part for part in (row.get("title"), row["text"]) if part)
        yield Example(text, score(text, lang=row.get("lang")).sentiment or 0.0, row["rating"] <= 2)


def line(figures: Prf) -> str:
    return " ".join(f"{figure:.2f}" for figure in figures)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m bench.learned FOLDER (with streams/ in it)")
    main(Path(sys.argv[1]))

"""How well hard reviews are understood: `python -m bench.tricky [--misses] [FOLDER]`.

The reviews in `bench/tricky/` are invented, 60 a language in twelve kinds and 20 ordinary harmless ones, by an author
who had not seen the word packs. Experimental languages have 30 and 10, in tables of their own, and flatter us: one
hand wrote first the reviews, then the pack. Printed beside vaderSentiment as installed (compound at most -0.05). Only
totals by kind are shown, so that whoever writes packs can measure without learning the answers; `--misses` shows them.
Refuses to know how a score comes about.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from model import Sentiment
from sentiment import score

FOLDER = Path(__file__).with_suffix("")
LANGUAGES = ("en", "de", "fr", "da")
EXPERIMENTAL = ("es", "it", "nl", "sv", "no", "pt", "pl")
CATEGORIES = ("facts", "safety", "mixed", "long", "sarcasm", "scary", "solved", "negation", "short", "emoji", "slang",
              "neutral")  # fmt: skip
ORDINARY = "ordinary"
REFERENCE_CUT = -0.05


@dataclass(frozen=True, slots=True)
class Case:
    """One invented review, and what a careful reader would do with it.

    `themes` are complained of; `words` are exact parts of `text` that show why, empty where nothing is to be flagged.
    """

    id: str
    lang: str
    category: str
    text: str
    stars: float | None
    flag: bool
    safety: bool
    themes: tuple[str, ...]
    words: tuple[str, ...]

    def spans(self) -> Iterator[tuple[int, int]]:
        """Code points of every place where one of the words stands."""
        for word in self.words:
            at = self.text.find(word)
            while at >= 0:
                yield at, at + len(word)
                at = self.text.find(word, at + 1)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What we, and the reference, said of one case."""

    case: Case
    said: Sentiment
    reference: bool

    @property
    def flag_right(self) -> bool:
        return self.said.flagged == self.case.flag

    @property
    def reference_right(self) -> bool:
        return self.reference == self.case.flag

    @property
    def words_right(self) -> bool:
        """Flagged, and some underlined part overlaps an expected one; a reason without words (stars) never does."""
        return self.said.flagged and any(
            reason.start < end and start < reason.end
            for reason in self.said.reasons
            for start, end in self.case.spans()
        )

    @property
    def right(self) -> bool:
        return self.words_right if self.case.flag else self.flag_right


def main(folder: Path | None = None, *, misses: bool = False) -> None:
    """Print the tables for every language file in `folder` (default: the cases shipped here)."""
    outcomes = judge(load(folder or FOLDER))
    console = Console(width=120)
    for languages in (LANGUAGES, EXPERIMENTAL):
        part = [outcome for outcome in outcomes if outcome.case.lang in languages]
        console.print(by_category(part, languages))
        console.print(totals(part, languages))
    if misses:
        for line in missed(outcomes):
            console.print(line)


def load(folder: Path) -> list[Case]:
    files = [folder / f"{lang}.jsonl" for lang in (*LANGUAGES, *EXPERIMENTAL)]
    return [case_of(json.loads(line)) for file in files for line in file.read_text("utf-8").splitlines()]


def case_of(row: dict[str, Any]) -> Case:
    return Case(**{**row, "themes": tuple(row["themes"]), "words": tuple(row["words"])})


def judge(cases: Sequence[Case]) -> list[Outcome]:
    vader = SentimentIntensityAnalyzer()
    return [
        Outcome(
            case=case,
            said=score(case.text, stars=case.stars, lang=None, languages=(case.lang,)),
            reference=vader.polarity_scores(case.text)["compound"] <= REFERENCE_CUT,
        )
        for case in cases
    ]


def by_category(outcomes: Sequence[Outcome], languages: Sequence[str]) -> Table:
    table = Table(
        "kind", *languages, "all", pad_edge=False, title="Flag right, of how many (vaderSentiment as installed)"
    )
    for category in (*CATEGORIES, ORDINARY):
        row = [o for o in outcomes if o.case.category == category]
        table.add_row(category, *(beside([o for o in row if o.case.lang == lang]) for lang in languages), beside(row))
    return table


def beside(part: Sequence[Outcome]) -> str:
    return f"{sum(o.flag_right for o in part)}/{len(part)} ({sum(o.reference_right for o in part)})"


def totals(outcomes: Sequence[Outcome], languages: Sequence[str]) -> Table:
    table = Table("of the twelve kinds", *languages, "all", title="Totals")
    parts = [[o for o in outcomes if o.case.lang == lang] for lang in languages]
    columns = [figures(part) for part in (*parts, outcomes)]
    for name in columns[0]:
        table.add_row(name, *(column[name] for column in columns))
    return table


def figures(part: Sequence[Outcome]) -> dict[str, str]:
    tricky = [o for o in part if o.case.category != ORDINARY]
    harmless = [o for o in part if o.case.category == ORDINARY]
    bad = [o for o in tricky if o.case.flag]
    good = [o for o in tricky if not o.case.flag]
    return {
        "flag right": share([o.flag_right for o in tricky]),
        "flag right, vaderSentiment": share([o.reference_right for o in tricky]),
        "flag and words right": share([o.right for o in tricky]),
        "unhappy found": share([o.said.flagged for o in bad]),
        "words right, of unhappy": share([o.words_right for o in bad]),
        "happy flagged": share([o.said.flagged for o in good]),
        "safety found": share([o.said.safety for o in tricky if o.case.safety]),
        "safety, false alarms": share([o.said.safety for o in tricky if not o.case.safety]),
        "ordinary: safety, false alarms": share([o.said.safety for o in harmless]),
        "ordinary: flagged": share([o.said.flagged for o in harmless]),
        "themes found": share([theme in o.said.complaints() for o in bad for theme in o.case.themes]),
        "themes said that are right": share([theme in o.case.themes for o in part for theme in o.said.complaints()]),
    }


def share(hits: Sequence[bool]) -> str:
    return f"{sum(hits)}/{len(hits)}"


def missed(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """One paragraph for each case whose flag, words or safety is wrong."""
    for outcome in outcomes:
        case, said = outcome.case, outcome.said
        if outcome.right and said.safety == case.safety:
            continue
        wanted = f"wanted flag {case.flag}, safety {case.safety}, words {list(case.words)}"
        got = f"said flag {said.flagged}, safety {said.safety}, words {[reason.text for reason in said.reasons]}"
        yield f"[bold]{case.id}[/bold] {escape(case.text)}\n  {escape(wanted)}\n  {escape(got)}"


if __name__ == "__main__":
    folders = [Path(word) for word in sys.argv[1:] if word != "--misses"]
    main(folders[0] if folders else None, misses="--misses" in sys.argv)

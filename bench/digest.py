"""How fast and how big a digest is: `python -m bench.digest`.

Rendering for 0, 5 and 12 flagged reviews, beside our limit and where Gmail cuts a mail off. Composing (facts out of the
store, and both versions) with ever more reviews stored: what is older than the eight weeks of the chart must not cost
time. Everything is invented and lives in a temporary folder; filling stops after `SECONDS`, so that a slow machine
measures with fewer reviews and says so.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

from config import Business, Config, Person, Playbook, Source
from digest.facts import Issue
from digest.gather import gather
from digest.weekly import LIMIT, compose_weekly, render_weekly
from model import Review, Sentiment, State, ThemeHit, Week
from replies import prepare
from store import Store, open_store

NOW = datetime(2026, 11, 16, 6, 0, tzinfo=UTC)
WEEK = Week(2026, 46)
RECENT = 40  # reviews in each of the eight weeks of the chart
SIZES = (100_000, 1_000_000)
BATCH, FLAGGED = 5_000, 50  # of the history one in FLAGGED needed an answer, and got one
SECONDS = 60.0  # for filling
TIMES = 30
GMAIL = 102_000  # bytes where Gmail cuts a mail off (read, docs/decisions.md)
SAD = "We waited a very long time and nobody told us why. The soup was cold when it came, and the bill was wrong."
OWNER = Person(name="Ada", email="ada@bench.example", roles=frozenset({"owner"}))
SHOP = Business(
    name="Bench",
    zone="Europe/Copenhagen",
    languages=("en",),
    people=(OWNER,),
    sources=(Source(name="Site", business="Bench", where="https://site.example/bench"),),
    playbook=Playbook.empty(),
)
CONFIG = Config(businesses=(SHOP,), inbox={"url": "https://reviews.bench.example"})  # type: ignore[arg-type]  # as YAML


def main(folder: Path | None = None) -> None:
    """`folder` is not needed: nothing is read."""
    rendering()
    history()


def rendering() -> None:
    """CPU milliseconds and bytes of one digest."""
    table = Table("flagged", "shown", "CPU ms", "HTML KB", "text KB", title="One digest")
    for flagged in (0, 5, 12):
        with open_store(":memory:") as store:
            a_week(store, WEEK, flagged, RECENT)
            facts = gather(store, Issue(SHOP, OWNER, WEEK, NOW), CONFIG)
            mail = render_weekly(facts)
            took = milliseconds(partial(render_weekly, facts))
            shown = mail.text.count("| Hello")
            sizes = (f"{len(part.encode()) / 1000:.1f}" for part in (mail.html, mail.text))
            table.add_row(str(flagged), str(shown), f"{took:.1f}", *sizes)
    Console().print(table, f"our limit {LIMIT / 1000:.0f} KB; Gmail cuts at {GMAIL / 1000:.0f} KB", sep="\n")


def history() -> None:
    """CPU milliseconds to compose with more and more reviews stored, and the ratio of the last to the first."""
    table = Table("stored", "CPU ms a digest", "ratio", title="Digests and history")
    started, measured = time.perf_counter(), list[float]()
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder) / "bench.db") as store:
        for back in range(8):
            a_week(store, WEEK.shift(-back), 5 if back == 0 else 0, RECENT)
        for size in SIZES:
            while (stored := store.reviews.count(SHOP.name)) < size and time.perf_counter() - started < SECONDS:
                the_past(store, stored)
            measured.append(milliseconds(lambda: compose_weekly(store, SHOP, OWNER, WEEK, config=CONFIG, now=NOW)))
            table.add_row(f"{stored:,}", f"{measured[-1]:.1f}", f"{measured[-1] / measured[0]:.2f}")
    Console().print(table, "wanted: a ratio of at most 1.3", sep="\n")


def milliseconds(do: Callable[[], object]) -> float:
    """CPU time, which a busy machine does not stretch: the median of `TIMES` runs, after some to warm up."""
    for _ in range(5):
        do()
    took = []
    for _ in range(TIMES):
        start = time.process_time()
        do()
        took.append(1000 * (time.process_time() - start))
    return median(took)


def a_week(store: Store, week: Week, flagged: int, total: int) -> None:
    """`total` reviews, the first `flagged` of them unhappy, scored and with a draft."""
    monday = week.start(SHOP.tz)
    for n in range(total):
        unhappy = n < flagged
        text = f"{SAD} Visit {n}." if unhappy else f"Warm bread and kind people, visit {n}."
        review = a_review(f"{week}-{n}", 1.0 if unhappy else 5.0, text, monday + timedelta(hours=3 * n))
        store.reviews.add([review], seen=NOW, zone=SHOP.tz)
        stored = store.reviews.find(SHOP.name, "Site", review.external_id)
        if stored is None:
            raise SystemExit(f"{review.external_id} was not stored")
        state = State.TO_ANSWER if unhappy else None
        store.flags.save(stored, a_sentiment(unhappy=unhappy), now=NOW, open=state, due=NOW + timedelta(hours=9))
        if unhappy:
            flag = store.flags.get(stored.id)
            store.flags.draft(flag.id, prepare(flag, business=SHOP, measures=[], recent=[], today=NOW.date()))


def the_past(store: Store, first: int) -> None:
    """One batch of reviews older than the chart, spread over nine years; one in `FLAGGED` was flagged and answered."""
    start, span = WEEK.shift(-9).start(SHOP.tz), timedelta(days=3285) / BATCH
    reviews = [
        a_review(f"old-{first}-{n}", 1.0 + n % 5, f"Words of long ago, {first} {n}.", start - n * span)
        for n in range(BATCH)
    ]
    with store.transaction():
        added = store.reviews.add(reviews, seen=start, zone=SHOP.tz)
        for number in added.new[::FLAGGED]:
            store.flags.save(store.reviews.get(number), a_sentiment(unhappy=True), now=start, open=State.TO_ANSWER)
            store.flags.move(number, State.ANSWERED, rev=1, who=OWNER.email, now=start)


def a_review(native: str, rating: float, text: str, published: datetime) -> Review:
    url = f"https://site.example/bench#{native}"
    return Review(SHOP.name, "Site", native, rating, text, published=published, author=f"Guest {native}", url=url)


def a_sentiment(*, unhappy: bool) -> Sentiment:
    if not unhappy:
        return Sentiment("en", 0.8, "pos", themes=(ThemeHit("taste", "pos", 0, 4),))
    hits = (ThemeHit("waiting", "neg", 3, 27), ThemeHit("taste", "neg", 57, 70))
    return Sentiment("en", -0.7, "neg", flagged=True, level="act", severity=70, themes=hits)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)

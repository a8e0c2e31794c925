"""How long the inbox's pages take with few and with many reviews: `python -m bench.inbox FOLDER`.

One business, reviews spread evenly over three years, one in eight unhappy. Each page is asked several times through the
application (routing, session, store, templates; no socket). Stops asking after a minute; prints p95 and the ratio.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rich.console import Console
from rich.table import Table
from starlette.testclient import TestClient

from config import Business, Config, Person, Playbook, Source
from inbox.app import create_app
from inbox.sessions import signin_link
from model import Reason, Review, Sentiment, State, ThemeHit, Week
from store import Store, open_store

AT = datetime(2026, 11, 16, 8, 0, tzinfo=UTC)
SIZES = (10_000, 300_000)
SPAN = timedelta(days=3 * 365)
BATCH = 5_000
BUDGET = 60.0  # seconds of asking, both sizes together
TRIES = 30
OWNER = "owner@bench.example"
PAGES = ("/inbox", "/inbox?q=waited", "/inbox?theme=waiting", "/reviews/{id}", "/overview", "/fixes", "/playbook")


def main() -> int:
    folder = Path(sys.argv[1])
    table = Table("page", *(f"p95 ms at {size:,}" for size in SIZES), "ratio", title="Pages of the inbox")
    found = [measure(folder / f"inbox-{size}.db", size, BUDGET / len(SIZES)) for size in SIZES]
    for page in PAGES:
        few, many = (times[page] for times in found)
        table.add_row(page, f"{few:.1f}", f"{many:.1f}", f"{many / few:.2f}")
    Console(width=110).print(table)
    return 0


def measure(file: Path, size: int, budget: float) -> dict[str, float]:
    """Page to p95 in milliseconds."""
    unhappy = build(file, size)
    config = the_config()
    client = TestClient(
        create_app(lambda: open_store(file, check=False), lambda: config, lambda: AT),
        base_url="http://127.0.0.1:8000",
        headers={"sec-fetch-site": "same-origin"},
    )
    with open_store(file, check=False) as store:
        client.post(signin_link(store, OWNER, base="", now=AT))
    each = budget / len(PAGES)
    return {page: p95(asked(client, page.replace("{id}", str(unhappy)), each)) for page in PAGES}


def asked(client: TestClient, path: str, budget: float) -> list[float]:
    """Milliseconds of each try; the first, which warms, is left out unless the time is up after it."""
    times: list[float] = []
    until = time.perf_counter() + budget
    while len(times) <= TRIES and (not times or time.perf_counter() < until):
        began = time.perf_counter()
        answer = client.get(path)
        times.append((time.perf_counter() - began) * 1000)
        if answer.status_code != 200:
            raise SystemExit(f"{path} answered {answer.status_code}")
    return times[1:] or times


def p95(times: list[float]) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * 0.95))]


def the_config() -> Config:
    owner = Person(name="Owner", email=OWNER, roles=frozenset({"owner"}))
    source = Source(name="Site", business="Bench", where="https://bench.example/reviews")
    playbook = Playbook.empty()
    bench = Business(
        name="Bench", zone="Europe/Berlin", languages=("en",), people=(owner,), sources=(source,), playbook=playbook
    )
    return Config(businesses=(bench,))


def build(file: Path, size: int) -> int:
    """A store of `size` scored reviews, made once and used again; the number of an unhappy one."""
    with open_store(file, check=False) as store:
        if store.reviews.count("Bench") == 0:
            for batch in batches(size):
                store.reviews.add(batch, seen=AT, zone=UTC)
                score(store)
        store.sums.keep("Bench", Week.of(AT, UTC).shift(-52), Week.of(AT, UTC))  # as the clock does
        return store.flags.list(["Bench"], list(State), limit=1)[0].id


def batches(size: int) -> Iterator[list[Review]]:
    for start in range(0, size, BATCH):
        yield [a_review(number, size) for number in range(start, min(start + BATCH, size))]


def a_review(number: int, size: int) -> Review:
    unhappy = number % 8 == 0
    return Review(
        business="Bench",
        source="Site",
        external_id=str(number),
        rating=1.0 if unhappy else 5.0,
        text=f"We waited long for order {number}." if unhappy else f"Lovely, order {number} came at once.",
        published=AT - SPAN * (number / size),
        author=f"Guest {number}",
    )


def score(store: Store) -> None:
    """All waiting, in one transaction a batch; of the unhappy only the latest hundred still need an answer."""
    with store.transaction():
        for stored in store.reviews.unscored(BATCH):
            unhappy = stored.review.rating == 1.0
            hit = ThemeHit("waiting", "neg" if unhappy else "pos", 3, 9)
            why = (Reason(3, 9, "waited", "theme:waiting", -1.0),) if unhappy else ()
            mood, label = (-0.5, "neg") if unhappy else (0.7, "pos")
            found = Sentiment("en", mood, label, None, unhappy, "act" if unhappy else None, 50, (hit,), why)
            state = (State.TO_ANSWER if stored.id < 800 else State.BACKLOG) if unhappy else None
            store.flags.save(stored, found, now=AT, open=state)


if __name__ == "__main__":
    sys.exit(main())

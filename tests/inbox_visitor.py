"""A browser at the inbox, for tests: a real application over a store in a file, a clock one can set, people to be."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from config_factories import a_business, a_config, a_person
from factories import NOW, a_review, a_sentiment
from starlette.testclient import TestClient

from config import Config
from inbox.app import create_app
from inbox.sessions import signin_link
from model import Flag, Reason, Review, Sentiment, State, ThemeHit
from store import Store, open_store

SAME = {"sec-fetch-site": "same-origin"}
IDA, JONAS, OLGA = "ida@cafe-ida.example", "jonas@cafe-ida.example", "olga@cafe-ida.example"
OTHER = "Hotel Anker"


def two_businesses(url: str | None = None) -> Config:
    """Café Ida, and a hotel with people of its own."""
    anna = a_person("Anna", email="anna@anker.example", roles=frozenset({"owner"}), language="de")
    hotel = a_business(OTHER, people=(anna,), zone="Europe/Berlin", languages=("de",))
    return a_config(businesses=(a_business(), hotel), inbox={"url": url} if url else {})


def a_safety_sentiment(**changes: Any) -> Sentiment:
    hits = (ThemeHit("safety", "neg", 0, 3),)
    return a_sentiment(themes=hits, reasons=(Reason(0, 3, "The", "safety", -3.0),), **changes)


@lru_cache
def _empty() -> bytes:
    """A file with every migration applied, made once: opening a new one takes longer than most tests."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "empty.db"
        open_store(file, check=False).close()
        return file.read_bytes()


@dataclass
class House:
    """The application with its file, its config and its clock; `visitor` opens a browser."""

    file: Path
    config: Config = field(default_factory=two_businesses)
    now: datetime = NOW
    base: str = "http://127.0.0.1:8000"

    def __post_init__(self) -> None:
        if not self.file.exists():
            self.file.write_bytes(_empty())

    def store(self) -> Store:
        return open_store(self.file, check=False)

    def app(self) -> Any:
        return create_app(self.store, lambda: self.config, lambda: self.now)

    def stranger(self, **given: Any) -> TestClient:
        return TestClient(self.app(), base_url=self.base, headers=SAME, follow_redirects=False, **given)

    def visitor(self, email: str) -> TestClient:
        client = self.stranger()
        answer = client.post(self.link(email))
        assert answer.status_code == 303, answer.text
        return client

    def link(self, email: str) -> str:
        with self.store() as store:
            return signin_link(store, email, base="", now=self.now)

    def flag(self, review: Review | None = None, sentiment: Sentiment | None = None, **given: Any) -> int:
        """Put a flagged review into the store, opened now; its number."""
        review = review or a_review()
        due = given.pop("due", self.now + timedelta(hours=24))
        with self.store() as store:
            store.reviews.add([review], seen=self.now, zone=self.config.businesses[0].tz)
            stored = store.reviews.find(review.business, review.source, review.external_id)
            assert stored is not None
            state = given.pop("state", State.TO_ANSWER)
            store.flags.save(stored, sentiment or a_sentiment(), now=self.now, open=state, due=due)
        return stored.id

    def get(self, number: int) -> Flag:
        with self.store() as store:
            return store.flags.get(number)

    def rev(self, number: int) -> str:
        return str(self.get(number).rev)


def elsewhere(**changes: Any) -> Review:
    """A review of the other business."""
    return a_review(business=OTHER, source="Portal", **changes)

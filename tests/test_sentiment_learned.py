"""Learning from one's own rated reviews: only where it wins, the same each time, explained by its words."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from model import InputError, Review
from schedule import cli
from sentiment import Learned, score
from sentiment.learned import Example, train
from sentiment.learning import from_json, learn, to_json
from store import open_store

HAPPY = ("the gloop was blim", "a blim evening", "blim frobs and quick", "we got what we came for")
SAD = ("the gloop was drazzy", "drazzy frobs again", "they snorfed us", "snorfed and drazzy")
CONFIG = """
businesses:
  - name: Ida
    zone: Europe/Copenhagen
    languages: [en]
"""


def street(count: int, *, telling: bool = True) -> list[Example]:
    """Reviews whose words say how they end, in words no pack knows; or not at all."""
    dice = random.Random(1)
    return list(_street(dice, count, telling=telling))


def _street(dice: random.Random, count: int, *, telling: bool) -> Iterator[Example]:
    for _ in range(count):
        sad = dice.random() < 0.3
        words = dice.choice(SAD if (sad if telling else dice.random() < 0.3) else HAPPY)
        yield Example(f"{words}, said guest {dice.randrange(40)}", 0.0, sad)


def test_words_that_no_pack_knows_are_learned() -> None:
    lesson = learn(street(200))
    assert lesson.model is not None
    assert lesson.packs is not None
    assert lesson.learned is not None
    assert lesson.learned[2] > 0.9 > lesson.packs[2]
    assert lesson.model.compound("drazzy, they snorfed us", 0.0) < -0.05 < lesson.model.compound("blim evening", 0.0)


def test_learning_stays_off_where_words_tell_nothing() -> None:
    examples = [Example(e.text, -0.6 if e.negative else 0.6, e.negative) for e in street(200, telling=False)]
    lesson = learn(examples)
    assert lesson.packs == (1.0, 1.0, pytest.approx(1.0))
    assert lesson.model is None


@pytest.mark.parametrize(("count", "sad"), [(0, 0), (99, 40), (400, 19)])
def test_too_few_reviews_teach_nothing(count: int, sad: int) -> None:
    examples = [Example("drazzy" if n < sad else "blim", 0.0, n < sad) for n in range(count)]
    lesson = learn(examples)
    assert (lesson.enough, lesson.model) == (False, None)


def test_what_held_last_year_is_not_switched_on_where_it_fails_on_the_newest() -> None:
    """Mixed at random, the reviews would seem learnable; in order of time they are not."""
    old = [Example("drazzy" if e.negative else "blim", 0.0, e.negative) for e in street(300)]
    new = [Example("blim" if e.negative else "drazzy", -0.1 if e.negative else 0.1, e.negative) for e in street(100)]
    assert learn(old).model is not None
    assert learn([*old, *new]).model is None


def test_the_same_reviews_teach_the_same() -> None:
    assert train(street(120)) == train(street(120))


def test_a_model_survives_being_kept_and_a_broken_one_says_what_to_do() -> None:
    model = train(street(120))
    assert from_json(to_json(model)) == model
    with pytest.raises(InputError, match="run learn again"):
        from_json('{"words": 3}')


def test_learned_words_are_reasons_that_quote_the_text() -> None:
    model = train(street(200))
    text = "They İ snorfed us, and it was drazzy!"
    said = score(text, lang="en", learned=model)
    assert said.flagged
    learned = [reason for reason in said.reasons if reason.why == "learned"]
    assert learned
    assert all(text[reason.start : reason.end] == reason.text for reason in learned)


def test_nothing_learned_takes_a_fact_or_a_danger_back() -> None:
    happy = Learned({"glass": -9.0, "shard": -9.0, "soup": -9.0}, bias=-5.0)
    said = score("There was a shard of glass in my soup.", lang="en", learned=happy)
    assert (said.safety, said.level) == (True, "act")


def test_learn_switches_on_tells_what_it_found_and_forgets(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text(CONFIG, encoding="utf-8")
    start = datetime(2026, 1, 1, tzinfo=UTC)
    reviews = [
        Review("Ida", "Own site", str(n), 1.0 if e.negative else 5.0, e.text, published=start + timedelta(hours=n))
        for n, e in enumerate(street(200))
    ]
    var = tmp_path / "var"
    var.mkdir()
    with open_store(var / "grapevine.db") as store:
        store.reviews.add(reviews, seen=start + timedelta(days=30), zone=UTC)
    run = ["--config", str(tmp_path / "config.yaml"), "--var", str(var), "learn"]
    said = CliRunner().invoke(cli, run)
    assert said.exit_code == 0, said.output
    assert "Learning wins" in said.output
    assert "drazzy" in said.output
    with open_store(var / "grapevine.db") as store:
        assert store.meta.get("learned:Ida")
    CliRunner().invoke(cli, [*run, "--forget"])
    with open_store(var / "grapevine.db") as store:
        assert not store.meta.get("learned:Ida")

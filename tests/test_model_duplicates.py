"""Which reviews are one, in two places: a table of what must be joined and what never. All text is invented."""

from __future__ import annotations

import random
from datetime import timedelta
from itertools import combinations
from typing import Any

import pytest
from factories import NOW, a_review
from hypothesis import given, settings
from hypothesis import strategies as st

from model.duplicates import APART, Crowd, Post, edited, groups, likeness, same_name
from model.likeness import overlap, wording

EN = "We waited forty minutes for a table we had booked, and when the soup came it was cold. Nobody said sorry at all."
DE = (
    "Trotz Reservierung haben wir vierzig Minuten auf unseren Tisch gewartet, und dann kam die Suppe kalt. Niemand hat"
    " sich dafür entschuldigt."
)
FR = (
    "Nous avons attendu quarante minutes une table pourtant réservée, et la soupe est arrivée froide. Personne ne s’est"
    " excusé de l’attente."
)
DA = (
    "Vi ventede fyrre minutter på et bord, vi havde bestilt, og suppen var kold, da den endelig kom. Ingen sagde"
    " undskyld på noget tidspunkt."
)
MORE = {EN: "Read more", DE: "mehr", FR: "Lire la suite", DA: "Læs mere"}
CHAIN = "Like every branch of this chain: quick service, fair prices, clean tables and always a smile at the till."


def post(text: str, source: str = "Town guide", **changes: Any) -> Post:
    at = changes.pop("at", NOW)
    id = changes.pop("id", 1)
    facts: dict[str, Any] = {"source": source, "text": text, "author": "Mette K.", "external_id": str(id)}
    return Post(id, f"{source}\n{id}", a_review(**facts | changes), at)


def copies(one: str, other: str, **changes: Any) -> bool:
    """Whether two reviews with these texts are held to be one, found in both orders alike."""
    first, second = post(one), post(other, "Map", id=2, **changes)
    found = likeness(first, second)
    assert likeness(second, first) == found
    return found > 0


def slips(text: str) -> str:
    """Every tenth word has two letters swapped, as by a hasty thumb."""
    words = text.split(" ")
    for place in range(3, len(words), 10):
        words[place] = words[place][0] + words[place][2:3] + words[place][1:2] + words[place][3:]
    return " ".join(words)


def markup(text: str) -> str:
    return "<p>" + text.replace(". ", ".<br />\n").replace("’", "&rsquo;").replace("é", "&eacute;") + "&nbsp;</p>"


@pytest.mark.parametrize("author", ["Mette K.", "mettekj82", ""])
@pytest.mark.parametrize("text", [EN, DE, FR, DA], ids=["en", "de", "fr", "da"])
@pytest.mark.parametrize(
    "change",
    [
        lambda text: text,
        str.upper,
        lambda text: f"{text[:90]}… {MORE[text]}",
        lambda text: f"{text[:90]}...",
        lambda text: f"{text[:92]} [...]",
        slips,
        markup,
        lambda text: f"Never again! {text}",
        lambda text: f"Nie wieder.\n\n{text[:95]}…",
        lambda text: text.replace(",", " –").replace("’", "'"),
    ],
    ids=["whole", "upper", "cut_more", "cut", "cut_bracket", "slips", "markup", "title", "title_cut", "marks"],
)
def test_one_review_in_two_places_is_found(text: str, author: str, change: Any) -> None:
    assert copies(text, change(text), author=author)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Super, gerne wieder!", "Super, gerne wieder!"),
        ("Everything was great, thank you so much!", "Everything was great, thank you so much!"),
        ("I", "I"),
        (f"Nice waffles. {CHAIN}", f"Slow coffee. {CHAIN}"),
        (f"{CHAIN} The waffles were cold.", f"{CHAIN} Parking is free all day."),
        (CHAIN, f"My wife and I have been coming here since the shop opened its doors in our street. {CHAIN[30:80]}"),
        (
            "We will certainly come back, many thanks to all of you",
            "The soup was thin and the bread dry. We will certainly come back, many thanks to all of you",
        ),
        (
            "Great food and very friendly people, a place",
            "Great food and very friendly people, a place to be avoided on Sundays",
        ),
        ("Room 204 was dirty and nobody came to clean it", "Room 205 was dirty and nobody came to clean it"),
        (
            EN,
            "My wife booked the table, we waited forty minutes and then my soup was cold. Nobody cared about us.",
        ),
        (
            DE,
            "Meine Frau hatte reserviert, wir warteten vierzig Minuten, dann kam die Suppe kalt. Kein schöner Abend.",
        ),
        (
            FR,
            "Ma femme avait réservé, et nous avons attendu quarante minutes. La soupe était froide, le serveur absent.",
        ),
        (
            DA,
            "Min kone havde bestilt bord, og vi ventede i fyrre minutter. Suppen var kold, og tjeneren var væk længe.",
        ),
    ],
)
def test_what_two_people_wrote_is_never_joined(one: str, other: str) -> None:
    assert not copies(one, other, author="Jens Holm")
    assert not copies(other, one, author="Jens Holm")


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({"source": "Town guide"}, False),  # never within a source
        ({"rating": 1.0}, True),
        ({"rating": None}, True),
        ({"rating": 2.0}, False),
        ({"at": NOW + APART}, True),
        ({"at": NOW - APART - timedelta(minutes=1)}, False),
        ({"location": "North"}, True),
        ({"kind": "feedback"}, True),
        ({"kind": "mention"}, False),
        ({"kind": "complaint"}, False),
    ],
)
def test_place_time_stars_and_kind_must_allow_it(change: dict[str, Any], same: bool) -> None:
    other = post(EN, **{"source": "Map", "id": 2} | change)
    assert (likeness(post(EN), other) > 0) is same


def test_two_branches_are_two_visits() -> None:
    assert not likeness(post(EN, location="North"), post(EN, "Map", location="South"))


def test_two_complaints_told_to_staff_are_two() -> None:
    assert not likeness(post(EN, kind="complaint"), post(EN, "Phone", kind="complaint"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"title": "Cold soup"}, {}),
        ({"title": "Cold soup"}, {"text": f"Cold soup. {EN}"}),
        ({"title": "Cold soup"}, {"title": "Not a good evening"}),
        ({"title": "We waited forty…"}, {}),
    ],
)
def test_a_title_makes_no_difference(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert likeness(post(**{"text": EN} | one), post(**{"text": EN, "source": "Map"} | other))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Mette K.", "Mette Kjær", True),
        ("Mette", "mette kjær", True),
        ("Mette Kjær", "Mette Holm", False),
        ("A Google user", "A Google user", False),
        ("Ein Gast", "Ein Gast", False),
        ("", "", False),
    ],
)
def test_who_signs_with_what(one: str, other: str, same: bool) -> None:
    assert same_name(one, other) is same_name(other, one) is same


@pytest.mark.parametrize(
    ("new", "is_edit"),
    [
        (EN, True),
        (EN.replace("forty", "fifty"), True),
        (f"{EN} PS: They have called me since and will make up for it next week.", True),
        (EN[:52] + "but the soup was hot, the waiter was kind and the bread was the best in town.", False),
        (f"{EN[:80]}…", False),
        ("Second visit, and this time the table was ready, the soup was hot and everybody was kind.", False),
    ],
)
def test_an_edit_is_much_the_same_or_goes_on(new: str, is_edit: bool) -> None:
    assert (edited(wording("", EN), wording("", new)) > 0) is is_edit


def test_a_short_text_was_not_edited_but_written_twice() -> None:
    assert not edited(wording("", "Super as always!"), wording("", "Super as always!!"))


def edges_of(posts: list[Post]) -> dict[frozenset[int], float]:
    crowd = Crowd()
    crowd.add(posts)
    return {frozenset((one.id, id)): like for one in posts for id, like in crowd.copies(one).items()}


def grouped(posts: list[Post]) -> set[frozenset[str]]:
    by_id = {one.id: one.key for one in posts}
    return {frozenset(by_id[id] for id in group) for group in groups(posts, edges_of(posts))}


def test_a_group_holds_no_source_twice_and_prefers_the_same_name() -> None:
    hers, his = post(EN, "Map", id=1, author="Mette K."), post(EN, "Map", id=2, author="Bo")
    there = post(EN, "Guide", id=3, author="Mette Kjær")
    assert grouped([hers, his, there]) == {frozenset({"Map\n1", "Guide\n3"}), frozenset({"Map\n2"})}


def test_a_chain_of_near_misses_is_not_one_review() -> None:
    """Friday's and Wednesday's are each near Sunday's, and five days apart."""
    days = [post(EN, f"Site {n}", id=n, at=NOW + timedelta(days=n * 5 / 2)) for n in range(3)]
    assert sorted(map(len, grouped(days))) == [1, 2]


WORDS = "soup table waiter kind cold slow warm bread late wine again never window music chair cake door"
TEXTS = st.lists(st.sampled_from(WORDS.split()), min_size=6, max_size=30).map(" ".join)


@st.composite
def streets(draw: st.DrawFn) -> list[Post]:
    """A handful of reviews of which many are copies of others, cut, with slips, on other sites and days."""
    texts = draw(st.lists(TEXTS, min_size=1, max_size=4))
    made = []
    for id in range(draw(st.integers(2, 9))):
        text = draw(st.sampled_from(texts))
        text = draw(st.sampled_from([text, slips(text), text[:60] + "…", "A title. " + text]))
        at = NOW + timedelta(days=draw(st.integers(0, 7)))
        stars = draw(st.sampled_from([1.0, 5.0, None]))
        author = draw(st.sampled_from(["Mette K.", "Bo", ""]))
        made.append(
            post(text, draw(st.sampled_from(["Map", "Guide", "Own"])), id=id, at=at, rating=stars, author=author)
        )
    return made


@settings(deadline=None)
@given(streets(), st.randoms(use_true_random=False))
def test_groups_do_not_depend_on_order(posts: list[Post], chance: random.Random) -> None:
    shuffled = posts.copy()
    chance.shuffle(shuffled)
    renumbered = [Post(100 - place, one.key, one.review, one.at) for place, one in enumerate(shuffled)]
    assert grouped(renumbered) == grouped(posts)


@settings(deadline=None)
@given(streets())
def test_in_a_group_every_two_are_the_same_review(posts: list[Post]) -> None:
    by_key = {one.key: one for one in posts}
    found = grouped(posts)
    assert sorted(key for group in found for key in group) == sorted(by_key)
    for group in found:
        assert len({by_key[key].review.source for key in group}) == len(group)
        assert all(likeness(by_key[a], by_key[b]) for a, b in combinations(group, 2))


@given(TEXTS, TEXTS)
def test_likeness_is_between_nothing_and_all_and_knows_no_order(one: str, other: str) -> None:
    a, b = wording("", one), wording("", other)
    assert 0 <= overlap(a, b).likeness <= 1
    assert overlap(a, b).likeness == overlap(b, a).likeness
    assert overlap(a, a).likeness == 1


@given(st.text(max_size=300), st.text(max_size=100))
def test_whatever_was_written_can_be_compared(text: str, title: str) -> None:
    assert overlap(wording(title, text), wording("", text)).words <= len(wording(title, text).words)


def test_a_thousand_copies_by_a_bot_are_compared_with_few() -> None:
    """What is compared is counted, not timed: each post with its nearest only."""
    crowd = Crowd()
    crowd.add(post(EN, f"Site {id % 2}", id=id) for id in range(400))
    assert len(crowd.copies(crowd.posts[0])) == 30

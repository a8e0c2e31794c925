"""The measuring set of hard reviews is well-formed, and the bench counts what it says it counts."""

from __future__ import annotations

from collections import Counter

import pytest

from bench.tricky import CATEGORIES, EXPERIMENTAL, FOLDER, LANGUAGES, ORDINARY, Case, Outcome, figures, load, missed
from model import THEMES, Reason, Sentiment

CASES = load(FOLDER)
TEXT = "Nice room, but nobody came, nobody."


def a_case(**facts: object) -> Case:
    row: dict[str, object] = {"id": "x", "lang": "en", "category": "facts", "text": TEXT, "stars": None, "flag": True}
    return Case(**{**row, "safety": False, "themes": ("promise",), "words": ("nobody",), **facts})


def an_outcome(case: Case, *spans: tuple[int, int], flagged: bool = True) -> Outcome:
    reasons = tuple(Reason(start, end, case.text[start:end], "fact") for start, end in spans)
    return Outcome(case, Sentiment("en", -0.5, "neg", flagged=flagged, reasons=reasons), reference=False)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_kind_has_five_reviews_and_twenty_are_ordinary(lang):
    kinds = Counter(case.category for case in CASES if case.lang == lang)
    assert kinds == {**dict.fromkeys(CATEGORIES, 5), ORDINARY: 20}


@pytest.mark.parametrize("lang", EXPERIMENTAL)
def test_an_experimental_language_has_every_kind_thirty_reviews_and_ten_ordinary(lang):
    kinds = Counter(case.category for case in CASES if case.lang == lang)
    assert set(kinds) == {*CATEGORIES, ORDINARY}
    assert (kinds.total(), kinds[ORDINARY]) == (40, 10)


@pytest.mark.parametrize("lang", [*LANGUAGES, *EXPERIMENTAL])
def test_about_three_in_five_are_to_be_flagged(lang):
    flags = [case.flag for case in CASES if case.lang == lang and case.category != ORDINARY]
    assert 0.5 <= sum(flags) / len(flags) <= 0.65


@pytest.mark.parametrize("category", CATEGORIES)
def test_no_kind_can_be_won_by_always_saying_the_same(category):
    assert {case.flag for case in CASES if case.category == category} == {True, False}


def test_ids_and_texts_are_not_used_twice():
    assert max(Counter(case.id for case in CASES).values()) == 1
    assert max(Counter(case.text for case in CASES).values()) == 1


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_case_says_why_in_words_of_its_text(case):
    assert all(word and word in case.text for word in case.words)
    assert bool(case.words) == bool(case.themes) == case.flag
    assert set(case.themes) <= set(THEMES)
    assert case.stars is None or 1 <= case.stars <= 5
    assert case.safety == ("safety" in case.themes)


def test_ordinary_reviews_are_harmless():
    assert not any(case.flag or case.safety for case in CASES if case.category == ORDINARY)


@pytest.mark.parametrize(
    ("spans", "right"),
    [([(11, 17)], True), ([(0, 16)], True), ([(28, 30)], True), ([(0, 11)], False), ([(0, 0)], False), ([], False)],
)
def test_words_are_right_where_a_reason_overlaps_an_expected_one(spans, right):
    assert an_outcome(a_case(), *spans).words_right is right


def test_words_of_a_review_that_was_not_flagged_do_not_count():
    assert not an_outcome(a_case(), (11, 17), flagged=False).words_right


def test_a_harmless_review_left_alone_is_right_without_words():
    assert an_outcome(a_case(flag=False, themes=(), words=()), flagged=False).right


def test_figures_keep_ordinary_reviews_apart():
    harmless = a_case(category=ORDINARY, flag=False, themes=(), words=())
    told = figures([an_outcome(a_case(), (11, 17)), an_outcome(harmless, (0, 4))])
    assert (told["flag right"], told["flag and words right"], told["ordinary: flagged"]) == ("1/1", "1/1", "1/1")


def test_only_misses_are_shown():
    good, bad = an_outcome(a_case(), (11, 17)), an_outcome(a_case(id="lost"), flagged=False)
    assert [line.startswith("[bold]lost") for line in missed([good, bad])] == [True]

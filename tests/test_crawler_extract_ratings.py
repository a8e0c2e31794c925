"""Stars, points, thumbs and class names to one scale of 1 to 5."""

import pytest

from crawler.ratings import Rating, page_best, parse_rating, to_five

TABLE = [
    ("4", 4), ("4,5", 4.5), ("4.5", 4.5), ("4.5/5", 4.5), ("4 von 5", 4), ("4 von 5 Sternen", 4),
    ("4,5 von 5 Sternen", 4.5), ("4 out of 5 stars", 4), ("Rated 4.00 out of 5", 4), ("Note : 4 sur 5", 4),
    ("4 af 5 stjerner", 4), ("8,6", 4.3), ("8.6/10", 4.3), ("86%", 4.3), ("width:80%", 4), ("width: 80.0%;", 4),
    ("★★★☆☆", 3), ("★★★★★", 5), ("⭐⭐⭐⭐", 4), ("★★★½", 3.5), ("star-45", 4.5), ("stars stars--4", 4),
    ("ui_bubble_rating bubble_40", 4), ("rating-4-5", 4.5), ("icon-stars stars-3_5", 3.5),
    ("a-icon-star a-star-4", 4), ("5つ星のうち4.0", 4), ("4.0 de 5", 4), ("4/5", 4), ("Five", 5), ("FOUR", 4),
    ("star-rating Three", 3), ("3 stars", 3), ("1 Stern", 1), ("100", 5), ("Bewertung: 5,0", 5),
    ("Rated 5 out of 5 based on 12 ratings", 5), ({"ratingValue": "4,5", "bestRating": "5", "worstRating": "1"}, 4.5),
    ({"ratingValue": 80, "bestRating": 100, "worstRating": 0}, 4.2), ({"ratingValue": "9", "bestRating": "10"}, 4.5),
    ({"ratingValue": "4 / 5"}, 4), ({"ratingValue": "5", "bestRating": ""}, 5),
    ({"ratingValue": 3, "bestRating": "5", "worstRating": "0"}, 3.4), (4, 4), ("Recommended", None), ("n/a", None),
    ("", None), ("12 reviews", None),
]  # fmt: skip


def test_the_table_has_48_ratings():
    assert len(TABLE) == 48


@pytest.mark.parametrize(("raw", "stars"), TABLE, ids=str)
def test_a_rating_is_read_however_it_is_written(raw, stars):
    rating = parse_rating(raw)
    assert to_five(rating, page_best([rating], None)) == stars


@pytest.mark.parametrize(
    ("rating", "best", "stars"),
    [
        (Rating(1, 5, 1, declared=True), 5, 1),
        (Rating(0, 1, 0, declared=True), 5, 1),  # thumb down
        (Rating(1, 1, 0, declared=True), 5, 5),  # thumb up
        (Rating(0.5), 5, 1),  # never less than one
        (Rating(7), 10, 3.5),
        (Rating(6), 5, None),
        (Rating(0, 5, 1, declared=True), 5, None),
        (Rating(-1), 5, None),
        (None, 5, None),
    ],
)
def test_the_scale_is_stretched_only_where_both_ends_are_declared(rating, best, stars):
    assert to_five(rating, best) == stars


@pytest.mark.parametrize(
    ("values", "out_of", "best"),
    [([4, 5], None, 5), ([4, 9], None, 10), ([4, 9], 20, 20), ([80], None, 100), ([], None, 5)],
)
def test_the_largest_value_of_a_page_tells_the_scale_unless_the_source_does(values, out_of, best):
    assert page_best([Rating(value) for value in values], out_of) == best


@pytest.mark.parametrize("raw", [True, False])
def test_a_thumb_is_the_best_or_the_worst(raw):
    assert to_five(parse_rating(raw)) == (5 if raw else 1)


@pytest.mark.parametrize(
    "raw", [None, float("nan"), float("inf"), [], {}, [[[]]], {"ratingValue": {}}, "9" * 5000, object()]
)
def test_nonsense_is_no_rating(raw):
    assert to_five(parse_rating(raw)) is None

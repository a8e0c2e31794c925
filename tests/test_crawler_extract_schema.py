"""The shapes in which sites write schema.org reviews, one by one."""

import pytest
from schema_pages import REVIEW, only, page_of, with_


@pytest.mark.parametrize(
    "value",
    [
        REVIEW,
        [REVIEW],
        [[REVIEW]],
        {"@graph": [REVIEW]},
        {"@context": "https://schema.org", "@graph": [{"@type": "WebPage"}, REVIEW]},
        {"@type": "Restaurant", "name": "Café Nord", "review": REVIEW},
        {"@type": "Restaurant", "name": "Café Nord", "review": [REVIEW]},
        {"@type": "Product", "name": "Mug", "reviews": [REVIEW]},
        {"@type": ["Hotel", "LocalBusiness"], "reviews": REVIEW},
        {"@type": "WebPage", "mainEntity": {"@type": "SoftwareApplication", "review": REVIEW}},
        {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": REVIEW}]},
        {"@type": "Book", "review": {key: value for key, value in REVIEW.items() if key != "@type"}},
        {"@type": "Course", "review": [{"@id": "#r-9"}], "@graph": [{**REVIEW, "@id": "#r-9"}]},
        with_(**{"@type": ["Review"]}),
        with_(**{"@type": "http://schema.org/Review"}),
        with_(**{"@type": "https://schema.org/Review"}),
        with_(**{"@type": "schema:Review"}),
        with_(**{"@type": "UserReview"}),
        with_(**{"@type": "CriticReview"}),
        with_(**{"@type": "EmployerReview"}),
        with_(**{"@type": "Recommendation"}),
        with_(**{"@type": ["Review", "UserReview"]}),
    ],
)
def test_a_review_is_found_wherever_it_hangs(value):
    assert (only(value).author, only(value).text) == ("Anna", "Lovely cake")


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ("Anna", "Anna"),
        (["Anna"], "Anna"),
        ([{"@type": "Person", "name": "Anna"}, {"@type": "Person", "name": "Bo"}], "Anna, Bo"),
        ({"@type": "Person", "givenName": "Anna", "familyName": "Lund"}, "Anna Lund"),
        ({"@type": "Organization", "name": "Food Club"}, "Food Club"),
        ({"@type": "Person", "name": ["Anna"]}, "Anna"),
        ({"@type": "Person", "name": "Anna &amp; Bo"}, "Anna & Bo"),
        ({"@type": "Person"}, ""),
        ("", ""),
        (None, ""),
        ([], ""),
        (7, "7"),
    ],
)
def test_an_author_has_many_forms(author, name):
    assert only(with_(author=author)).author == name


def test_an_author_may_stand_elsewhere_in_the_graph():
    person = {"@type": "Person", "@id": "https://x.example/#p7", "name": "Anna Lund"}
    assert only({"@graph": [person, with_(author={"@id": "https://x.example/#p7"})]}).author == "Anna Lund"


@pytest.mark.parametrize(
    ("rating", "stars", "best"),
    [
        ({"@type": "Rating", "ratingValue": 4}, 4, None),
        ({"@type": "Rating", "ratingValue": "4,5", "bestRating": "5"}, 4.5, 5),
        ({"@type": "Rating", "ratingValue": "4 / 5"}, 4, 5),
        ({"@type": "Rating", "ratingValue": "80%"}, 4, 100),
        ({"@type": "Rating", "ratingValue": 7, "bestRating": 10}, 3.5, 10),
        ({"@type": "Rating", "ratingValue": 5, "bestRating": 10, "worstRating": 1}, 2.7778, 10),
        ({"@type": "Rating", "ratingValue": 3, "bestRating": 5, "worstRating": 0}, 3.4, 5),
        ({"@type": "Rating", "ratingValue": 0.4, "bestRating": 10}, 1, 10),
        ({"@type": "Rating", "ratingValue": 6, "bestRating": 5}, None, 5),
        ({"@type": "Rating", "ratingValue": ""}, None, None),
        ({"@type": "Rating"}, None, None),
        ([{"@type": "Rating", "ratingValue": 4}], 4, None),
        (
            [{"@type": "Rating", "reviewAspect": "Food", "ratingValue": 1}, {"@type": "Rating", "ratingValue": 4}],
            4,
            None,
        ),
        (4, 4, None),
        ("4", 4, None),
        ("n/a", None, None),
        (None, None, None),
    ],
)
def test_a_rating_has_many_forms(rating, stars, best):
    found = only(with_(reviewRating=rating))
    assert (found.rating, found.best) == (stars, best)


def test_a_page_of_points_up_to_ten_is_not_read_as_stars():
    page = page_of([with_(reviewRating=4), with_(author="Bo", reviewRating=9)])
    assert [found.rating for found in page.reviews] == [2, 4.5]


@pytest.mark.parametrize(
    ("more", "text"),
    [
        ({"reviewBody": "Good<br>coffee &amp; cake"}, "Good\ncoffee & cake"),
        ({"reviewBody": "&lt;p&gt;Good coffee&lt;/p&gt;"}, "Good coffee"),
        ({"reviewBody": "<p>One.</p><p>Two.</p><script>x()</script>"}, "One.\nTwo."),
        ({"reviewBody": "I <3 it, 2 < 3, says <Anna>"}, "I <3 it, 2 < 3, says <Anna>"),
        ({"reviewBody": ["Good", "coffee"]}, "Good\ncoffee"),
        ({"reviewBody": {"@value": "Good", "@language": "en"}}, "Good"),
        ({"reviewBody": None, "description": "Good"}, "Good"),
        ({"reviewBody": "", "text": "Good"}, "Good"),
        ({"reviewBody": "  Good \r\n\r\n\r\n\r\n coffee  "}, "Good\n\ncoffee"),
        (
            {
                "reviewBody": None,
                "positiveNotes": {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "name": "Cake"}]},
                "negativeNotes": ["Queue"],
            },
            "Cake\nQueue",
        ),
    ],
)
def test_a_text_is_plain_whatever_it_came_as(more, text):
    assert only(with_(**more)).text == text


@pytest.mark.parametrize(
    ("more", "date", "precision"),
    [
        ({"datePublished": "2026-11-02"}, "2026-11-02", "day"),
        ({"datePublished": "2026-11-02T08:00:00+01:00"}, "2026-11-02T08:00:00+01:00", "time"),
        ({"dateCreated": "2026-11-02"}, "2026-11-02", "day"),
        ({"dateModified": "2026-11-02", "dateCreated": "2026-11-01"}, "2026-11-01", "day"),
        ({"datePublished": "Mon, 02 Nov 2026 08:00:00 +0100"}, "2026-11-02T08:00:00+01:00", "time"),
        ({"datePublished": "November 2, 2026"}, "2026-11-02", "day"),
        ({"datePublished": "3 weeks ago"}, "2026-11-01", "week"),
        ({"datePublished": "someday"}, None, ""),
        ({"datePublished": ""}, None, ""),
    ],
)
def test_a_date_is_iso_with_its_precision(more, date, precision):
    found = only(with_(**more))
    assert (found.date, found.precision) == (date, precision)


@pytest.mark.parametrize(
    ("more", "native"),
    [
        ({"identifier": "abc-1"}, "abc-1"),
        ({"identifier": {"@type": "PropertyValue", "value": 77}}, "77"),
        ({"@id": "https://x.example/#/schema/Review/cafe.example/64ab12cd34ef"}, "64ab12cd34ef"),
        ({"url": "https://x.example/reviews/7286135"}, "7286135"),
        ({"@id": "https://x.example/reviews#review-3"}, None),
        ({"@id": "#review1"}, None),
        ({"url": "https://x.example/reviews/"}, None),
        ({}, None),
    ],
)
def test_only_a_lasting_name_is_an_id(more, native):
    assert only(with_(**more)).id == native


@pytest.mark.parametrize(
    ("more", "reply"),
    [
        ({"comment": {"author": {"@type": "Organization", "name": "Café Nord"}, "text": "Thanks"}}, "Thanks"),
        ({"comment": [{"@type": "Comment", "text": "Thanks"}]}, "Thanks"),
        ({"comment": {"author": {"@type": "Person", "name": "Café Nord"}, "text": "Thanks"}}, "Thanks"),
        ({"comment": {"author": {"@type": "Person", "name": "Bo"}, "text": "Me too"}}, None),
        ({"ownerResponse": {"text": "Thanks"}}, "Thanks"),
        ({"reply": "Thanks"}, "Thanks"),
        ({}, None),
    ],
)  # fmt: skip
def test_only_the_owners_answer_is_a_reply(more, reply):
    assert only({"@type": "Restaurant", "name": "Café Nord", "review": with_(**more)}).reply == reply


def test_the_rest_of_a_review_is_read_too():
    more = {"name": "So good", "inLanguage": "en-GB", "publisher": {"@type": "Organization", "name": "Townguide"}}
    found = only(with_(**more))
    assert (found.title, found.lang, found.publisher) == ("So good", "en-GB", "Townguide")


def test_a_headline_is_a_title():
    assert only(with_(headline="So good")).title == "So good"


@pytest.mark.parametrize(
    ("body", "text", "translation"),
    [
        ("(Translated by Google) Good coffee\n\n(Original)\nGod kaffe", "God kaffe", "Good coffee"),
        ("God kaffe\n\n(Translated by Google)\nGood coffee", "God kaffe", "Good coffee"),
        ("I asked Google and came", "I asked Google and came", ""),
    ],
)
def test_a_translation_is_told_from_the_customers_own_words(body, text, translation):
    found = only(with_(reviewBody=body))
    assert (found.text, found.translation) == (text, translation)


@pytest.mark.parametrize(
    ("aggregate", "total", "average"),
    [
        ({"ratingValue": "4.6", "reviewCount": "1,234"}, 1234, 4.6),
        ({"ratingValue": "4,6", "ratingCount": 12}, 12, 4.6),
        ({"ratingValue": 8, "bestRating": 10, "reviewCount": 3, "ratingCount": 9}, 3, 4),
        ({"ratingValue": 8.2, "reviewCount": 3}, 3, 4.1),
        ({"ratingValue": 4.6}, None, 4.6),
        ({"reviewCount": "many"}, None, None),
    ],
)
def test_what_a_page_claims_is_read(aggregate, total, average):
    thing = {"@type": "Restaurant", "aggregateRating": {"@type": "AggregateRating", **aggregate}, "review": REVIEW}
    page = page_of(thing)
    assert (page.claimed_total, page.claimed_average) == (total, average)


def test_a_page_with_an_average_and_no_review_is_empty_and_says_what_it_claims():
    page = page_of(
        {"@type": "Recipe", "aggregateRating": {"@type": "AggregateRating", "ratingValue": 4, "reviewCount": 9}}
    )
    assert (page.reviews, page.claimed_total) == ((), 9)

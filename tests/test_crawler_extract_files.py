"""Files that people hand us: rows in three forms, exports of three platforms, and the rows that are wrong."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.files import BadRow, read_file
from crawler.page import Found
from model import InputError

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
ROW = {"id": "7", "rating": 4, "title": "Nice", "text": "Good soup", "date": "2026-11-02", "author": "Bo", "lang": "en"}


@dataclass(frozen=True)
class Export:
    kind: str = "files"
    where: str = "*.csv"
    reviews: str | None = None
    fields: dict[str, str] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)
    next_page: str | None = None
    rating_out_of: float | None = None
    format: str | None = None
    language: str | None = None


def rows(tmp_path: Path, name: str, content: str | bytes, source: Export | None = None) -> list[Found | BadRow]:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(read_file(path, source=source, at=AT))


def good(tmp_path: Path, name: str, content: str | bytes, source: Export | None = None) -> list[Found]:
    found = rows(tmp_path, name, content, source)
    assert not [row for row in found if isinstance(row, BadRow)]
    return [row for row in found if isinstance(row, Found)]


CSV = "id,rating,title,text,date,author,lang\n7,4,Nice,Good soup,2026-11-02,Bo,en\n"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jsonl", json.dumps(ROW)),
        ("a.jsonl", "\ufeff" + json.dumps(ROW) + "\r\n\r\n"),
        ("a.json", json.dumps([ROW])),
        ("a.json", json.dumps({"reviews": [ROW]})),
        ("a.json", json.dumps(ROW)),
        ("a.json", json.dumps(ROW) + "\n" + json.dumps(ROW | {"id": "8"})),
        ("a.txt", json.dumps([ROW])),
        ("a.csv", CSV),
        ("a.csv", "\ufeff" + CSV),
        ("a.csv", CSV.replace(",", ";")),
        ("a.tsv", CSV.replace(",", "\t")),
        ("a.csv", CSV.replace("id,rating", "ID,Rating")),
        ("a.csv", CSV.encode("utf-16").decode("utf-16").encode("utf-16")),
        ("export", CSV),
    ],
)
def test_a_row_is_read_from_every_form(tmp_path, name, content):
    found = good(tmp_path, name, content)[0]
    assert (found.id, found.author, found.rating, found.title) == ("7", "Bo", 4, "Nice")
    assert (found.text, found.date, found.lang) == ("Good soup", "2026-11-02", "en")


def test_an_exported_row_keeps_all_it_says(tmp_path):
    answer = {"reply": "Thanks", "reply_date": "2026-11-03", "url": "https://x.example/7"}
    row = ROW | answer | {"business": "Café Nord", "platform": "Townguide", "best": 10}
    (found,) = good(tmp_path, "a.jsonl", json.dumps(row))
    assert (found.reply, found.reply_date, found.url) == ("Thanks", "2026-11-03", "https://x.example/7")
    assert (found.business, found.publisher, found.rating, found.best) == ("Café Nord", "Townguide", 2, 10)


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ("{oops", "not JSON"),
        ("[1, 2]", "not a row"),
        ('"text"', "not a row"),
        (json.dumps({"id": "8", "author": "Bo"}), "neither text nor rating"),
        (json.dumps(ROW | {"rating": 9}), "“9” is not a rating from 1 to 5"),
        (json.dumps(ROW | {"rating": "good"}), "“good” is not a rating"),
        (json.dumps(ROW | {"date": "the day after"}), "“the day after” is not a date"),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_a_bad_row_is_named_by_its_line_and_the_rest_is_read(tmp_path, bad, said):
    first, second, third = rows(tmp_path, "a.jsonl", f"{json.dumps(ROW)}\n{bad}\n{json.dumps(ROW | {'id': '9'})}\n")
    assert isinstance(first, Found)
    assert isinstance(second, BadRow)
    assert isinstance(third, Found)
    assert second.line == 2
    assert said in second.said


def test_a_bad_row_of_a_table_is_named_by_its_line_in_the_file(tmp_path):
    table = 'id,rating,text\n1,4,"two\nlines"\n2,99,bad\n3,5,good\n'
    found = rows(tmp_path, "a.csv", table)
    assert [row.line for row in found if isinstance(row, BadRow)] == [4]
    assert [row.text for row in found if isinstance(row, Found)] == ["two\nlines", "good"]


def test_columns_name_what_stands_where(tmp_path):
    table = "Stars;Day;Comment;More\n8;02.11.2026;Good;Soup\n"
    columns = {"rating": "Stars", "date": "Day", "text": "Comment + More"}
    (found,) = good(tmp_path, "a.csv", table, Export(columns=columns, rating_out_of=10, language="de"))
    assert (found.rating, found.date, found.text) == (4, "2026-11-02", "Good\n\nSoup")


def test_a_google_export_is_known(tmp_path):
    takeout = {
        "reviews": [
            {
                "name": "accounts/1/locations/2/reviews/AbC",
                "reviewer": {"displayName": "Bo"},
                "starRating": "TWO",
                "comment": "(Translated by Google) Cold\n\n(Original)\nKold",
                "createTime": "2026-11-02T08:00:00.123Z",
                "reviewReply": {"comment": "Sorry", "updateTime": "2026-11-03T08:00:00Z"},
            }
        ]
    }
    (found,) = good(tmp_path, "reviews.json", json.dumps(takeout), Export(format="google_takeout"))
    assert (found.rating, found.text, found.translation, found.reply) == (2, "Kold", "Cold", "Sorry")
    assert (found.author, found.date) == ("Bo", "2026-11-02T08:00:00+00:00")


@pytest.mark.parametrize(
    ("form", "heads"),
    [
        ("g2_csv", "Reviewer,Rating,Submitted,What do you like best?,What do you dislike?"),
        ("capterra_csv", "Reviewer Name,Overall Rating,Review Date,Pros,Cons"),
    ],
)
def test_tables_of_two_platforms_are_known(tmp_path, form, heads):
    (found,) = good(tmp_path, "a.csv", f"{heads}\nBo,4,2026-11-02,Speed,Price\n", Export(format=form))
    assert (found.author, found.rating, found.date, found.text) == ("Bo", 4, "2026-11-02", "Speed\n\nPrice")


@pytest.mark.parametrize(
    ("form", "heads", "said"),
    [
        (
            "g2_csv",
            "Reviewer,Star Rating,Title",
            r"no column “Rating” for the rating; it has “Reviewer”, “Star Rating”",
        ),
        (
            "g2_csv",
            "Reviewer,Rating,Title",
            r"no column “What do you like best\? \+ What do you dislike\?” for the text",
        ),
        (
            "capterra_csv",
            "Reviewer Name,Stars,Pros",
            r"no column “Overall Rating” for the rating.+name it in `columns:`",
        ),
    ],
)
def test_a_table_of_a_platform_that_has_changed_is_no_review_without_stars(tmp_path, form, heads, said):
    with pytest.raises(InputError, match=said):
        rows(tmp_path, "a.csv", f"{heads}\nBo,4,Speed\n", Export(format=form))


def test_a_column_that_was_renamed_can_be_named_again(tmp_path):
    table = "Reviewer,Star Rating,What do you like best?\nBo,4,Speed\n"
    (found,) = good(tmp_path, "a.csv", table, Export(format="g2_csv", columns={"rating": "Star Rating"}))
    assert (found.author, found.rating, found.text) == ("Bo", 4, "Speed")


@pytest.mark.parametrize("key", ["starRating", "createTime"])
def test_a_google_export_without_a_key_is_named_row_by_row(tmp_path, key):
    row = {"name": "accounts/1/locations/2/reviews/A", "starRating": "TWO", "createTime": "2026-11-02T08:00:00Z"}
    row.pop(key)
    (bad,) = rows(tmp_path, "reviews.json", json.dumps({"reviews": [row]}), Export(format="google_takeout"))
    assert isinstance(bad, BadRow)
    assert key in bad.said


def test_another_file_of_a_google_export_is_told_apart(tmp_path):
    with pytest.raises(InputError, match="no list of reviews under “reviews”"):
        rows(tmp_path, "additionalData.json", '{"title": "Café Ida"}', Export(format="google_takeout"))


def test_an_old_charset_is_told_by_its_letters(tmp_path):
    table = CSV.replace("Good soup", "Smørrebrød på den hyggelige café og rigtig lækkert")
    assert good(tmp_path, "a.csv", table.encode("cp1252"))[0].text.startswith("Smørrebrød på den hyggelige café")


@pytest.mark.parametrize(
    ("name", "content", "source", "said"),
    [
        ("a.csv", "apples,pears\n1,2\n", None, "“apples”, “pears”"),
        ("a.csv", "", None, "none"),
        ("a.json", "[" * 1000, None, "not JSON"),
        ("a.json", '{"rows": 3}', Export(reviews="rows"), "no list of reviews under “rows”"),
        ("a.csv", CSV, Export(format="papyrus"), "“papyrus” is not a file format"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_words(tmp_path, name, content, source, said):
    with pytest.raises(InputError, match=said):
        rows(tmp_path, name, content, source)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InputError, match=r"gone\.csv cannot be read"):
        list(read_file(tmp_path / "gone.csv", source=None, at=AT))

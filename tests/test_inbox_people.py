"""People are changed from a page: shown first, written into config.yaml, audited; by owner and operator alone."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from factories import NOW
from inbox_visitor import IDA, JONAS, OLGA, SAME, House
from starlette.testclient import TestClient

from config.rewrite import ConfigFile, mark_of
from config.tree import parse_tree
from digest.testmail import compose_test
from inbox.app import create_app
from inbox.pages.people import MOST_TESTS
from jobs.keeper import ConfigKeeper
from words import LANGUAGES

TEXT = f"""\
# ours
inbox: {{listen: "127.0.0.1:8000"}}
businesses:
  - name: Café Ida
    zone: Europe/Copenhagen
    languages: [en]
    people:
      - {{name: Ida, email: {IDA}, roles: [owner], language: en}}   # the boss
      - {{name: Jonas, email: {JONAS}, roles: [staff]}}
      - {{name: Olga, email: {OLGA}, roles: [operator]}}
  - name: Hotel Anker
    zone: Europe/Berlin
    languages: [de]
    people:
      - {{name: Anna, email: anna@anker.example, roles: [owner]}}
"""
SAM = {"act": "add", "business": "cafe-ida", "name": "Sam", "email": "sam@x.example", "role": "staff", "language": "de"}
INJECTIONS = ["x, roles: [owner]", "x}\n      - {name: y", "x: y", "*a", "!!x y", "'\"", "<script>alert(1)</script>"]


@dataclass
class Office:
    """A house whose config.yaml lies in a folder, as `serve` has it."""

    house: House
    path: Path
    keeper: ConfigKeeper

    def client(self, email: str, *, file: bool = True) -> TestClient:
        there = ConfigFile(self.path, {}, self.keeper.refresh) if file else None
        app = create_app(self.house.store, lambda: self.keeper.current, lambda: self.house.now, file=there)
        client = TestClient(app, base_url=self.house.base, headers=SAME, follow_redirects=False)
        assert client.post(self.house.link(email)).status_code == 303
        return client

    def people(self, business: int = 0) -> list[dict[str, Any]]:
        found = parse_tree(self.path.read_bytes()).at(("businesses", business, "people"))
        assert isinstance(found, list)
        return found

    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")


@pytest.fixture
def office(tmp_path: Path) -> Office:
    path = tmp_path / "config.yaml"
    path.write_text(TEXT, encoding="utf-8")
    keeper = ConfigKeeper(path, {})
    return Office(House(tmp_path / "grapevine.db", config=keeper.current), path, keeper)


def sure(client: TestClient, form: dict[str, str]) -> Any:
    """Ask, then press the button with what the page offers."""
    page = client.post("/people", data=form)
    assert page.status_code == 200, page.text
    seen = re.search(r'name="seen" value="([^"]+)"', page.text)
    assert seen is not None
    return client.post("/people/save", data=form | {"seen": seen[1]})


@pytest.mark.parametrize("who", [IDA, OLGA])
def test_somebody_is_added_after_a_look_and_can_sign_in_at_once(
    office: Office, who: str, caplog: pytest.LogCaptureFixture
) -> None:
    client = office.client(who)
    client.post("/people", data=SAM)
    assert office.text() == TEXT
    with caplog.at_level(logging.INFO, "grapevine"):
        assert sure(client, SAM).headers["location"] == "/people?done=add"
    assert office.people()[-1] == {"name": "Sam", "email": "sam@x.example", "roles": ["staff"], "language": "de"}
    assert [row for row in office.text().splitlines() if row in TEXT.splitlines()] == TEXT.splitlines()
    assert office.path.with_name("config.yaml.bak").read_text(encoding="utf-8") == TEXT
    assert f"config.yaml: add by {who}: sam@x.example in Café Ida" in caplog.text
    assert office.client("sam@x.example").get("/inbox").status_code == 200


def test_roles_and_language_are_changed_and_the_rest_stays(office: Office) -> None:
    form = {"act": "change", "business": "cafe-ida", "email": JONAS, "role": "operator", "language": "fr"}
    sure(office.client(IDA), form)
    assert office.people()[1] == {"name": "Jonas", "email": JONAS, "roles": ["operator"], "language": "fr"}
    assert office.text().replace("roles: [operator], language: fr}", "roles: [staff]}") == TEXT


def test_a_change_of_nothing_writes_nothing(office: Office) -> None:
    form = {"act": "change", "business": "cafe-ida", "email": JONAS, "role": "staff", "language": "en"}
    assert office.client(IDA).post("/people", data=form).headers["location"] == "/people"


def test_who_is_removed_is_signed_out(office: Office) -> None:
    jonas = office.client(JONAS)
    assert jonas.get("/inbox").status_code == 200
    sure(office.client(IDA), {"act": "remove", "business": "cafe-ida", "email": JONAS})
    assert [one["name"] for one in office.people()] == ["Ida", "Olga"]
    assert jonas.get("/inbox").headers["location"] == "/signin"
    with office.house.store() as store:
        assert store._link.value("select count(*) from session where email = :who", who=JONAS) == 0


@pytest.mark.parametrize("text", INJECTIONS)
@pytest.mark.parametrize("field", ["name", "email", "role", "language", "business", "seen", "act"])
def test_no_field_becomes_yaml_or_html(office: Office, field: str, text: str) -> None:
    client = office.client(IDA)
    form = SAM | {"seen": mark_of(TEXT)} | {field: text}
    for answer in (client.post("/people", data=form), client.post("/people/save", data=form)):
        assert "<script>alert" not in answer.text
    added = office.people()[3:]
    assert office.people()[:3] == parse_tree(TEXT.encode()).at(("businesses", 0, "people"))
    assert office.people(1) == parse_tree(TEXT.encode()).at(("businesses", 1, "people"))
    assert all(one["roles"] == ["staff"] and one["name"] == " ".join(form["name"].split()) for one in added)
    assert len(added) == (field == "name")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": ""}, "Give a name"),
        ({"name": "x" * 250}, "Give a name"),
        ({"email": "sam"}, "not an email address"),
        ({"role": "boss"}, "at least one role"),
        ({"name": "JONAS"}, "there already"),
        ({"email": JONAS.upper()}, "there already"),
        ({"act": "remove", "email": IDA}, "must stay owner"),
        ({"act": "change", "email": IDA, "role": "operator"}, "must stay owner"),
        ({"act": "change", "email": "who@x.example"}, "cannot be done"),
        ({"language": "it"}, "cannot be done"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(office: Office, changes: dict[str, str], said: str) -> None:
    client = office.client(IDA)
    for path in ("/people", "/people/save"):
        answer = client.post(path, data=SAM | {"seen": mark_of(TEXT)} | changes)
        assert answer.status_code == 400
        assert said in answer.text
    assert office.text() == TEXT


@pytest.mark.parametrize("path", ["/people", "/people/save"])
def test_staff_and_people_of_another_business_change_nobody(office: Office, path: str) -> None:
    form = SAM | {"seen": mark_of(TEXT)}
    assert office.client(JONAS).post(path, data=form).status_code == 403
    assert office.client("anna@anker.example").post(path, data=form).status_code == 404
    foreign = {"act": "remove", "business": "hotel-anker", "email": "anna@anker.example", "seen": mark_of(TEXT)}
    assert office.client(IDA).post(path, data=foreign).status_code == 404
    assert office.text() == TEXT


def test_a_file_that_changed_since_the_look_is_shown_anew(office: Office) -> None:
    client = office.client(IDA)
    client.post("/people", data=SAM)
    office.path.write_text(TEXT + "# by hand\n", encoding="utf-8")
    answer = client.post("/people/save", data=SAM | {"seen": mark_of(TEXT)})
    assert answer.status_code == 409
    assert "has changed meanwhile" in answer.text
    assert office.people() == parse_tree(TEXT.encode()).at(("businesses", 0, "people"))
    assert sure(client, SAM).status_code == 303


def test_what_the_playbook_needs_cannot_be_taken_away(office: Office) -> None:
    (office.path.parent / "book.yaml").write_text("assign: {waiting: Jonas}\n", encoding="utf-8")
    text = TEXT.replace("languages: [en]\n", "languages: [en]\n    playbook: book.yaml\n")
    office.path.write_text(text, encoding="utf-8")
    answer = office.client(IDA).post("/people", data={"act": "remove", "business": "cafe-ida", "email": JONAS})
    assert "Nothing has been changed" in answer.text
    assert "is not among the people" in answer.text
    assert office.text() == text


def test_a_file_that_cannot_be_written_gives_the_lines_to_paste(office: Office) -> None:
    class Locked(ConfigFile):
        """What a file on a read-only disk says; a test may run as root, who may write everywhere."""

        def writable(self) -> bool:
            return False

    app = create_app(office.house.store, lambda: office.keeper.current, lambda: NOW, file=Locked(office.path, {}))
    client = TestClient(app, base_url=office.house.base, headers=SAME, follow_redirects=False)
    client.post(office.house.link(IDA))
    page = client.post("/people", data=SAM).text
    assert "you get the lines to paste" in client.get("/people").text
    assert "      - name: Sam\n        email: sam@x.example\n        roles: [staff]\n        language: de\n" in page
    assert 'action="/people/save"' not in page


def test_an_inbox_without_a_file_only_shows_who_is_there(office: Office) -> None:
    client = office.client(IDA, file=False)
    assert JONAS in client.get("/people").text
    assert "the operator does that" in client.post("/people", data=SAM).text
    assert client.post("/people/save", data=SAM).status_code == 400
    assert office.text() == TEXT


def test_a_test_mail_goes_to_oneself_alone_and_not_without_end(office: Office) -> None:
    client = office.client(IDA)
    for _ in range(MOST_TESTS):
        asked = client.post("/people/test-mail", data={"email": "victim@x.example"})
        assert asked.headers["location"] == "/people?tested=1"
    assert client.post("/people/test-mail").status_code == 429
    with office.house.store() as store:
        request = store.requests.claim(NOW)
    assert request is not None
    assert (request.kind, request.payload) == ("test_mail", {"email": IDA})


def test_the_mail_server_is_named_without_its_password(office: Office) -> None:
    office.path.write_text(TEXT + "mail: {from: a@x.example, smtp: '${SMTP}'}\n", encoding="utf-8")
    keeper = ConfigKeeper(office.path, {"SMTP": "smtps://ida:top-secret@mail.example:465"})
    app = create_app(office.house.store, lambda: keeper.current, lambda: NOW)
    client = TestClient(app, base_url=office.house.base, headers=SAME, follow_redirects=False)
    client.post(office.house.link(IDA))
    page = client.get("/people").text
    assert "mail.example" in page
    assert "top-secret" not in page
    assert "smtps:" not in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_test_mail_speaks_the_readers_language(office: Office, language: str) -> None:
    person = office.keeper.current.person(IDA)[0].model_copy(update={"language": language})
    mail = compose_test(person, now=NOW)
    assert (mail.to, ("Content-Language", language) in mail.headers) == (IDA, True)
    assert mail.expires is not None


def test_pages_with_many_people_stay_small(office: Office) -> None:
    more = "".join(f"      - {{name: P{n}, email: p{n}@x.example, roles: [staff]}}\n" for n in range(30))
    office.path.write_text(TEXT.replace("  - name: Hotel", more + "  - name: Hotel"), encoding="utf-8")
    office.keeper.refresh()
    assert len(office.client(IDA).get("/people").content) < 60_000

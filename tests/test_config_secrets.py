"""Secrets live in the environment: what is missing is named, what is written out is refused, nothing leaks."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from config import Config, Source, load_config
from config.secrets import literal_in_url, literal_secret
from model import ConfigError

TEXT = """\
mail: {from: reviews@cafe-ida.example, smtp: "SMTP"}
businesses:
  - name: Café Ida
    zone: Europe/Copenhagen
    languages: [da]
    sources:
      - name: Partner
        json: "WHERE"
        headers: {Authorization: "HEADER"}
"""
URL = "smtps://ida:s3cret@mail.example:465"


def load(folder: Path, env: dict[str, str], **parts: str) -> Config:
    text = TEXT
    for name, value in (
        {"SMTP": "${SMTP_URL}", "WHERE": "https://a.example", "HEADER": "Bearer ${TOKEN}"} | parts
    ).items():
        text = text.replace(f'"{name}"', f'"{value}"')
    (folder / "config.yaml").write_text(text, encoding="utf-8")
    return load_config(folder / "config.yaml", env)


def test_secrets_are_filled_in_where_they_are_used(tmp_path: Path) -> None:
    config = load(tmp_path, {"SMTP_URL": URL, "TOKEN": "t0ken", "KEY": "k3y"}, WHERE="https://a.example/?key=${KEY}")
    (source,) = config.sources()
    assert config.mail.smtp is not None
    assert config.mail.smtp.get_secret_value() == URL
    assert source.headers["Authorization"].get_secret_value() == "Bearer t0ken"
    assert source.where == "https://a.example/?key=${KEY}", "what is shown holds no secret"
    assert source.reveal().where == "https://a.example/?key=k3y"
    assert (source.to_job()["where"], source.to_job()["headers"]) == (
        source.reveal().where,
        {"Authorization": "Bearer t0ken"},
    )


def test_a_password_in_an_address_may_hold_any_sign(tmp_path: Path) -> None:
    env = {"PW": "p@ss/{x}", "TOKEN": "t"}
    config = load(tmp_path, env, SMTP="smtps://ida:${PW}@mail.example:465", WHERE="https://a.example/?key=${PW}")
    assert config.mail.smtp is not None
    assert unquote(urlsplit(config.mail.smtp.get_secret_value()).password or "") == "p@ss/{x}"
    job = config.sources()[0].to_job()
    assert Source.from_job(job).where == "https://a.example/?key=p%40ss%2F%7Bx%7D"


def test_nothing_printed_or_dumped_holds_a_secret(tmp_path: Path) -> None:
    config = load(tmp_path, {"SMTP_URL": URL, "TOKEN": "t0ken", "KEY": "k3y"}, WHERE="https://a.example/?key=${KEY}")
    for shown in (repr(config), str(config), config.model_dump_json()):
        assert not [secret for secret in ("s3cret", "t0ken", "k3y") if secret in shown]


@pytest.mark.parametrize(("env", "state"), [({}, "is not set"), ({"SMTP_URL": ""}, "is empty")])
def test_a_missing_variable_is_named_with_its_line_and_how_to_set_it(
    tmp_path: Path, env: dict[str, str], state: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, {"TOKEN": "t"} | env)
    said = f"line 1: mail › smtp: the variable SMTP_URL {state} — before starting, run:  export SMTP_URL='…'"
    assert caught.value.problems == [said]


def test_a_source_without_its_variable_is_put_aside(tmp_path: Path) -> None:
    (one,) = load(tmp_path, {"SMTP_URL": URL}).broken
    assert one.problems == (
        'line 9: "Café Ida" › sources › "Partner" › headers › Authorization: '
        "the variable TOKEN is not set — before starting, run:  export TOKEN='…'",
    )


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"HEADER": "Bearer abcdef123456"}, "line 9: "),
        ({"HEADER": "abc"}, "keep the secret in the environment:  export PARTNER_AUTHORIZATION='…'"),
        ({"WHERE": "https://a.example/?api_key=abcdef123456"}, "line 8: "),
        ({"WHERE": "https://ida:geheim@a.example/"}, "the password is written out here"),
        ({"WHERE": "${TOKEN}"}, "write the address here, and only its secret part as ${NAME}"),
        ({"HEADER": "Bearer ${}"}, '"${}" is not a variable name — write it like ${SMTP_URL}'),
    ],
)
def test_a_secret_written_out_puts_its_source_aside(tmp_path: Path, parts: dict[str, str], said: str) -> None:
    (one,) = load(tmp_path, {"SMTP_URL": URL, "TOKEN": "t"}, **parts).broken
    assert any(said in problem for problem in one.problems), one.problems


def test_a_secret_parameter_of_a_preset_must_come_from_the_environment(tmp_path: Path) -> None:
    text = TEXT.split("      - name")[0].replace('smtp: "SMTP"', "")
    for value, broken in (("abc", 1), ("${KEY}", 0)):
        source = f"      - {{name: Us, preset: trustpilot, unit: 4bdca0ff00000000051a9a11, key: '{value}'}}\n"
        (tmp_path / "config.yaml").write_text(text + source, encoding="utf-8")
        config = load_config(tmp_path / "config.yaml", {"KEY": "k3y"})
        assert len(config.broken) == broken
    (one,) = config.sources()
    assert one.headers["apikey"].get_secret_value() == "k3y"


def test_a_password_written_into_the_mail_server_is_refused_without_repeating_it(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, {"TOKEN": "t"}, SMTP=URL)
    assert "line 1: mail › smtp: the password is written out here — write ${SMTP_URL} here" in str(caught.value)
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("url", ["mail.example:465", "https://mail.example", "smtp://", "smtp://mail.example:99999999"])
def test_a_variable_that_is_no_mail_server_is_refused_without_repeating_it(tmp_path: Path, url: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, {"TOKEN": "t", "SMTP_URL": url})
    assert "line 1: mail › smtp: this is not a mail server — write it like smtps://" in str(caught.value)
    assert f"{url}\n" not in str(caught.value) + "\n"


def test_a_server_without_a_password_may_stand_in_the_file(tmp_path: Path) -> None:
    assert load(tmp_path, {"TOKEN": "t"}, SMTP="smtp://127.0.0.1:25").mail.smtp is not None


@pytest.mark.parametrize(
    ("key", "value", "secret"),
    [
        ("Authorization", "Bearer ${TOKEN}", False),
        ("Authorization", "${TOKEN}", False),
        ("Authorization", "Basic aWRhOmlkYQ==", True),
        ("X-Api-Key", "1234", True),
        ("Cookie", "a=b", True),
        ("Accept-Language", "da, en;q=0.8", False),
        ("Accept", "application/json", False),
        ("X-Thing", "ghp_0123456789abcdefABCDEF", True),
        ("X-Thing", "q8Zr2LmX0vTn4YwKc7Hd", True),
        ("X-Shop", "my-corner-cafe-in-the-harbour", False),
        ("User", "Bearer x", True),
    ],
)
def test_what_looks_like_a_secret(key: str, value: str, secret: bool) -> None:
    assert literal_secret(key, value) is secret


@pytest.mark.parametrize(
    ("url", "part"),
    [
        ("https://a.example/reviews?page=1&sort=newest", ""),
        ("https://a.example/?token=${T}", ""),
        ("https://a.example/?token=abcdefgh1", "token"),
        ("imaps://ida:${PW}@mail.example/INBOX", ""),
        ("imaps://ida:pw@mail.example/INBOX", "password"),
        ("https://[broken/", ""),
    ],
)
def test_secrets_in_addresses(url: str, part: str) -> None:
    assert literal_in_url(url) == part

"""Certificates: one that is vouched for is accepted, any other ends the crawl before a page is asked for."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from crawls import a_source, crawl_first
from fakeweb import FakeWeb, ReviewPages, cards, fake_web, self_signed

from crawler.process import Worker
from crawler.supervisor import CrawlResult
from model import Verdict

SITES = ("vouched for", "unvouched", "out of date", "of another name", "no TLS at all")


@dataclass(frozen=True)
class Crawled:
    results: dict[str, CrawlResult]
    webs: dict[str, FakeWeb]


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    """The operator's machine trusts two of the certificates; one of them ran out in 2021."""
    folders = {name: tmp_path_factory.mktemp("tls") for name in SITES}
    contexts = {name: self_signed(folder) for name, folder in folders.items()}
    contexts["out of date"] = self_signed(folders["out of date"], until=datetime(2021, 1, 1))  # noqa: DTZ001
    trusted = folders["vouched for"] / "trusted.pem"
    trusted.write_bytes(b"".join((folders[name] / "nobody.pem").read_bytes() for name in SITES if name != "unvouched"))
    with ExitStack() as stack:
        webs = {name: stack.enter_context(fake_web(contexts[name])) for name in SITES[:-1]}
        webs["no TLS at all"] = stack.enter_context(fake_web())
        for web in webs.values():
            web.says["/r"] = ReviewPages(cards(2))
        yield Crawled(crawl(webs, trusted, tmp_path_factory.mktemp("var")), webs)


def crawl(webs: dict[str, FakeWeb], trusted: Path, var: Path) -> dict[str, CrawlResult]:
    other = f"cafe.example:{webs['of another name'].port}"
    urls = {name: f"https://{web.site}/r" for name, web in webs.items()} | {"of another name": f"https://{other}/r"}
    names = json.dumps({"cafe.example": [["127.0.0.1"]]})
    command = ("env", f"SSL_CERT_FILE={trusted}", sys.executable, "-m", "tests.named_worker", names)
    allow = (other, *(web.site for web in webs.values()))
    return crawl_first([a_source(*one) for one in urls.items()], var, allow, batch={"worker": Worker(command)})


def test_a_certificate_that_is_vouched_for_is_accepted(crawled: Crawled) -> None:
    result = crawled.results["vouched for"]
    assert (result.verdict, len(result.reviews)) == (Verdict.OK, 2), result.said


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("unvouched", "certificate verify failed"),
        ("out of date", "certificate verify failed"),
        ("of another name", "it is for another host"),
        ("no TLS at all", "certificate or encryption"),
    ],
)
def test_any_other_is_told_to_the_operator_and_nothing_is_asked(crawled: Crawled, name: str, why: str) -> None:
    result = crawled.results[name]
    assert (result.verdict, result.report.failure) == (Verdict.UNREACHABLE, "tls"), result.said
    assert "certificate or encryption is not in order" in result.said
    assert why in result.said
    assert "check the address" in result.said
    assert crawled.webs[name].asked == []

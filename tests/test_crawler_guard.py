"""Nothing on the operator's own network is ever read by accident: the rule, and the place where it is asked."""

from __future__ import annotations

import ipaddress
import socket
from typing import Any

import pytest
from twisted.internet.address import IPv4Address, IPv6Address

from crawler.address import is_public, may_connect
from crawler.guard import GuardingResolver, ascii_host, refused_words
from crawler.site import origin_of, same_site, site_of


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.0.0.2",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "168.63.129.16",
        "192.0.0.8",
        "192.88.99.1",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.2",
        "::ffff:10.0.0.1",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::a00:1",
        "2001:0:7f00:1::",
        "2002:7f00:1::",
        "2001:db8::1",
        "fc00::1",
        "fe80::1%eth0",
        "ff02::1",
        "not an address",
        "",
    ],
)
def test_what_is_not_the_public_internet_is_refused(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "::ffff:8.8.8.8", "2606:4700::1111", "2a00:1450::1"])
def test_the_public_internet_is_read(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    ("host", "address", "port", "allowed"),
    [
        ("127.0.0.1", "127.0.0.1", 8077, True),
        ("127.0.0.1", "127.0.0.1", 8078, False),  # only that port
        ("localhost", "127.0.0.1", 8077, True),  # what it resolves to is allowed
        ("intranet.example", "10.0.0.5", 80, True),
        ("Intranet.Example", "10.0.0.6", 80, True),
        ("other.example", "10.0.0.5", 80, False),
        ("::1", "::1", 9000, True),
        ("::ffff:127.0.0.1", "::ffff:127.0.0.1", 8077, True),
    ],
)
def test_an_operator_may_allow_a_private_host_with_its_port(host: str, address: str, port: int, allowed: bool) -> None:
    allow = ("127.0.0.1:8077", "intranet.example:80", "[::1]:9000")
    assert may_connect(host, address, port, allow) is allowed


class Names:
    """Resolves as this machine does, in the same thread, or to the `answers` given."""

    def __init__(self, answers: list[str] | None = None) -> None:
        self._answers = answers

    def resolveHostName(self, receiver: Any, host: str, port: int = 0, *_: Any) -> None:
        receiver.resolutionBegan(None)
        for number in self._answers if self._answers is not None else _numbers(host):
            kind = IPv6Address if ipaddress.ip_address(number).version == 6 else IPv4Address
            receiver.addressResolved(kind("TCP", number, port))
        receiver.resolutionComplete()


def _numbers(host: str) -> list[str]:
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    return [str(entry[4][0]) for entry in found]


class Receiver:
    def __init__(self) -> None:
        self.passed: list[str] = []
        self.complete = False

    def resolutionBegan(self, _: Any) -> None:
        self.complete = False

    def addressResolved(self, address: Any) -> None:
        self.passed.append(address.host)

    def resolutionComplete(self) -> None:
        self.complete = True


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.2",
        "2130706434",  # decimal
        "0x7f000002",  # hexadecimal
        "0177.0.0.2",  # octal
        "127.2",  # short
        "::ffff:127.0.0.2",
        "::1",
        "0",
        "0.0.0.0",
        "169.254.169.254",
        "fe80::1",
        "[::1]".strip("[]"),
        "0x7f.1",
    ],
)
def test_every_way_to_write_a_private_address_is_held_back(host: str) -> None:
    guard, receiver = GuardingResolver(Names(), allow=()), Receiver()
    guard.resolveHostName(receiver, host, 80)
    assert (receiver.passed, receiver.complete) == ([], True)
    assert guard.refused[host, 80]


def test_of_several_addresses_only_public_ones_are_connected_to() -> None:
    guard, receiver = GuardingResolver(Names(["10.0.0.1", "93.184.216.34", "::1"]), allow=()), Receiver()
    guard.resolveHostName(receiver, "rebinds.example", 80)
    assert receiver.passed == ["93.184.216.34"]


def test_a_name_that_answers_differently_the_second_time_is_asked_again() -> None:
    names = Names(["93.184.216.34"])
    guard, receiver = GuardingResolver(names, allow=()), Receiver()
    guard.resolveHostName(receiver, "rebinds.example", 80)
    names._answers = ["127.0.0.1"]
    guard.resolveHostName(receiver, "rebinds.example", 80)
    assert receiver.passed == ["93.184.216.34"]
    assert guard.refused == {("rebinds.example", 80): "127.0.0.1"}


@pytest.mark.parametrize(
    ("host", "plain"), [("Müller.example", "xn--mller-kva.example"), ("A.example", "a.example"), ("::1", "::1")]
)
def test_a_refusal_is_found_again_under_the_name_that_stands_in_the_address(host: str, plain: str) -> None:
    guard = GuardingResolver(Names(["10.0.0.1"]), allow=())
    guard.resolveHostName(Receiver(), host, 80)
    assert (plain, 80) in guard.refused
    assert ascii_host(plain) == plain


def test_a_refusal_says_what_to_write_into_the_config() -> None:
    said = refused_words("intranet.example", "10.0.0.5", 8080)
    assert "10.0.0.5" in said
    assert '"intranet.example:8080"' in said


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://cafe.example/a", "https://www.cafe.example/b", True),
        ("http://cafe.example/a", "https://cafe.example/a", True),
        ("https://cafe.de/a", "https://bewertungen.cafe.de/b", True),
        ("https://cafe.co.uk", "https://other.co.uk", False),
        ("https://ida.github.io", "https://jonas.github.io", False),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8001", False),
        ("http://localhost:1", "http://localhost:1/x", True),
        ("https://cafe.example", "file:///etc/hostname", False),
        ("https://cafe.example", "", False),
    ],
)
def test_a_site_is_its_registrable_domain(one: str, other: str, same: bool) -> None:
    assert same_site(one, other) is same


def test_a_password_in_an_address_is_no_part_of_its_site() -> None:
    address = "https://ida:pass@Cafe.example:8443/r"
    assert (site_of(address), origin_of(address)) == ("cafe.example:8443", "https://cafe.example:8443")

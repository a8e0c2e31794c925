"""The `inbox:` section: where the pages listen, how people reach them, and which servers in front are believed."""

from __future__ import annotations

import re
from ipaddress import ip_address, ip_network
from typing import Self
from urllib.parse import urlsplit

from pydantic import field_validator, model_validator

from config.base import HostPort, Strict, web_address


class InboxSettings(Strict):
    """Where the pages listen, and under which address people reach them (None: mails cannot link to them).

    `signin_header`: in which header a proxy of `trusted_proxies` says who has signed in; "" where none does.
    """

    listen: HostPort = "127.0.0.1:8000"
    url: str | None = None
    trusted_proxies: tuple[str, ...] = ("127.0.0.1",)
    signin_header: str = ""

    @field_validator("url")
    @classmethod
    def _url(cls, url: str | None) -> str | None:
        if url is None:
            return None
        if "?" in url or "#" in url or urlsplit(web_address(url)).username:
            raise ValueError("write only the address, like https://reviews.cafe-ida.example")
        return url.rstrip("/")

    @field_validator("trusted_proxies")
    @classmethod
    def _proxies(cls, proxies: tuple[str, ...]) -> tuple[str, ...]:
        for proxy in proxies:
            try:
                ip_network(proxy)
            except ValueError:
                raise ValueError(f'"{proxy}" is not an address — write it like "10.0.0.2" or "10.0.0.0/24"') from None
        return proxies

    @field_validator("signin_header")
    @classmethod
    def _header(cls, header: str) -> str:
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9-]{1,63}", header) or header.casefold() in ("cookie", "host", "origin"):
            raise ValueError("write the name of a header, like X-Forwarded-Email")
        return header

    @model_validator(mode="after")
    def _named(self) -> Self:
        """Written out, not by default: on a machine with other people's programs 127.0.0.1 is everybody."""
        wide = any(ip_network(proxy).prefixlen == 0 for proxy in self.trusted_proxies)
        if self.signin_header and (wide or not self.trusted_proxies or "trusted_proxies" not in self.model_fields_set):
            raise ValueError("signin_header needs trusted_proxies: name the addresses that may say who somebody is")
        return self

    def trusts(self, peer: str) -> bool:
        """Whether `peer`, an address as the connection shows it, is one of `trusted_proxies`."""
        try:
            address = ip_address(peer)
        except ValueError:
            return False
        address = getattr(address, "ipv4_mapped", None) or address
        return any(address in ip_network(proxy) for proxy in self.trusted_proxies)

    @property
    def host(self) -> str:
        return urlsplit(f"//{self.listen}").hostname or ""

    @property
    def port(self) -> int:
        return urlsplit(f"//{self.listen}").port or 0

    @property
    def secure(self) -> bool:
        return bool(self.url and self.url.startswith("https://"))

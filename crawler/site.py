"""Which addresses belong to one site. Pure; the list of public suffixes is the one that ships with tldextract."""

from __future__ import annotations

from functools import cache
from ipaddress import ip_address
from urllib.parse import urlsplit

from tldextract import TLDExtract


def site_of(url: str) -> str:
    """Host and port of `url` as written, without user and password: the unit of politeness."""
    return urlsplit(url).netloc.rpartition("@")[2].lower()


def origin_of(url: str) -> str:
    """Scheme and site: what a secret header may be sent to."""
    return f"{urlsplit(url).scheme.lower()}://{site_of(url)}"


def same_site(one: str, other: str) -> bool:
    """Whether both URLs are http(s) and lie under one registrable domain (`www.a.example` and `m.a.example` do).

    Numeric addresses and single-word names are the same only when host and port are equal.
    """
    if not {urlsplit(one).scheme.lower(), urlsplit(other).scheme.lower()} <= {"http", "https"}:
        return False
    first, second = _home(one), _home(other)
    return bool(first) and first == second


def _home(url: str) -> str:
    host = (urlsplit(url).hostname or "").rstrip(".")
    try:
        ip_address(host)
    except ValueError:
        found = _suffixes()(host)
        labels = found.subdomain.rpartition(".")[2], found.domain
        if found.domain and (found.suffix or all(labels)):
            # a suffix the list does not know counts as one, as the list itself says
            return f"{found.domain}.{found.suffix}" if found.suffix else ".".join(labels)
    return site_of(url)


@cache
def _suffixes() -> TLDExtract:
    return TLDExtract(cache_dir=None, suffix_list_urls=(), include_psl_private_domains=True)

"""Which network addresses a crawl may connect to. Pure: no names are looked up here.

A source's address, a redirect or a customer's link must never make us read the operator's own network (SSRF).
"""

from __future__ import annotations

from collections.abc import Collection
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

_NOT_PUBLIC = tuple(
    ip_network(net)
    for net in (
        "0.0.0.0/8",
        "100.64.0.0/10",  # carrier-grade NAT: other customers of the same provider
        "168.63.129.16/32",  # a cloud's host agent at a public address
        "192.0.0.0/24",
        "192.88.99.0/24",  # 6to4 relays
        "198.18.0.0/15",
        "240.0.0.0/4",
        "2001::/23",  # Teredo and other tunnels carry a private IPv4 address inside
        "2001:db8::/32",
        "2002::/16",
        "3fff::/20",
    )
)
_IPV6_UNICAST = ip_network("2000::/3")  # all public IPv6 lies here; outside are NAT64, IPv4-compatible and local ones


def is_public(address: str) -> bool:
    """Whether `address` (a numeric IPv4 or IPv6 address) belongs to the public internet.

    The rule: globally routable after unwrapping IPv4-in-IPv6, and no tunnel, metadata or shared range.
    """
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    if isinstance(ip, IPv6Address) and ip not in _IPV6_UNICAST:
        return False
    return ip.is_global and not ip.is_multicast and not any(ip.version == n.version and ip in n for n in _NOT_PUBLIC)


def may_connect(host: str, address: str, port: int, allow: Collection[str]) -> bool:
    """Whether `host`, which resolved to `address`, may be connected to. `allow` holds `host:port`, name or number."""
    return is_public(address) or not {host_port(host, port), host_port(address, port)}.isdisjoint(_folded(allow))


def _folded(allow: Collection[str]) -> set[str]:
    return {entry.casefold() for entry in allow}


def host_port(host: str, port: int) -> str:
    """As `allow` writes it: lower case, IPv6 in brackets, IPv4 wrapped in IPv6 unwrapped."""
    host = host.casefold().strip("[]").rstrip(".")
    try:
        ip: IPv4Address | IPv6Address | None = ip_address(host)
    except ValueError:
        ip = None
    if isinstance(ip, IPv6Address):
        mapped = ip.ipv4_mapped
        return f"{mapped}:{port}" if mapped else f"[{ip}]:{port}"
    return f"{host}:{port}"

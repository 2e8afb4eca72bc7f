"""Rates such as 60/min, and from which address a request came. Pure."""

import ipaddress
import re
from dataclasses import dataclass

SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_RATE = re.compile(r"([1-9][0-9]*)/(s|sec|m|min|h|hour|d|day)")


@dataclass(frozen=True)
class Rate:
    """So many times in so many seconds."""

    times: int
    seconds: int


def parse_rate(text: str) -> Rate | None:
    """The rate; None for "off". Raises ValueError for anything else."""
    if text == "off":
        return None
    found = _RATE.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no rate: write it like 60/min, or off.")
    return Rate(int(found[1]), SECONDS[found[2][0]])


def client_of(remote: str, forwarded: str, *, proxies: int) -> str:
    """Whom to count as one client.

    Each of our `proxies` has appended to X-Forwarded-For (`forwarded`) the address that it was
    called from; what stands before those, anybody may have written. Of an IPv6 address the network
    counts (64 bits), as one client has all of it.
    """
    hops = [hop.strip() for hop in forwarded.split(",") if hop.strip()]
    address = hops[-min(proxies, len(hops))] if proxies and hops else remote
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((int(parsed), 64), strict=False))
    return str(parsed)

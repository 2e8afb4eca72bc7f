"""Where pushes may go: to public addresses, and to private ones only where the settings say so.

A name is judged by every address that it leads to, each time that it is asked for: who owns the
name may give another answer a second later.
"""

import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Resolve = Callable[..., Sequence[Any]]

# Reserved, and the broadcast address.
_NOBODY = IPv4Network("240.0.0.0/4")
# All of IPv6 that is given out for general use (RFC 4291, 2.4).
_UNICAST = IPv6Network("2000::/3")
# Addresses behind a translator (RFC 6052): the last four bytes are those of an IPv4 host.
_NAT64 = IPv6Network("64:ff9b::/96")


class ForbiddenSink(ValueError):
    """The sink leads to an address that nothing may be pushed to; the message names it."""


@dataclass(frozen=True)
class Sinks:
    """The addresses that may be pushed to: all public ones, and those within `private`.

    `resolve` is socket.getaddrinfo, or what a test puts in its place.
    """

    private: Sequence[Network] = ()
    resolve: Resolve = socket.getaddrinfo

    def addresses(self, host: str, port: int) -> list[str]:
        """The addresses of `host` (a name or an address, without brackets), to be connected to.

        Raises ForbiddenSink where only one of them is not allowed, OSError or UnicodeError where
        the name leads nowhere.
        """
        answers = self.resolve(host.strip("[]"), port, type=socket.SOCK_STREAM)
        found = list(dict.fromkeys(str(answer[4][0]) for answer in answers))
        for text in found:
            if not self.allows(ip_address(text)):
                raise ForbiddenSink(
                    f"{host} leads to {text}, which is no public address: SINKS_PRIVATE of the bus"
                    " names the private networks that may be pushed to."
                )
        return found

    def allows(self, address: Address) -> bool:
        """Whether that address may be connected to."""
        meant = _meant(address)
        if meant.is_multicast or meant.is_unspecified or meant in _NOBODY:
            return False
        if any(meant in network for network in self.private):
            return True
        return meant.is_global and (meant.version == 4 or meant in _UNICAST)


def _meant(address: Address) -> Address:
    """The IPv4 address that an IPv6 one stands for, else the address itself."""
    if isinstance(address, IPv6Address):
        if address in _NAT64:
            return IPv4Address(int(address) & 0xFFFFFFFF)
        return address.ipv4_mapped or address.sixtofour or address
    return address

"""Which addresses may be pushed to."""

from ipaddress import ip_address, ip_network

import pytest

from bus_site.bus.sinks import ForbiddenSink, Sinks
from bus_site.networks import EVERYWHERE
from tests.bus_site.resolving import Resolver

PUBLIC = ["93.184.215.14", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
PRIVATE = {
    "loopback": ["127.0.0.1", "127.9.9.9", "::1"],
    "private": ["10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "fd00::1", "fc00::1"],
    "link-local, metadata too": ["169.254.169.254", "169.254.0.1", "fe80::1", "fd00:ec2::254"],
    "shared by carriers": ["100.64.0.1", "100.127.255.254"],
    "documentation and tests": ["192.0.2.1", "198.51.100.1", "198.18.0.1", "2001:db8::1"],
    "this network": ["0.1.2.3"],
    "IPv4 within IPv6": ["::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254"],
    "IPv4 behind a translator": ["64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe"],
    "IPv4 in 6to4": ["2002:7f00:1::", "2002:a00:1::1"],
    "others out of use": ["::7f00:1", "fec0::1", "2001:0:7f00:1::"],
}
NEVER = [
    *("0.0.0.0", "::", "255.255.255.255", "240.0.0.1", "224.0.0.1", "239.1.1.1", "ff02::1"),
    *("::ffff:0.0.0.0", "::ffff:224.0.0.1"),
]


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_may_be_pushed_to(address: str) -> None:
    assert Sinks().allows(ip_address(address))


@pytest.mark.parametrize("address", [one for kind in PRIVATE.values() for one in kind])
def test_other_addresses_only_where_the_settings_say_so(address: str) -> None:
    assert not Sinks().allows(ip_address(address))
    assert Sinks(EVERYWHERE).allows(ip_address(address))


@pytest.mark.parametrize("address", NEVER)
def test_addresses_of_nobody_or_of_many_never(address: str) -> None:
    assert not Sinks(EVERYWHERE).allows(ip_address(address))


def test_only_the_networks_that_are_named() -> None:
    sinks = Sinks([ip_network("172.18.0.0/16"), ip_network("fd00:1::/64")])
    assert sinks.allows(ip_address("172.18.0.3"))
    assert sinks.allows(ip_address("::ffff:172.18.0.3"))
    assert sinks.allows(ip_address("fd00:1::3"))
    assert not sinks.allows(ip_address("172.19.0.3"))
    assert not sinks.allows(ip_address("127.0.0.1"))
    assert not sinks.allows(ip_address("fd00:2::3"))


def test_one_forbidden_address_among_several_forbids_the_name() -> None:
    sinks = Sinks(resolve=Resolver(["8.8.8.8", "10.0.0.1"]))
    with pytest.raises(ForbiddenSink, match=r"shop\.example leads to 10\.0\.0\.1"):
        sinks.addresses("shop.example", 80)


@pytest.mark.parametrize(
    "host", ["2130706433", "0x7f000001", "127.1", "0177.0.0.1", "localhost", "[::1]", "0"]
)
def test_other_spellings_of_this_machine_are_judged_by_where_they_lead(host: str) -> None:
    with pytest.raises(ForbiddenSink):
        Sinks().addresses(host, 80)

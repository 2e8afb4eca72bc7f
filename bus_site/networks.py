"""SINKS_PRIVATE: the networks that are no public ones and may yet be pushed to."""

from ipaddress import IPv4Network, IPv6Network, ip_network

from django.core.exceptions import ImproperlyConfigured

from chassis import environment

Network = IPv4Network | IPv6Network

EVERYWHERE: tuple[Network, ...] = (ip_network("0.0.0.0/0"), ip_network("::/0"))


def sinks_private(*, debug: bool) -> tuple[Network, ...]:
    """Networks separated by commas, `true` for all or `false` for none; as `debug` where unset."""
    given = environment.words("SINKS_PRIVATE", "true" if debug else "false")
    if len(given) == 1 and given[0].lower() in environment.TRUE | environment.FALSE:
        return EVERYWHERE if given[0].lower() in environment.TRUE else ()
    try:
        return tuple(map(ip_network, given))
    except ValueError as error:
        raise ImproperlyConfigured(
            f"SINKS_PRIVATE: {error}. Write networks like 10.0.0.0/8,fd00::/8; or true, or false."
        ) from error

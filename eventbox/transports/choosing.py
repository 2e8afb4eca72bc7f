"""Which transport a service uses: the scheme of its URL says it, here alone."""

from collections.abc import Callable
from urllib.parse import urlsplit

from eventbox.conf import Config, config
from eventbox.errors import NotConfigured
from eventbox.transports.base import Transport
from eventbox.transports.http import HttpTransport


def _http(conf: Config) -> Transport:
    return HttpTransport(conf.transport_url, conf.bus_token)


def _nats(conf: Config) -> Transport:
    try:
        from eventbox.transports.nats import NatsTransport
    except ImportError as error:
        raise NotConfigured(
            f'EVENTBOX["TRANSPORT_URL"] needs pip install "eventbox[nats]": {error}'
        ) from error
    archive = HttpTransport(conf.bus_url, conf.bus_token, mode="pull")
    return NatsTransport(conf.transport_url, archive=archive)


TRANSPORTS: dict[str, Callable[[Config], Transport]] = {
    "http": _http,
    "https": _http,
    "nats": _nats,
    "tls": _nats,
}


def transport_from_settings() -> Transport:
    """A transport as TRANSPORT_URL says, else to the bus at BUS_URL; the caller closes it.

    Raises NotConfigured where no transport knows the URL's scheme.
    """
    conf = config()
    scheme = urlsplit(conf.transport_url).scheme
    if scheme not in TRANSPORTS:
        raise NotConfigured(
            f'EVENTBOX["TRANSPORT_URL"], or else ["BUS_URL"], must begin with one of '
            f"{', '.join(f'{known}://' for known in TRANSPORTS)}, not with {scheme!r}"
        )
    return TRANSPORTS[scheme](conf)

"""Which transport a service uses: the scheme of EVENTBOX["BUS_URL"] says it, here alone."""

from collections.abc import Callable
from urllib.parse import urlsplit

from eventbox.conf import config
from eventbox.errors import NotConfigured
from eventbox.transports.base import Transport
from eventbox.transports.http import HttpTransport

TRANSPORTS: dict[str, Callable[[str, str | None], Transport]] = {
    "http": HttpTransport,
    "https": HttpTransport,
}


def transport_from_settings() -> Transport:
    """A transport to the bus at BUS_URL, with this service's token; the caller closes it.

    Raises NotConfigured where no transport knows the URL's scheme.
    """
    url = config().bus_url
    scheme = urlsplit(url).scheme
    if scheme not in TRANSPORTS:
        raise NotConfigured(
            f'EVENTBOX["BUS_URL"] = {url!r} must begin with one of '
            f"{', '.join(f'{known}://' for known in TRANSPORTS)}"
        )
    return TRANSPORTS[scheme](url, config().bus_token)

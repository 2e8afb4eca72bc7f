"""POSTs that go to one address again and again.

requests takes longer to prepare a request than urllib3 to send it, and of those to one address it
is the same each time but for the body and some headers. So it is prepared once, and copied.
"""

from collections.abc import Mapping
from types import MappingProxyType

import requests

NO_MORE: Mapping[str, str] = MappingProxyType({})


class Post:
    """A POST to `url` in `session`, with the session's headers and cookies as they are now.

    Raises requests.RequestException where nothing can be sent there.
    """

    def __init__(self, session: requests.Session, url: str) -> None:
        self.url = url
        self._session = session
        self._prepared = session.prepare_request(requests.Request("POST", url))

    def send(
        self,
        body: bytes,
        headers: Mapping[str, str] = NO_MORE,
        *,
        timeout: tuple[float, float],
        stream: bool = False,
    ) -> requests.Response:
        """Send `body`, with `headers` besides, and follow no redirect.

        `timeout` is in seconds: to connect, and for each read.
        """
        prepared = self._prepared.copy()
        prepared.headers.update(headers)
        prepared.prepare_body(body, None)
        return self._session.send(
            prepared, timeout=timeout, allow_redirects=False, proxies={}, stream=stream
        )

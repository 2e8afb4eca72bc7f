"""POSTs that go to one address again and again.

requests takes longer to prepare a request than urllib3 to send it, and of those to one address it
is the same each time but for the body and some headers. So it is prepared once, and copied.
"""

from collections.abc import Mapping
from types import MappingProxyType

import requests

NO_MORE: Mapping[str, str] = MappingProxyType({})


class Posts:
    """POSTs of one `session`, with its headers and cookies as they are when an address is new.

    The request to the last address is kept.
    """

    def __init__(self, session: requests.Session) -> None:
        self._session = session
        self._url = ""
        self._prepared = requests.PreparedRequest()

    def send(
        self,
        url: str,
        body: bytes,
        headers: Mapping[str, str] = NO_MORE,
        *,
        timeout: tuple[float, float],
        stream: bool = False,
    ) -> requests.Response:
        """Send `body` to `url`, with `headers` besides, and follow no redirect.

        `timeout` is in seconds: to connect, and for each read. Raises requests.RequestException
        where there is no answer, or nothing can be sent there.
        """
        if url != self._url:
            self._prepared = self._session.prepare_request(requests.Request("POST", url))
            self._url = url
        prepared = self._prepared.copy()
        prepared.headers.update(headers)
        prepared.prepare_body(body, None)
        return self._session.send(
            prepared, timeout=timeout, allow_redirects=False, proxies={}, stream=stream
        )

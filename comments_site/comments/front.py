"""In front of Django: a plain comment by a program or a page is taken on the event loop.

Those that come together are written together, and answered after the commit. Whatever is not
plainly good, and everybody who is not plainly nobody, goes the whole way, where Django and DRF say
what is wrong: there is one address with one behaviour, and only its price differs.

How an answer begins is learned from Django's answer to the first request of a kind.
"""

import re
import time
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from chassis.front import Head, named_headers, public_path
from chassis.group_commit import GroupCommit, failed_with
from chassis.lifespan import live
from chassis.one_hop import OneHop, Receive, small_body
from chassis.rates import client_of
from comments_site.comments.models import Comment
from comments_site.comments.plain import read_text, written
from comments_site.comments.services import Wanted, create_together

THREADS: Final = 8

KINDS: Final = 256
"""Kinds of requests that are known at once: so many origins, say."""

LARGEST: Final = 32 * 1024
"""Bytes of a body that is read here: no text that may be written takes more."""

COMMENTS: Final = re.compile(r"/posts/([A-Za-z0-9._~-]{1,255})/comments")
"""The address, as far as nothing in it is to be decoded."""

CREATED: Final = 201
FAILED: Final = 500


@dataclass(frozen=True)
class _Asked:
    """A request that may be answered here, by its head."""

    kind: Hashable
    post_id: str
    client: str


class Front:
    """An ASGI application that leaves to `rest` all but plain comments, which it gives `write`."""

    def __init__(self, rest: OneHop, write: GroupCommit[Wanted, Comment | None]) -> None:
        self._rest = rest
        self._write = write
        self._heads: dict[Hashable, Head] = {}

    async def __call__(self, scope: Any, receive: Receive, send: Any) -> None:
        """One request, or the server's life."""
        if scope["type"] == "lifespan":
            await live(receive, send)
            return
        begin = time.perf_counter()
        asked = _asked(scope)
        if asked is None:
            start, body = await self._by_django(scope, receive)
        else:
            start, body = await self._answer(asked, scope, receive, begin)
        await send(start)
        await send({"type": "http.response.body", "body": body})

    async def _answer(
        self, asked: _Asked, scope: Any, receive: Receive, begin: float
    ) -> tuple[dict[str, Any], bytes]:
        content, again = await small_body(scope, receive)
        head = self._heads.get(asked.kind)
        text = read_text(content) if head and content else None
        if head and text is not None:
            try:
                comment = await self._write(Wanted(asked.post_id, text, asked.client))
            except Exception as error:
                scope, comment = failed_with(error, scope), None
            if comment is not None:
                body = written(comment)
                length = (b"content-length", b"%d" % len(body))
                path = public_path(scope)
                return head.again("POST", path, begin, length, story=comment.id), body
        start, body = await self._by_django(scope, again)
        self._learn(asked.kind, start)
        return start, body

    async def _by_django(self, scope: Any, receive: Receive) -> tuple[dict[str, Any], bytes]:
        start, body = await self._rest.answer(scope, receive)
        if start["status"] >= FAILED:
            self._heads.clear()  # only who goes through Django tells of an outage's end
        return start, body

    def _learn(self, kind: Hashable, start: Any) -> None:
        if start["status"] != CREATED or b"set-cookie" in dict(start["headers"]):
            return
        if len(self._heads) >= KINDS:
            self._heads.clear()
        self._heads[kind] = Head.of(start, without=[b"content-length"])


def _asked(scope: Any) -> _Asked | None:
    """What is asked for, if it is a plain comment that nobody in particular sends as JSON."""
    if scope["method"] != "POST" or scope["query_string"] or scope.get("root_path"):
        return None
    address = COMMENTS.fullmatch(scope["path"])
    named = named_headers(scope)
    if address is None or named is None:
        return None
    headers = dict(scope["headers"])
    if len(headers) != len(scope["headers"]):  # a header that came twice is Django's to read
        return None
    length = headers.get(b"content-length", b"")
    if (
        headers.get(b"content-type") != b"application/json"
        or headers.get(b"accept", b"*/*") not in (b"*/*", b"application/json")
        or not length.isdigit()
        or int(length) > LARGEST
    ):
        return None
    return _Asked((scope["scheme"], *named), address[1], _client(scope, headers))


def _client(scope: Any, headers: Mapping[bytes, bytes]) -> str:
    remote, _ = scope.get("client") or ("", 0)
    forwarded = headers.get(b"x-forwarded-for", b"").decode("latin-1")
    return client_of(remote, forwarded, proxies=settings.NUM_PROXIES)


def application() -> Front:
    """The comments service, whole."""
    wsgi: Any = get_wsgi_application()
    return Front(OneHop(wsgi, threads=THREADS), GroupCommit(create_together))

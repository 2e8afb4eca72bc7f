"""Events as one JSON array, written as it is read: memory stays flat however long the log is."""

from collections.abc import AsyncIterator, Iterator

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import StreamingHttpResponse
from rest_framework.request import Request

from bus_site.bus.reading import Wanted, read_through


def stream(
    request: Request, wanted: Wanted, after: int, upto: int, headers: dict[str, str]
) -> StreamingHttpResponse:
    """The wanted events with after < position <= upto, each with its position, in order."""
    chunks = json_array(wanted, after, upto)
    under_asgi = isinstance(request._request, ASGIRequest)
    return StreamingHttpResponse(
        # Django would gather a plain generator whole before it sends, there.
        in_threads(chunks) if under_asgi else chunks,
        content_type="application/json",
        headers=headers,
    )


def json_array(wanted: Wanted, after: int, upto: int) -> Iterator[str]:
    """The array in pieces of one page each."""
    opening = "["
    for page in read_through(wanted, after, upto):
        if page.events:
            yield opening + ",\n".join(event.with_position() for event in page.events)
            opening = ",\n"
    yield "[]" if opening == "[" else "]"


async def in_threads(chunks: Iterator[str]) -> AsyncIterator[str]:
    """`chunks`, each made on a thread where the database may be asked."""
    step = sync_to_async(lambda: next(chunks, None))
    while (chunk := await step()) is not None:
        yield chunk

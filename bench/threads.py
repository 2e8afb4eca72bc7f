"""A WSGI application on threads under ASGI: served as the query service serves its own reads."""

from typing import Any

from chassis.one_hop import OneHop

THREADS = 8


def on_threads(wsgi: Any) -> Any:
    """The ASGI application; of the lifespan it knows nothing."""
    served = OneHop(wsgi, threads=THREADS)

    async def application(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            raise NotImplementedError(scope["type"])
        await served(scope, receive, send)

    return application

"""A WSGI application on threads under ASGI: served as the query service serves its own reads."""

from typing import Any

from a2wsgi import WSGIMiddleware

THREADS = 8


def on_threads(wsgi: Any) -> Any:
    """The ASGI application; of the lifespan it knows nothing."""
    served: Any = WSGIMiddleware(wsgi, workers=THREADS)

    async def application(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            raise NotImplementedError(scope["type"])

        async def received() -> Any:  # a2wsgi wants a coroutine; a server may give a future
            return await receive()

        await served(scope, received, send)

    return application

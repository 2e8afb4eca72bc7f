"""`/`: which service this is and what it answers to."""

import re
from collections.abc import Iterator

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver, get_script_prefix
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

FOLDED = ("admin/",)  # shown as one address, not as its hundred pages


class IndexView(APIView):
    """The addresses of this service. Those without a `{parameter}` can be followed."""

    name = "Index"

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        """Answer the service's name and its addresses in full."""
        root = request.build_absolute_uri(get_script_prefix())
        addresses = dict.fromkeys(route for route in routes() if route)
        return Response(
            {"service": settings.SERVICE.name, "addresses": [root + route for route in addresses]}
        )

    def get_view_name(self) -> str:
        """The heading of the browsable page."""
        return f"Postbus {settings.SERVICE.name}"


def routes(
    patterns: list[URLPattern | URLResolver] | None = None, prefix: str = ""
) -> Iterator[str]:
    """Every route of the project, with its parameters in braces."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + re.sub(r"<(?:[^:>]+:)?([^>]+)>", r"{\1}", str(entry.pattern))
        if isinstance(entry, URLPattern) or route in FOLDED:
            yield route
        else:
            yield from routes(entry.url_patterns, route)

"""All addresses of a service, by its own URLconf; printed within the service."""

import json
import re
from collections.abc import Iterator, Sequence

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RegexPattern

PARAMETER = "{}"


def show() -> None:
    """Every route once, as JSON, each parameter as PARAMETER."""
    print(json.dumps(sorted(set(_routes(get_resolver().url_patterns, "/")))))


def _routes(patterns: Sequence[URLPattern | URLResolver], prefix: str) -> Iterator[str]:
    for pattern in patterns:
        route = prefix + _plain(pattern)
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, route)
        else:
            yield route


def _plain(pattern: URLPattern | URLResolver) -> str:
    text = str(pattern.pattern)
    if isinstance(pattern.pattern, RegexPattern):
        return re.sub(r"\(\?P<[^>]+>.*?\)(?=/|\$|$)", PARAMETER, text).strip("^$").replace("\\", "")
    return re.sub(r"<[^>]+>", PARAMETER, text)

"""What the page is told at run time, so that one build runs anywhere. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from tools.house import BUS, COMMENTS, POSTS, QUERY, SERVICES

BEHIND_THE_GATEWAY = (POSTS, COMMENTS, QUERY)

TRUE = ("1", "true", "yes", "on")


def config(environment: Mapping[str, str]) -> dict[str, Any]:
    """`/config.json`. The X-ray needs a bus that is open: as XRAY says, else as DEBUG does.

    API_PREFIX is for a gateway that has page and services at one origin, the services below that
    prefix by their names; the bus is not to be had there. Raises WrongPort for a port that is none.
    """
    if prefix := environment.get("API_PREFIX", "").strip():
        return {
            **{f"{service.name}Url": f"{prefix}/{service.name}" for service in BEHIND_THE_GATEWAY},
            "busUrl": None,
            "xray": False,
            "services": [],
        }
    xray = is_on(environment, "XRAY", default=is_on(environment, "DEBUG", default=True))
    return {
        "postsUrl": POSTS.address(environment),
        "commentsUrl": COMMENTS.address(environment),
        "queryUrl": QUERY.address(environment),
        "busUrl": BUS.address(environment) if xray else None,
        "xray": xray,
        "services": [
            {"name": service.name, "url": service.address(environment)} for service in SERVICES
        ],
    }


def security_headers(origins: Iterable[str]) -> dict[str, str]:
    """What a browser is to allow: scripts and styles of the build alone, and calls to `origins`."""
    policy = {
        "default-src": "'none'",
        "script-src": "'self'",
        "worker-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self'",
        "font-src": "'self'",
        "manifest-src": "'self'",
        "connect-src": " ".join(["'self'", *origins]),
        "form-action": "'none'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    return {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
    }


def is_on(environment: Mapping[str, str], name: str, *, default: bool) -> bool:
    """A switch of the environment."""
    value = environment.get(name, "").strip().lower()
    return value in TRUE if value else default

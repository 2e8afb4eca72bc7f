"""Who calls the bus: a service with its bearer token, or with DEBUG on anybody without one."""

import hmac
from dataclasses import dataclass

from django.conf import settings
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from bus_site.bus import conf


@dataclass(frozen=True)
class Caller:
    """A service that has shown its token; stands as DRF's `request.user`."""

    name: str
    is_authenticated: bool = True
    is_active: bool = True

    def __str__(self) -> str:
        return self.name


class BearerAuthentication(BaseAuthentication):
    """`Authorization: Bearer <token>`; a header that is there must be right, even with DEBUG on."""

    def authenticate(self, request: Request) -> tuple[Caller, str] | None:
        """The caller and its name; None without the header."""
        header = request.headers.get("Authorization")
        if header is None:
            return None
        scheme, _, token = header.partition(" ")
        name = _owner(token.strip()) if scheme.lower() == "bearer" else None
        if name is None:
            raise AuthenticationFailed("This is not the bearer token of any service.")
        return Caller(name), name

    def authenticate_header(self, request: Request) -> str:
        """What makes the answer a 401."""
        return "Bearer"


class KnownCaller(BasePermission):
    """Only services; with DEBUG on, a caller without a header too."""

    message = "Send the service's token: Authorization: Bearer <token>."

    def has_permission(self, request: Request, view: APIView) -> bool:
        """401 comes of False, as the authentication has a header to ask for."""
        return caller_name(request) is not None or settings.DEBUG


class KnownCallerOrOpenTrace(KnownCaller):
    """As KnownCaller, or everybody where TRACE_OPEN says so: for what the X-ray reads."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """True for all with TRACE_OPEN."""
        return conf.trace_open() or super().has_permission(request, view)


def caller_name(request: Request) -> str | None:
    """The name of the service that calls; None for a nameless caller."""
    return request.auth if isinstance(request.auth, str) else None


def check_owner(request: Request, subscription: str) -> None:
    """Raise PermissionDenied where a service reaches for a subscription that is not its own."""
    name = caller_name(request)
    if name is not None and name != subscription:
        raise PermissionDenied(f"{name} may change only the subscription {name}.")


def _owner(token: str) -> str | None:
    """Whose token it is. Compares with every one, so the time taken tells nothing."""
    given = token.encode("utf-8", "surrogateescape")
    found = None
    for name, client in conf.clients().items():
        if hmac.compare_digest(given, client.token.encode()):
            found = name
    return found

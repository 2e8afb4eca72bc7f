"""Who calls the bus, and what is open to it: a client with its bearer token sees and changes what
is its own; with DEBUG on, anybody without a token may do everything."""

from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from bus_site.bus import conf
from bus_site.bus.clients import EVERYTHING, Client, Reads, may_not_read, owner_of, unreadable
from bus_site.bus.registry import clients


@dataclass(frozen=True)
class Caller:
    """A client that has shown its token; stands as DRF's `request.user`."""

    name: str
    is_authenticated: bool = True
    is_active: bool = True

    def __str__(self) -> str:
        return self.name


class BearerAuthentication(BaseAuthentication):
    """`Authorization: Bearer <token>`; a header that is there must be right, even with DEBUG on."""

    def authenticate(self, request: Request) -> tuple[Caller, Client] | None:
        """The caller and the client that it is; None without the header."""
        header = request.headers.get("Authorization")
        if header is None:
            return None
        scheme, _, token = header.partition(" ")
        client = owner_of(token.strip(), clients().values()) if scheme.lower() == "bearer" else None
        if client is None:
            raise AuthenticationFailed("This is not the bearer token of any client.")
        return Caller(client.name), client

    def authenticate_header(self, request: Request) -> str:
        """What makes the answer a 401."""
        return "Bearer"


class KnownCaller(BasePermission):
    """Only services; with DEBUG on, a caller without a header too."""

    message = "Send the service's token: Authorization: Bearer <token>."

    def has_permission(self, request: Request, view: APIView) -> bool:
        """401 comes of False, as the authentication has a header to ask for."""
        return client_of(request) is not None or settings.DEBUG


class KnownCallerOrOpenTrace(KnownCaller):
    """As KnownCaller, or everybody where TRACE_OPEN says so: for what the X-ray reads."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """True for all with TRACE_OPEN."""
        return conf.trace_open() or super().has_permission(request, view)


class TraceReader(KnownCaller):
    """Everybody where TRACE_OPEN says so, else who may read everything: a trace tells of all."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """401 for a stranger, 403 for a client that reads some types only."""
        if conf.trace_open():
            return True
        if not super().has_permission(request, view):
            return False
        if reads_of_caller(request) is not EVERYTHING:
            raise PermissionDenied("A trace tells of all types: only a client that reads * may.")
        return True


def client_of(request: Request) -> Client | None:
    """The client that calls; None for a nameless caller."""
    return request.auth if isinstance(request.auth, Client) else None


def reads_of_caller(request: Request) -> Reads:
    """What the caller may read; a nameless one (DEBUG) everything."""
    client = client_of(request)
    return EVERYTHING if client is None else client.reads


def check_owner(request: Request, subscription: str) -> None:
    """Raise PermissionDenied where a client reaches for a subscription that is not its own."""
    client = client_of(request)
    if client is not None and client.name != subscription:
        raise PermissionDenied(f"{client.name} may change only the subscription {client.name}.")


def check_may_read(request: Request, types: Collection[str]) -> None:
    """Raise PermissionDenied where the caller may not read all `types`; none at all means every."""
    if refused := unreadable(reads_of_caller(request), types):
        raise PermissionDenied(may_not_read(str(request.user), refused))

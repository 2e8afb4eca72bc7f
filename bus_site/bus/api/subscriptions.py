"""`/subscriptions`: who is sent what, and how far each of them is."""

from collections.abc import Callable
from typing import Any

from django.http import Http404
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from bus_site.bus import subscriptions
from bus_site.bus.api.base import BusView
from bus_site.bus.authentication import (
    KnownCaller,
    KnownCallerOrOpenTrace,
    check_may_read,
    check_owner,
    client_of,
    reads_of_caller,
)
from bus_site.bus.clients import EVERYTHING
from bus_site.bus.models import Head, Subscription
from bus_site.bus.registry import NAME, WHAT_A_NAME_IS
from bus_site.bus.serializers import (
    NoInput,
    RewindInput,
    SubscriptionInput,
    SubscriptionOutput,
)


class Conflict(APIException):
    """The subscription's condition does not allow it."""

    status_code = 409
    default_code = "conflict"


_NOT_POSSIBLE = {409: OpenApiResponse(description="Its mode, or the log, does not allow it.")}
_CHANGED = {200: SubscriptionOutput, **_NOT_POSSIBLE}


class SubscriptionsView(BusView):
    """All consumers that the bus knows. Who may only look at traces sees no addresses or errors."""

    permission_classes = (KnownCallerOrOpenTrace,)

    @extend_schema(responses=SubscriptionOutput(many=True))
    def get(self, request: Request) -> Response:
        """Every subscription, by name; a client that reads some types only sees its own.

        A stranger, where traces are open, is not told addresses and errors.
        """
        client = client_of(request)
        rows = Subscription.objects.all()
        if client is not None and not client.reads_everything:
            rows = rows.filter(name=client.name)
        shown = _output(rows, many=True)
        if not KnownCaller().has_permission(request, self):
            shown = [one | {"sink": "", "lastError": ""} for one in shown]
        return Response(shown)


class SubscriptionView(BusView):
    """One consumer: where it is pushed to, which types, and how far it is."""

    @extend_schema(responses=SubscriptionOutput)
    def get(self, request: Request, name: str) -> Response:
        """The subscription."""
        if reads_of_caller(request) is not EVERYTHING:
            check_owner(request, name)
        return _answer(Subscription.objects.get, name=name)

    @extend_schema(
        request=SubscriptionInput,
        responses={200: SubscriptionOutput, 201: SubscriptionOutput, **_NOT_POSSIBLE},
    )
    def put(self, request: Request, name: str) -> Response:
        """Create it or change it. It is tried at once, whatever its backoff."""
        check_owner(request, name)
        if not NAME.fullmatch(name):
            raise ValidationError({"name": [WHAT_A_NAME_IS]})
        wish = _input(SubscriptionInput, request)
        check_may_read(request, _types(name, wish.get("types")))
        try:
            row, created = subscriptions.put(name, **wish)
        except subscriptions.NotPossible as error:
            raise Conflict(str(error)) from error
        return Response(_output(row), 201 if created else 200)

    @extend_schema(responses={204: OpenApiResponse(description="It is gone.")})
    def delete(self, request: Request, name: str) -> Response:
        """Forget the consumer; the events stay in the log."""
        check_owner(request, name)
        try:
            subscriptions.remove(name)
        except Subscription.DoesNotExist as error:
            raise Http404 from error
        return Response(status=204)


class _ActionView(BusView):
    """A change to one subscription."""

    def change(self, request: Request, name: str) -> Response:
        """Check the owner and the (empty) body, then do it."""
        check_owner(request, name)
        _input(NoInput, request)
        return _answer(self.act, name)

    @staticmethod
    def act(name: str) -> Subscription:
        """What this view does."""
        raise NotImplementedError


class PauseView(_ActionView):
    """Stop delivering for a while."""

    act = staticmethod(subscriptions.pause)

    @extend_schema(request=None, responses=SubscriptionOutput)
    def post(self, request: Request, name: str) -> Response:
        """Deliver nothing until `resume`."""
        return self.change(request, name)


class ResumeView(_ActionView):
    """Begin delivering again."""

    act = staticmethod(subscriptions.resume)

    @extend_schema(request=None, responses=SubscriptionOutput)
    def post(self, request: Request, name: str) -> Response:
        """Deliver again, at once, whatever had ended it."""
        return self.change(request, name)


class SkipView(_ActionView):
    """Pass over an event that a consumer keeps refusing."""

    act = staticmethod(subscriptions.skip)

    @extend_schema(request=None, responses=_CHANGED)
    def post(self, request: Request, name: str) -> Response:
        """Pass over the oldest event that is not delivered (json mode only, else 409)."""
        return self.change(request, name)


class RewindView(BusView):
    """Deliver again what was delivered before."""

    @extend_schema(request=RewindInput, responses=_CHANGED)
    def post(self, request: Request, name: str) -> Response:
        """Go on from behind position `after` (json mode only, else 409)."""
        check_owner(request, name)
        return _answer(subscriptions.rewind, name, **_input(RewindInput, request))


def _types(name: str, wish: list[str] | None) -> list[str]:
    """What the subscription will be sent: what is wished for, else what it is sent now."""
    if wish is not None:
        return wish
    row = Subscription.objects.filter(name=name).first()
    return row.types if row else []


def _input(serializer: type[Any], request: Request) -> dict[str, Any]:
    given = serializer(data=request.data)
    given.is_valid(raise_exception=True)
    return dict(given.validated_data)


def _answer(act: Callable[..., Subscription], *args: Any, **kwargs: Any) -> Response:
    try:
        return Response(_output(act(*args, **kwargs)))
    except Subscription.DoesNotExist as error:
        raise Http404 from error
    except subscriptions.NotPossible as error:
        raise Conflict(str(error)) from error


def _output(rows: Any, *, many: bool = False) -> Any:
    return SubscriptionOutput(rows, many=many, context={"head": Head.current()}).data

"""What all views of the bus have in common: who may call, and how parameters are read."""

import re
from collections.abc import Mapping, Sequence

from django.http import QueryDict
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView

from bus_site.bus.authentication import BearerAuthentication, KnownCaller
from eventbox.envelope import MAX_POSITION


class BusView(APIView):
    """Services call these, with their tokens; so nothing is throttled."""

    authentication_classes = (BearerAuthentication,)
    permission_classes: Sequence[type[KnownCaller]] = (KnownCaller,)
    throttle_classes = ()


def check_known(params: QueryDict, known: set[str]) -> None:
    """Raise a 400 for parameters that mean nothing here: a misspelt filter must not give all."""
    for name in params.keys() - known - {"format"}:
        reason = f"There is no such parameter; known are {', '.join(sorted(known))}."
        raise ValidationError({name[:100]: [reason]})


def whole_number(
    params: Mapping[str, str], name: str, *, least: int = 0, most: int = MAX_POSITION
) -> int | None:
    """The parameter as a number, None where it is absent; raises a 400 that names it."""
    text = params.get(name)
    if text is None:
        return None
    if not re.fullmatch("[0-9]{1,19}", text) or not least <= int(text) <= most:
        raise ValidationError({name: [f"This must be a whole number from {least} to {most}."]})
    return int(text)


def next_link(request: Request, after: int) -> dict[str, str]:
    """The `Link` header to the page behind position `after`."""
    url = replace_query_param(request.build_absolute_uri(), "after", str(after))
    return {"Link": f'<{url}>; rel="next"'}

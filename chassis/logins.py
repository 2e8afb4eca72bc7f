"""How often a password may be tried: THROTTLE_LOGINS, such as 20/hour, or off.

Failures count: by client, and ten times as many by user name, so that guessing from many addresses
comes to an end as well, while a single stranger cannot lock an operator out. What is too much is
refused before the password is looked at.
"""

from collections.abc import Callable

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache
from drf_spectacular.authentication import BasicScheme
from rest_framework.authentication import BasicAuthentication
from rest_framework.exceptions import Throttled
from rest_framework.request import Request

from chassis.rates import Rate
from chassis.tallies import forgive, hit
from chassis.throttles import client_address

BY_NAME = 10


class TooManyTries(Exception):
    """No further try for `seconds`."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"Too many failed logins. Try again in {seconds} seconds.")
        self.seconds = seconds


def count_try(request: HttpRequest, username: str) -> Callable[[], None]:
    """Count a try; what comes back is to be called where it succeeds. Raises TooManyTries."""
    rate: Rate | None = settings.THROTTLE_LOGINS
    if rate is None:
        return lambda: None
    limits = {
        f"logins from {client_address(request)}": rate.times,
        f"logins as {username}": rate.times * BY_NAME,
    }
    counted = {what: hit(what, seconds=rate.seconds) for what in limits}
    over = [one.seconds_left for what, one in counted.items() if one.hits > limits[what]]

    def succeeded() -> None:
        for what in limits:
            forgive(what, seconds=rate.seconds)

    if over:
        raise TooManyTries(max(over))
    return succeeded


@never_cache
def login(request: HttpRequest) -> HttpResponseBase:
    """The admin's login page; 429 with Retry-After where too many tries have failed."""
    if request.method != "POST":
        return admin.site.login(request)
    try:
        succeeded = count_try(request, request.POST.get("username", ""))
    except TooManyTries as error:
        headers = {"Retry-After": str(error.seconds)}
        return HttpResponse(str(error), status=429, headers=headers, content_type="text/plain")
    response = admin.site.login(request)
    if response.status_code == 302:
        succeeded()
    return response


class ThrottledBasicAuthentication(BasicAuthentication):
    """HTTP's Basic, whose passwords are tried no more often than those of the login page."""

    def authenticate_credentials(
        self, userid: str, password: str, request: Request | None = None
    ) -> tuple[AbstractBaseUser, None]:
        """The user; raises AuthenticationFailed or Throttled."""
        assert request is not None
        try:
            succeeded = count_try(request._request, userid)
        except TooManyTries as error:
            raise Throttled(error.seconds) from error
        found = super().authenticate_credentials(userid, password, request)
        succeeded()
        return found


class ThrottledBasicScheme(BasicScheme):  # type: ignore[no-untyped-call]
    """In OpenAPI it is HTTP's Basic like any other."""

    target_class = "chassis.logins.ThrottledBasicAuthentication"

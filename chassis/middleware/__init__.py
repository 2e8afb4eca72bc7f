"""What happens around every request, one behaviour a file; chassis.settings gives the order."""

from collections.abc import Callable

from django.http.request import HttpRequest
from django.http.response import HttpResponseBase

GetResponse = Callable[[HttpRequest], HttpResponseBase]

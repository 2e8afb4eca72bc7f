"""The floor of reading: a whole Django of one view, which answers with bytes that stand ready.

No middleware, no database. It is served by the query service's server, in the same way: the view
runs on as many threads as query's views do. FLOOR_BODY names the file with the bytes.
"""

import os
from pathlib import Path

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

from bench.threads import on_threads

BODY = Path(os.environ["FLOOR_BODY"]).read_bytes()
HEADERS = {"Content-Type": "application/json", "Content-Length": str(len(BODY))}

settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    DEBUG=False,
    MIDDLEWARE=[],
    ROOT_URLCONF=__name__,
    SECRET_KEY="nothing is signed here",  # noqa: S106
)
django.setup(set_prefix=False)


def answer(request: HttpRequest) -> HttpResponse:
    """The bytes."""
    return HttpResponse(BODY, headers=HEADERS)


urlpatterns = [path("", answer)]

application = on_threads(get_wsgi_application())

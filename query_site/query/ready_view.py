"""The way from ready text to the client: JSON goes out as it stands, past DRF and its serializers.

Whoever asks for a page to look at gets DRF's browsable one; errors are DRF's own.
"""

import json
from abc import abstractmethod
from hashlib import blake2s
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from chassis.paging import next_link
from query_site.query.changes import ORIGIN
from query_site.query.selectors import Reading, current_stamp

STREAM_POSITION = "Stream-Position"
ALWAYS = {"Cache-Control": "no-cache", "Vary": "Accept"}


class ReadyView(APIView):
    """GET of something that `read` gives as ready text."""

    @abstractmethod
    def read(self, request: HttpRequest, **kwargs: str) -> Reading:
        """The text that the request asks for; raises DRF's exceptions."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The short way where it can be taken, and DRF's for everything else."""
        if wants_plain_json(request):
            try:
                return self.answer(request, **kwargs)
            except APIException:
                pass  # DRF meets it again, and answers it in its own way
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: Request, **kwargs: str) -> HttpResponseBase:
        """The same by DRF's negotiation."""
        if request.accepted_renderer.format == "json":
            return self.answer(request._request, **kwargs)
        reading = self.read(request, **kwargs)
        return Response(json.loads(reading.body), headers=_headers(request, reading))

    def answer(self, request: HttpRequest, **kwargs: str) -> HttpResponseBase:
        """200 with the text, or 304 where the client has it already (RFC 9110, section 13)."""
        asked = request.headers.get("If-None-Match", "*").strip()
        if asked != "*":
            stamp = current_stamp()
            tag = _entity_tag(request, stamp)
            fresh = get_conditional_response(request, etag=tag)
            if fresh is not None:
                for name, value in {**ALWAYS, **_state(stamp), "ETag": tag}.items():
                    fresh[name] = value
                return fresh
        reading = self.read(request, **kwargs)
        headers = _headers(request, reading)
        headers["ETag"] = _entity_tag(request, reading.stamp)
        full = HttpResponse(reading.body, content_type="application/json", headers=headers)
        return get_conditional_response(request, etag=headers["ETag"], response=full) or full


def wants_plain_json(request: HttpRequest) -> bool:
    """Whether it is beyond doubt that DRF would answer in JSON."""
    if request.method not in ("GET", "HEAD") or "format" in request.GET:
        return False
    accept = request.headers.get("Accept", "*/*")
    return ("*/*" in accept or "application/json" in accept) and "text/html" not in accept


def _headers(request: HttpRequest, reading: Reading) -> dict[str, str]:
    headers = ALWAYS | _state(reading.stamp)
    if reading.next:
        headers["Link"] = next_link(request, reading.next)
    return headers


def _state(stamp: str | None) -> dict[str, str]:
    """From where the stream tells all that this answer does not know yet."""
    return {STREAM_POSITION: stamp or str(ORIGIN)}


def _entity_tag(request: HttpRequest, stamp: str | None) -> str:
    """Strong: the state of the projection, and the address that is read."""
    address = blake2s(request.get_full_path().encode(), digest_size=4).hexdigest()
    return f'"{stamp or 0}-{address}"'

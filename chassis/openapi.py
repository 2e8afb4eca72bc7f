"""What OpenAPI says of every operation: the refusals that the chassis and DRF give anywhere.

A view describes its own answers; the rest follows from what it takes, so no view repeats it.
"""

from typing import Any

from drf_spectacular.openapi import AutoSchema
from rest_framework.views import APIView

DETAIL: dict[str, Any] = {
    "type": "object",
    "required": ["detail"],
    "properties": {"detail": {"type": "string"}},
}
_TEXTS: dict[str, Any] = {"type": "array", "items": {"type": "string"}}
# One text for the whole request, or texts by field; in a list by its item's index.
INVALID: dict[str, Any] = {
    "type": "object",
    "properties": {"detail": {"type": "string"}},
    "additionalProperties": {"oneOf": [_TEXTS, {"type": "object", "additionalProperties": _TEXTS}]},
}

MALFORMED = "The address, a parameter or the body cannot be read; says which and why."
REASONS = {
    400: MALFORMED,
    401: "Credentials are missing or wrong.",
    403: "The caller may not do that.",
    404: "Nothing is found at this address.",
    406: "None of the media types that `Accept` names is to be had.",
    413: "The body is larger than is taken here.",
    415: "The body's media type is not taken here.",
    429: "Too many writes from this client; `Retry-After` says when to come again.",
    503: "The database does not answer; `Retry-After` says when to come again.",
}


class DescribingSchema(AutoSchema):
    """AutoSchema that adds what the view's `extend_schema` leaves out: errors and their shape."""

    def get_operation(self, *args: Any, **kwargs: Any) -> Any:
        """The operation, with every refusal that a client may meet."""
        operation = super().get_operation(*args, **kwargs)
        if operation is not None:
            self._add_refusals(operation)
        return operation

    def _add_refusals(self, operation: dict[str, Any]) -> None:
        responses = operation["responses"]
        for status in self._refusals(operation):
            responses.setdefault(str(status), {"description": REASONS[status]})
        for status, response in responses.items():
            if status >= "400" and "content" not in response:
                shape = INVALID if status == "400" else DETAIL
                response["content"] = {"application/json": {"schema": shape}}
        operation["responses"] = dict(sorted(responses.items()))

    def _refusals(self, operation: dict[str, Any]) -> set[int]:
        found = {400, 406, 503}
        schemes = {name for way in operation.get("security", []) for name in way}
        if schemes:
            found |= {403}
        if schemes - {"cookieAuth"}:  # a cookie is nothing that an answer could ask for
            found |= {401}
        if any(one["in"] == "path" for one in operation.get("parameters", [])):
            found |= {404}
        if self.method not in ("GET", "HEAD"):
            found |= {413, 415}
            found |= set() if _opts_out_of_throttles(type(self.view)) else {429}
        return found


def _opts_out_of_throttles(view: type[APIView]) -> bool:
    """Whether the view says itself what is counted, whatever THROTTLE_WRITES says."""
    own = view.__mro__[: view.__mro__.index(APIView)]
    return any("throttle_classes" in vars(one) for one in own)


def link_reads(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Let what is written at an address link to what can be read there: a postprocessing hook."""
    for operations in result["paths"].values():
        read = operations.get("get")
        for method in ("post", "put"):
            if read and method in operations:
                _link(operations[method], read)
    return result


def _link(written: dict[str, Any], read: dict[str, Any]) -> None:
    names = [one["name"] for one in read.get("parameters", []) if one["in"] == "path"]
    if not names:
        return
    parameters = {name: f"$request.path.{name}" for name in names}
    for status, response in written["responses"].items():
        if status in ("200", "201"):
            links = {"read": {"operationId": read["operationId"], "parameters": parameters}}
            response["links"] = links

"""How the bus's API is described in OpenAPI where the code alone does not say it."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse

from bus_site.bus.serializers import AppendOutput

EVENT = {
    "type": "object",
    "required": ["specversion", "id", "source", "type", "data"],
    "properties": {
        "specversion": {"type": "string", "enum": ["1.0"]},
        "id": {"type": "string", "minLength": 1, "maxLength": 255},
        "source": {"type": "string", "minLength": 1, "maxLength": 255},
        "type": {"type": "string", "minLength": 1, "maxLength": 255},
        "subject": {"type": "string"},
        "time": {"type": "string", "format": "date-time"},
        "partitionkey": {"type": "string"},
        "correlationid": {"type": "string"},
        "causationid": {"type": "string"},
        "data": {},
    },
}
BARE = {
    "type": "object",
    "required": ["type", "data"],
    "properties": {"type": {"type": "string"}, "data": {}},
}
ONE = {"oneOf": [EVENT, BARE]}
LOGGED = {"allOf": [EVENT, {"type": "object", "properties": {"position": {"type": "integer"}}}]}
REFUSAL = {
    "type": "object",
    "properties": {
        "detail": {"type": "string"},
        "event": {
            "type": "object",
            "properties": {
                "index": {"type": "integer"},
                "id": {"type": "string"},
                "field": {"type": "string"},
            },
        },
    },
}

PAGE = [
    OpenApiParameter("after", int, description="The position behind which to begin."),
    OpenApiParameter("limit", int, description="At most so many, 1 to 1000, and a Link to more."),
]

APPEND: dict[str, Any] = {
    "operation_id": "events_append",
    "request": {
        "application/json": {"oneOf": [ONE, {"type": "array", "items": ONE}]},
        "application/cloudevents+json": EVENT,
        "application/cloudevents-batch+json": {"type": "array", "items": EVENT},
    },
    "responses": {
        201: AppendOutput,
        200: OpenApiResponse(AppendOutput, "Every one of them was in the log already."),
        400: OpenApiResponse(REFUSAL, "Malformed; names the event and the field at fault."),
        403: OpenApiResponse(REFUSAL, "The source or type is another's; names the event."),
        409: OpenApiResponse(REFUSAL, "The (source, id) is in the log with other content."),
        413: OpenApiResponse(REFUSAL, "Too large, or too many events."),
        503: OpenApiResponse(REFUSAL, "The log is in NATS, which can't be reached; try it later."),
    },
    "examples": [
        OpenApiExample(
            "A bare event",
            {"type": "NoteTaken", "data": {"id": "n1", "text": "Hello"}},
            request_only=True,
        )
    ],
}

READ: dict[str, Any] = {
    "operation_id": "events_list",
    "parameters": [
        *PAGE,
        OpenApiParameter("upto", int, description="The last position wanted."),
        OpenApiParameter("type", str, many=True, description="One of these types."),
        OpenApiParameter("subject", str),
        OpenApiParameter("correlationid", str),
    ],
    "responses": {200: {"type": "array", "items": LOGGED}, 400: OpenApiTypes.OBJECT},
}


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """The services' tokens."""

    target_class = "bus_site.bus.authentication.BearerAuthentication"
    name = "serviceToken"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """HTTP bearer authentication."""
        return {"type": "http", "scheme": "bearer"}

"""Takes the body of `POST /events` as it comes: events are stored byte for byte."""

from collections.abc import Mapping
from typing import IO, Any

from django.http import UnreadablePostError
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser
from rest_framework.renderers import JSONRenderer


class UnparsedJSON(BaseParser):
    """The body's bytes."""

    media_type = "application/json"
    renderer_class = JSONRenderer

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """Everything that was sent; the middleware has refused what is too large."""
        try:
            return bytes(stream.read())
        except UnreadablePostError as error:
            raise ParseError("The connection broke before the body had arrived.") from error


class UnparsedEvent(UnparsedJSON):
    """The media type of one event in CloudEvents' JSON format."""

    media_type = "application/cloudevents+json"


class UnparsedBatch(UnparsedJSON):
    """The media type of several."""

    media_type = "application/cloudevents-batch+json"

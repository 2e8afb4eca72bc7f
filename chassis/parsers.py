"""How request bodies are read: as JSON that every database can store, or not at all."""

from collections.abc import Mapping
from typing import IO, Any

from django.http import UnreadablePostError
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser
from rest_framework.renderers import JSONRenderer

from eventbox.envelope import parse_json
from eventbox.errors import InvalidEvent


class UnreadJSONParser(BaseParser):
    """The body's bytes as they came, for who keeps them so."""

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


class StrictJSONParser(UnreadJSONParser):
    """UTF-8 JSON without NaN, NUL, lone surrogates or depths without end; all else is a 400."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """The value of the body; raises ParseError with the reason."""
        try:
            return parse_json(super().parse(stream, media_type, parser_context))
        except InvalidEvent as error:
            raise ParseError(f"The body cannot be read: {error}.") from error

"""What the posts service reacts to: nothing. It is where every story begins."""

from typing import Final

from eventbox import Handler

HANDLERS: Final[dict[str, Handler]] = {}

SOURCES: Final[dict[str, str]] = {}

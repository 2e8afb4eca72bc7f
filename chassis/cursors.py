"""Where one page of a list ends and the next begins, as text for a URL. Pure."""

import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

LONGEST = 1000


class InvalidCursor(ValueError):
    """The text is not one that `Cursor.encode` made."""


@dataclass(frozen=True)
class Cursor:
    """The last row of a page. The id tells rows apart that were made at the same instant."""

    created_at: datetime
    id: str

    def encode(self) -> str:
        """Text that needs no escaping in a URL; `created_at` must be aware."""
        moment = self.created_at.astimezone(UTC).isoformat()
        return base64.urlsafe_b64encode(f"{moment} {self.id}".encode()).decode().rstrip("=")

    @classmethod
    def decode(cls, text: str) -> "Cursor":
        """The cursor that `text` was made from; raises InvalidCursor where there is none."""
        try:
            padded = text[:LONGEST] + "=" * (-len(text) % 4)
            plain = base64.b64decode(padded, altchars=b"-_", validate=True).decode()
            moment, _, row_id = plain.partition(" ")
            cursor = cls(datetime.fromisoformat(moment), row_id)
        except (binascii.Error, ValueError) as error:
            raise InvalidCursor from error
        if (
            cursor.created_at.utcoffset() != timedelta(0)
            or not cursor.id
            or "\0" in cursor.id
            or cursor.encode() != text
        ):
            raise InvalidCursor
        return cursor

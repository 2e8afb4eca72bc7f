"""Serializer fields that are stricter than DRF's own."""

from typing import Any

from rest_framework.serializers import CharField


class StrictCharField(CharField):
    """A CharField that takes strings only, where DRF's makes "12" of the number 12."""

    def to_internal_value(self, data: Any) -> str:
        """The string; any other type is invalid."""
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)

"""Lists: newest first, `?limit=` rows at a time, the way to the next page in a `Link` header.

The page begins after a row, not at a number, so rows that arrive meanwhile neither repeat nor hide
others.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.exceptions import ValidationError as ModelValidationError
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView

from chassis.cursors import Cursor, InvalidCursor

DEFAULT_LIMIT = 20
MAX_LIMIT = 100

Row = TypeVar("Row")
AnyModel = TypeVar("AnyModel", bound=Model)


@dataclass(frozen=True)
class Page:
    """What a request asks for: `limit` rows older than `after`, or the newest where it is None."""

    limit: int
    after: Cursor | None

    @classmethod
    def of(cls, params: Mapping[str, str]) -> "Page":
        """Read the query string's parameters; raises a 400 that names the one at fault."""
        return cls(_limit(params.get("limit")), _after(params.get("cursor")))

    def cut(
        self, rows: Sequence[Row], cursor_of: Callable[[Row], Cursor]
    ) -> tuple[Sequence[Row], Cursor | None]:
        """The page's rows, and the next page's cursor if there is one.

        Fetch `limit + 1` rows: only the one too many tells whether anything follows.
        """
        page = rows[: self.limit]
        return page, cursor_of(page[-1]) if len(rows) > len(page) else None


def next_link(request: HttpRequest, cursor: Cursor) -> str:
    """The value of the `Link` header that leads to the page after `cursor`."""
    here = request.build_absolute_uri()
    return f'<{replace_query_param(here, "cursor", cursor.encode())}>; rel="next"'


def older_than(queryset: QuerySet[AnyModel], cursor: Cursor) -> QuerySet[AnyModel]:
    """The rows that come after `cursor` where the newest come first."""
    try:
        row_id = queryset.model._meta.pk.to_python(cursor.id)
    except ModelValidationError as error:
        raise _bad_cursor() from error
    moment = cursor.created_at
    # The first condition is implied by the second, but it is the one that an index can serve.
    return queryset.filter(created_at__lte=moment).filter(
        Q(created_at__lt=moment) | Q(pk__lt=row_id)
    )


class NewestFirst(BasePagination):
    """Pages of a queryset of models with `created_at`, answered as a plain JSON array."""

    next: Cursor | None = None
    request: Request

    def paginate_queryset(
        self,
        queryset: QuerySet[Any, Any] | Sequence[Any],
        request: Request,
        view: APIView | None = None,
    ) -> list[Any]:
        """The rows of the page that `request` asks for."""
        assert isinstance(queryset, QuerySet), "only the database can tell what is newest"
        page = Page.of(request.query_params)
        rows = queryset.order_by("-created_at", "-pk")
        if page.after:
            rows = older_than(rows, page.after)
        self.request = request
        found, self.next = page.cut(list(rows[: page.limit + 1]), cursor_of_row)
        return list(found)

    def get_paginated_response(self, data: Any) -> Response:
        """The array as it is, and the link to the next page."""
        headers = {"Link": next_link(self.request, self.next)} if self.next else {}
        return Response(data, headers=headers)

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """OpenAPI: the body is the array itself."""
        return schema

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        """OpenAPI: the two parameters of every list."""
        return PAGE_PARAMETERS


PAGE_PARAMETERS: list[dict[str, Any]] = [
    {
        "name": "limit",
        "in": "query",
        "description": "How many to answer at most.",
        "schema": {
            "type": "integer",
            "minimum": 1,
            "maximum": MAX_LIMIT,
            "default": DEFAULT_LIMIT,
        },
    },
    {
        "name": "cursor",
        "in": "query",
        "description": "Where the page begins: taken from the `Link` header of the one before.",
        "schema": {"type": "string"},
    },
]


def cursor_of_row(row: Any) -> Cursor:
    """The cursor of a model with `created_at`."""
    return Cursor(row.created_at, str(row.pk))


def _limit(text: str | None) -> int:
    if text is None:
        return DEFAULT_LIMIT
    if re.fullmatch("[0-9]{1,3}", text) and 1 <= int(text) <= MAX_LIMIT:
        return int(text)
    raise ValidationError({"limit": [f"This must be a whole number from 1 to {MAX_LIMIT}."]})


def _after(text: str | None) -> Cursor | None:
    if text is None:
        return None
    try:
        return Cursor.decode(text)
    except InvalidCursor as error:
        raise _bad_cursor() from error


def _bad_cursor() -> ValidationError:
    reason = "This is not the cursor of a page: take it as it stands in the Link header."
    return ValidationError({"cursor": [reason]})

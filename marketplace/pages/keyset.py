"""Pages that start after a row, not at a count: every page costs the same."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import APIException
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView


class BadCursor(APIException):
    status_code = 400
    default_code = "bad_cursor"
    default_detail = _("This page's address is not whole. Start again from the first page.")


@dataclass(frozen=True, slots=True)
class Page[M: Model]:
    """Some rows, and the cursor after which the next page starts (empty at the end)."""

    rows: list[M]
    after: str


def page[M: Model](
    rows: QuerySet[M], *, order: tuple[str, ...], after: str = "", size: int = 50
) -> Page[M]:
    """Take the rows that follow a cursor, in an order that ends in something unique.

    `order` names columns, `-` before those that fall; none of them may be null.
    Costs one query. Raises: BadCursor.
    """
    if after:
        values = _read(after, len(order))
        try:
            rows = rows.filter(_beyond(order, values))
        except (ValueError, TypeError, ValidationError):
            raise BadCursor from None
    found = list(rows.order_by(*order)[: size + 1])
    more = len(found) > size
    return Page(found[:size], _write(found[size - 1], order) if more else "")


def _beyond(order: tuple[str, ...], values: list[Any]) -> Q:
    """Say "after these values" column by column: the first that differs decides."""
    condition = Q()
    first = order[0].removeprefix("-")
    # Implied by what follows, but only this lets an index start at the cursor.
    bound = Q(**{f"{first}__{'lte' if order[0].startswith('-') else 'gte'}": values[0]})
    for depth in reversed(range(len(order))):
        column, value = order[depth], values[depth]
        name = column.removeprefix("-")
        step = Q(**{f"{name}__{'lt' if column.startswith('-') else 'gt'}": value})
        condition = step | (Q(**{name: value}) & condition) if condition else step
    return bound & condition


def _write(row: Model, order: tuple[str, ...]) -> str:
    values = [_value(row, column.removeprefix("-")) for column in order]
    written = json.dumps(values, cls=_Exact).encode()
    return urlsafe_b64encode(written).decode().rstrip("=")


def _value(row: Any, path: str) -> Any:
    for name in path.split("__"):
        row = getattr(row, name)
    return row.pk if isinstance(row, Model) else row


def _read(after: str, length: int) -> list[Any]:
    try:
        values = json.loads(urlsafe_b64decode(after + "=" * (-len(after) % 4)))
    except ValueError:
        raise BadCursor from None
    if not isinstance(values, list) or len(values) != length:
        raise BadCursor
    return values


class _Exact(DjangoJSONEncoder):
    """Keeps the microseconds that Django's encoder cuts off: two rows may share a second."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if hasattr(o, "isoformat") else super().default(o)


class KeysetPagination(BasePagination):
    """`{"next": url or null, "results": […]}`, 50 a page, `?size=` up to 200."""

    most: ClassVar[int] = 200

    def paginate_queryset(  # type: ignore[override]  # a page needs a query, not any sequence
        self, queryset: QuerySet[Any], request: Request, view: APIView | None = None
    ) -> list[Any]:
        written = request.query_params.get("size", "50")
        size = min(max(int(written), 1), self.most) if written.isdecimal() else 50
        order = getattr(view, "order", ("-id",))
        found = page(queryset, order=order, after=request.query_params.get("after", ""), size=size)
        here = request.build_absolute_uri()
        self.next_url = replace_query_param(here, "after", found.after) if found.after else None
        return found.rows

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"next": self.next_url, "results": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        return {
            "type": "object",
            "required": ["next", "results"],
            "properties": {
                "next": {"type": "string", "format": "uri", "nullable": True},
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        return [
            {"name": "after", "in": "query", "schema": {"type": "string"}},
            {"name": "size", "in": "query", "schema": {"type": "integer", "maximum": self.most}},
        ]

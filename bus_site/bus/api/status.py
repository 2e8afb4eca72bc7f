"""`/status`: which log this is, where it ends, and whether anybody is behind."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from bus_site.bus.api.base import BusView
from bus_site.bus.serializers import StatusOutput
from bus_site.bus.status import status


class StatusView(BusView):
    """The bus at a glance. Open to all: neither addresses nor data are in it."""

    permission_classes = ()

    @extend_schema(auth=[], responses=StatusOutput)
    def get(self, request: Request) -> Response:
        """The log's id and head, the delivery's state, each subscription's lag."""
        return Response(status())

"""`/positions/{position}`: which event is there, and nothing of what it says."""

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from bus_site.bus.api.base import BusView
from bus_site.bus.reading import id_at
from bus_site.bus.serializers import PositionOutput
from eventbox.envelope import MAX_POSITION


class PositionView(BusView):
    """One place in the log. Any client may ask, whatever it may read: its cursor needs the id."""

    @extend_schema(
        parameters=[OpenApiParameter("position", int, OpenApiParameter.PATH)],
        responses={200: PositionOutput, 404: OpenApiResponse(description="The log ends before.")},
    )
    def get(self, request: Request, position: int) -> Response:
        """The position and the id of the event there."""
        id = id_at(position) if position <= MAX_POSITION else None
        if id is None:
            raise NotFound("The log has no event at this position.")
        return Response({"position": position, "id": id})

"""`/trace/{correlationid}`: the path that one event took through the services."""

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from bus_site.bus.api.base import BusView, check_known, next_link, whole_number
from bus_site.bus.authentication import TraceReader
from bus_site.bus.schema import PAGE
from bus_site.bus.serializers import TraceStep
from bus_site.bus.tracing import trace

MAX_STEPS = 1000


class TraceView(BusView):
    """What one event has led to, without anybody's data."""

    permission_classes = (TraceReader,)

    @extend_schema(parameters=PAGE, responses=TraceStep(many=True))
    def get(self, request: Request, correlationid: str) -> Response:
        """The events with this correlation id (or of the event with this id), in order."""
        params = request.query_params
        check_known(params, {"after", "limit"})
        after = whole_number(params, "after") or 0
        limit = whole_number(params, "limit", least=1, most=MAX_STEPS) or MAX_STEPS
        steps = trace(correlationid, after=after, limit=limit + 1)
        if not steps and not after:
            raise NotFound("The log has no event with this correlation id.")
        more = len(steps) > limit
        headers = next_link(request, steps[limit - 1]["position"]) if more else {}
        return Response(steps[:limit], headers=headers)

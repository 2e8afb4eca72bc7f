"""How often one client may write: THROTTLE_WRITES, such as 60/min, or off.

Endpoints that services call, not people, opt out with `throttle_classes = []`.
"""

from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView


class WriteThrottle(SimpleRateThrottle):
    """Counts unsafe requests by client address, in this process."""

    scope = "writes"

    def get_cache_key(self, request: Request, view: APIView) -> str | None:
        """None, so not counted, for requests that change nothing."""
        if request.method in SAFE_METHODS:
            return None
        ident = self.get_ident(request)
        return self.cache_format % {"scope": self.scope, "ident": ident}

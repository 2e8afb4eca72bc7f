from django.db.models import Count
from django.http import HttpRequest, JsonResponse
from django.urls import include, path

from tests.faults.releases.counter import models


def counts(request: HttpRequest) -> JsonResponse:
    """How often each event was applied, by its id."""
    rows = models.Count.objects.values("event_id").annotate(times=Count("pk"))
    return JsonResponse({row["event_id"]: row["times"] for row in rows})


urlpatterns = [path("counts", counts), path("", include("eventbox.urls"))]

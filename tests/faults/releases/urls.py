import json

from django.db.models import Count
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

from tests.faults.releases.counter import models


def counts(request: HttpRequest) -> JsonResponse:
    """How often each event was applied, by its id."""
    rows = models.Count.objects.values("event_id").annotate(times=Count("pk"))
    return JsonResponse({row["event_id"]: row["times"] for row in rows})


@csrf_exempt
def singles(request: HttpRequest) -> HttpResponse:
    """POST takes one event, as in json mode; GET gives the ids of all that came, in order."""
    if request.method == "POST":
        models.Single.objects.create(event_id=json.loads(request.body)["id"])
        return HttpResponse(status=204)
    ids = models.Single.objects.order_by("pk").values_list("event_id", flat=True)
    return JsonResponse(list(ids), safe=False)


urlpatterns = [
    path("counts", counts),
    path("singles", singles),
    path("", include("eventbox.urls")),
]

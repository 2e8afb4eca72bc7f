"""`/events` and `/status`, to be included at the root of a service's addresses."""

from django.db import transaction
from django.urls import path

from eventbox.api import EventsView, StatusView

# Receiving opens transactions of its own, one for each event where a handler fails: within a
# transaction around the request (ATOMIC_REQUESTS), a failed COMMIT would take all of them.
_events = transaction.non_atomic_requests(EventsView.as_view())

urlpatterns = [
    path("events", _events, name="eventbox-events"),
    path("status", StatusView.as_view(), name="eventbox-status"),
]

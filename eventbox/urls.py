from django.urls import path

from eventbox.api import EventsView, StatusView

urlpatterns = [
    path("events", EventsView.as_view(), name="eventbox-events"),
    path("status", StatusView.as_view(), name="eventbox-status"),
]

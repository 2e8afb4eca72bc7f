"""The bus's addresses, without trailing slashes."""

from django.urls import path

from bus_site.bus.api.events import EventsView, EventView
from bus_site.bus.api.positions import PositionView
from bus_site.bus.api.status import StatusView
from bus_site.bus.api.subscriptions import (
    PauseView,
    ResumeView,
    RewindView,
    SkipView,
    SubscriptionsView,
    SubscriptionView,
)
from bus_site.bus.api.trace import TraceView

urlpatterns = [
    path("events", EventsView.as_view()),
    path("events/<path:id>", EventView.as_view()),
    path("positions/<int:position>", PositionView.as_view()),
    path("subscriptions", SubscriptionsView.as_view()),
    path("subscriptions/<str:name>", SubscriptionView.as_view()),
    path("subscriptions/<str:name>/pause", PauseView.as_view()),
    path("subscriptions/<str:name>/resume", ResumeView.as_view()),
    path("subscriptions/<str:name>/rewind", RewindView.as_view()),
    path("subscriptions/<str:name>/skip", SkipView.as_view()),
    path("trace/<path:correlationid>", TraceView.as_view()),
    path("status", StatusView.as_view()),
]

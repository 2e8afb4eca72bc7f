"""Where the bus answers: its own API and the chassis's addresses."""

from django.urls import include, path

urlpatterns = [
    path("", include("bus_site.bus.urls")),
    path("", include("chassis.urls")),
]

"""Where the query service answers: its own API, eventbox's and the chassis's addresses."""

from django.urls import include, path

urlpatterns = [
    path("", include("query_site.query.urls")),
    path("", include("eventbox.urls")),
    path("", include("chassis.urls")),
]

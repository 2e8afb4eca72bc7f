"""Where the moderation service answers: its own API, eventbox's and the chassis's addresses."""

from django.urls import include, path

urlpatterns = [
    path("", include("moderation_site.moderation.urls")),
    path("", include("eventbox.urls")),
    path("", include("chassis.urls")),
]

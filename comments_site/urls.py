"""Where the comments service answers: its own API, eventbox's and the chassis's addresses."""

from django.urls import include, path

urlpatterns = [
    path("", include("comments_site.comments.urls")),
    path("", include("eventbox.urls")),
    path("", include("chassis.urls")),
]

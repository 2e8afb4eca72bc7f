"""Where the posts service answers: its own API, eventbox's and the chassis's addresses."""

from django.urls import include, path

urlpatterns = [
    path("", include("posts_site.posts.urls")),
    path("", include("eventbox.urls")),
    path("", include("chassis.urls")),
]

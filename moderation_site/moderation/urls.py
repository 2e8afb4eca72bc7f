"""Moderation's addresses."""

from django.urls import path

from moderation_site.moderation.api import ReviewQueueView, ReviewView

urlpatterns = [
    path("reviews", ReviewQueueView.as_view()),
    path("reviews/<str:comment_id>", ReviewView.as_view()),
]

"""The comments app."""

from django.apps import AppConfig


class CommentsConfig(AppConfig):
    """Everything that is the comments service's own."""

    name = "comments_site.comments"
    label = "comments"

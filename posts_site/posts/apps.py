"""The posts app."""

from django.apps import AppConfig


class PostsConfig(AppConfig):
    """Everything that is the posts service's own."""

    name = "posts_site.posts"
    label = "posts"

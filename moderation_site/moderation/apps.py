"""The moderation app."""

from django.apps import AppConfig


class ModerationConfig(AppConfig):
    """Everything that is the moderation service's own."""

    name = "moderation_site.moderation"
    label = "moderation"

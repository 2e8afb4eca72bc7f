"""The app of the test service."""

from django.apps import AppConfig


class NotesConfig(AppConfig):
    """Named like the app of a real site."""

    name = "tests.chassis.notes"
    label = "notes"

from django.apps import AppConfig


class EventboxConfig(AppConfig):
    name = "eventbox"
    verbose_name = "Events"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from eventbox import checks  # noqa: F401  (registers the system checks)

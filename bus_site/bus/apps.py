"""The bus app."""

from django.apps import AppConfig


class BusConfig(AppConfig):
    """Everything that is the bus service's own."""

    name = "bus_site.bus"
    label = "bus"

from django.apps import AppConfig


class CounterConfig(AppConfig):
    name = "tests.faults.releases.counter"
    label = "counter"

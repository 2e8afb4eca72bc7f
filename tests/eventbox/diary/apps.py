from django.apps import AppConfig


class DiaryConfig(AppConfig):
    name = "tests.eventbox.diary"
    label = "diary"

"""A service of the tests' own on the chassis: nothing of the real ones takes part."""

from chassis.service import Service
from chassis.settings import base_settings, eventbox_settings

SERVICE = Service("notes", port=4999, app="tests.chassis.notes")

globals().update(base_settings(SERVICE, apps=["tests.chassis.notes"]))

ROOT_URLCONF = "tests.chassis.notes.urls"

EVENTBOX = eventbox_settings(
    SERVICE, HANDLERS=None, SOURCES=None, WORKER="tests.chassis.notes.worker.TellingWorker"
)

"""The moderation service: what it is called, where it listens and what it is made of."""

from chassis.service import Service
from chassis.settings import base_settings, eventbox_settings

SERVICE = Service("moderation", port=4003, app="moderation_site.moderation")

globals().update(base_settings(SERVICE, apps=["moderation_site.moderation", "eventbox"]))

EVENTBOX = eventbox_settings(SERVICE)

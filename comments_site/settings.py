"""The comments service: what it is called, where it listens and what it is made of."""

from chassis.service import Service
from chassis.settings import base_settings, eventbox_settings

SERVICE = Service("comments", port=4001, app="comments_site.comments")

globals().update(base_settings(SERVICE, apps=["comments_site.comments", "eventbox"]))

EVENTBOX = eventbox_settings(SERVICE)

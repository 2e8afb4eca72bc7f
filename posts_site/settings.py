"""The posts service: what it is called, where it listens and what it is made of."""

from chassis.service import Service
from chassis.settings import base_settings, eventbox_settings

SERVICE = Service("posts", port=4000, app="posts_site.posts")

globals().update(base_settings(SERVICE, apps=["posts_site.posts", "eventbox"]))

EVENTBOX = eventbox_settings(SERVICE)

"""The query service: what it is called, where it listens and what it is made of."""

from chassis.service import Service
from chassis.settings import base_settings, eventbox_settings

SERVICE = Service("query", port=4002, app="query_site.query")

BASE = base_settings(SERVICE, apps=["query_site.query", "eventbox"])

globals().update(BASE)

CORS_EXPOSE_HEADERS = [*BASE["CORS_EXPOSE_HEADERS"], "Stream-Position"]

EVENTBOX = eventbox_settings(SERVICE, RESET="query_site.query.services.reset_projection")

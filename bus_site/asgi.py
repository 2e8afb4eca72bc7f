"""The bus service for an ASGI server."""

import os

from django.core.asgi import get_asgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "bus_site.settings"

application = get_asgi_application()

"""The query service for an ASGI server, which can hold many streams."""

import os

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "query_site.settings"
django.setup(set_prefix=False)

from query_site.query.streaming.serving import Application  # noqa: E402  (needs the settings)

application = Application()

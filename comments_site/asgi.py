"""The comments service for an ASGI server, which takes plain comments on its event loop."""

import os

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "comments_site.settings"
django.setup(set_prefix=False)

from comments_site.comments import front  # noqa: E402  (needs the settings)

application = front.application()

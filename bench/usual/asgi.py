"""It in the query service's server, on as many threads as that has."""

import os

from django.core.wsgi import get_wsgi_application

from bench.threads import on_threads

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.usual.settings"
application = on_threads(get_wsgi_application())

"""The settings of the service that SABOTAGED names, with faults in its views and handlers."""

import os
from importlib import import_module

_SITE = import_module(f"{os.environ['SABOTAGED']}_site.settings")

globals().update({name: getattr(_SITE, name) for name in dir(_SITE) if name.isupper()})

MIDDLEWARE = [*_SITE.MIDDLEWARE, "tests.system.leaks.sabotage.Explosive"]

if "HANDLERS" in _SITE.EVENTBOX:  # the bus has none
    EVENTBOX = {**_SITE.EVENTBOX, "HANDLERS": "tests.system.leaks.quoting.HANDLERS"}

"""How pytest runs here: a folder of `tests/` with its own Django settings, or all folders in turn.

`pytest tests/posts_site -k title` runs that suite in this process; a bare `pytest` (or any
arguments that reach several suites) runs each of them in a process of its own, and on both
databases (see tools/suites/selection.py).
"""

import atexit
import os
import shutil
import signal
import tempfile
from pathlib import Path

import pytest

from tools.suites.layout import POSTGRES, SQLITE, Suite, on_databases, suites_of
from tools.suites.postgres import ADDRESS_VARIABLE, provide_databases
from tools.suites.run import run_suites
from tools.suites.selection import (
    MARKER,
    Selection,
    add_option,
    chosen_database,
    without_option,
)
from tools.suites.tally import REPORT_VARIABLE, Tally

# A shell that starts us in its background has us ignore Ctrl-C, and all whom we start: that is not
# how they run.
signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    # The first hook that pytest calls here: before the suites' own conftest files are imported,
    # which may import models and so need Django to be set up.
    add_option(parser)
    config = pluginmanager.get_plugin("pytestconfig")
    assert isinstance(config, pytest.Config)
    options = config.known_args_namespace
    if options.help or options.version:
        return
    root = config.rootpath
    given = [str(argument) for argument in config.invocation_params.args]
    database = chosen_database(given)
    # Not knowing the option yet, pytest takes its value for a path.
    paths = [path for path in options.file_or_dir if path != database]
    suites = suites_of(paths, cwd=config.invocation_params.dir, root=root)
    if len(suites) > 1:
        rest = [option for option in without_option(given) if option not in paths]
        raise SystemExit(run_suites(on_databases(suites, database), rest, root=root))
    _prepare(suites[0] if suites else Suite("", None), database or SQLITE)


def pytest_configure(config: pytest.Config) -> None:
    report = os.environ.get(REPORT_VARIABLE)
    config.addinivalue_line("markers", MARKER)
    config.pluginmanager.register(Selection(), "selection")
    config.pluginmanager.register(Tally(Path(report) if report else None), "tally")


def _prepare(suite: Suite, database: str) -> None:
    """Give this process the suite's settings, and data that are not the learner's own."""
    data = tempfile.mkdtemp(prefix="postbus-tests-")
    atexit.register(shutil.rmtree, data, ignore_errors=True)
    os.environ["POSTBUS_DATA_DIR"] = data
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)
    os.environ.pop("DATABASE_URL", None)
    if database == POSTGRES:
        databases = provide_databases()
        if suite.settings:
            os.environ["DATABASE_URL"] = databases.create_database(f"{suite.name}_{os.getpid()}")
    else:
        os.environ.pop(ADDRESS_VARIABLE, None)
    if suite.settings:
        os.environ["DJANGO_SETTINGS_MODULE"] = suite.settings
        import django

        django.setup()

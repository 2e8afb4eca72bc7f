"""How pytest runs here: a folder of `tests/` with its own Django settings, or all folders in turn.

`pytest tests/posts_site -k title` runs that suite in this process; a bare `pytest` (or any
arguments that reach several suites) runs each of them in a process of its own.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import pytest

from tools.suites.layout import Suite, suites_of
from tools.suites.run import run_suites
from tools.suites.tally import REPORT_VARIABLE, Tally


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    # The first hook that pytest calls here: before the suites' own conftest files are imported,
    # which may import models and so need Django to be set up.
    config = pluginmanager.get_plugin("pytestconfig")
    assert isinstance(config, pytest.Config)
    options = config.known_args_namespace
    if options.help or options.version:
        return
    root = config.rootpath
    suites = suites_of(options.file_or_dir, cwd=config.invocation_params.dir, root=root)
    if len(suites) > 1:
        given = config.invocation_params.args
        rest = [str(option) for option in given if option not in options.file_or_dir]
        raise SystemExit(run_suites(suites, rest, root=root))
    _prepare(suites[0] if suites else Suite("", None))


def pytest_configure(config: pytest.Config) -> None:
    report = os.environ.get(REPORT_VARIABLE)
    config.pluginmanager.register(Tally(Path(report) if report else None), "tally")


def _prepare(suite: Suite) -> None:
    """Give this process the suite's settings, and a data folder that is not the learner's own."""
    data = tempfile.mkdtemp(prefix="postbus-tests-")
    atexit.register(shutil.rmtree, data, ignore_errors=True)
    os.environ["POSTBUS_DATA_DIR"] = data
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)
    if suite.settings:
        os.environ["DJANGO_SETTINGS_MODULE"] = suite.settings
        import django

        django.setup()

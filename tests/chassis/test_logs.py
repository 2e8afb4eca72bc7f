"""The two formats of a log line, as a process started with those settings would write them."""

import io
import json
import logging
import logging.config
from collections.abc import Iterator

import pytest

from chassis.logs import logging_settings
from eventbox.context import correlation_id

MESSAGE = "it quotes a text"


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> io.StringIO:
    """What the handler of the settings writes for one logger, apart from pytest's own handlers."""
    monkeypatch.setenv("LOG_FORMAT", request.param)
    stream = io.StringIO()
    config = logging_settings("notes")
    config["handlers"]["stderr"]["stream"] = stream
    config["loggers"] = {"written": config.pop("root") | {"propagate": False}}
    logging.config.dictConfig(config)
    return stream


@pytest.fixture
def correlated() -> Iterator[str]:
    token = correlation_id.set("the-correlation-id")
    yield "the-correlation-id"
    correlation_id.reset(token)


readable = pytest.mark.parametrize("written", ["readable"], indirect=True)
as_json = pytest.mark.parametrize("written", ["json"], indirect=True)


@readable
def test_a_readable_line_ends_with_the_correlation_id(
    written: io.StringIO, correlated: str
) -> None:
    logging.getLogger("written").info("hello %s", "there")
    assert written.getvalue().endswith(" notes INFO hello there [the-correlation-id]\n")


@readable
def test_outside_of_any_work_a_readable_line_has_no_id(written: io.StringIO) -> None:
    logging.getLogger("written").info("hello")
    assert written.getvalue().endswith(" notes INFO hello\n")


@as_json
def test_a_json_line_is_one_object_with_service_level_and_correlation_id(
    written: io.StringIO, correlated: str
) -> None:
    logging.getLogger("written").warning("two\nlines", extra={"status": 200, "request": object()})
    line = json.loads(written.getvalue())
    assert line.pop("time")
    assert line == {
        "level": "WARNING",
        "logger": "written",
        "message": "two\nlines",
        "correlationId": correlated,
        "service": "notes",
        "status": 200,
    }


@as_json
def test_a_traceback_stays_on_the_line(written: io.StringIO) -> None:
    log_a_bug()
    [line] = written.getvalue().splitlines()
    assert json.loads(line)["exc_info"].endswith("raise RuntimeError(MESSAGE)\nRuntimeError")


@pytest.mark.parametrize("written", ["readable", "json"], indirect=True)
def test_an_exception_is_logged_with_its_place_and_without_its_message(
    written: io.StringIO,
) -> None:
    log_a_bug()
    assert "it failed" in written.getvalue()
    assert "in log_a_bug" in written.getvalue()
    assert MESSAGE not in written.getvalue()


def log_a_bug() -> None:
    try:
        raise RuntimeError(MESSAGE)
    except RuntimeError:
        logging.getLogger("written").exception("it failed")

"""A kept connection to Postgres that was ended is made anew before a request, without asking."""

import pytest
from django.db import connection, connections

pytestmark = [pytest.mark.only_on("postgres"), pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in production; the connection of the test ends with it."""
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 60)
    monkeypatch.setitem(connection.settings_dict, "CONN_HEALTH_CHECKS", True)


def session() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    return int(pid)


def begin_a_request() -> None:
    connection.close_if_unusable_or_obsolete()


def end_from_elsewhere(pid: int) -> None:
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 30000)", [pid])
            assert cursor.fetchone() == (True,)
    finally:
        other.close()


def test_a_connection_that_is_good_is_kept_and_the_server_is_not_asked() -> None:
    before = session()
    begin_a_request()
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            connection.close_if_health_check_failed()
            cursor.execute("SELECT query FROM pg_stat_activity WHERE pid = %s", [before])
            assert cursor.fetchone() == ("SELECT pg_backend_pid()",)
    finally:
        other.close()
    assert session() == before


def test_a_connection_that_the_server_has_ended_is_made_anew_and_no_request_fails() -> None:
    before = session()
    end_from_elsewhere(before)
    begin_a_request()
    assert session() != before


def test_after_an_error_the_server_is_asked() -> None:
    before = session()
    connection.errors_occurred = True
    begin_a_request()
    assert not connection.errors_occurred
    assert session() == before

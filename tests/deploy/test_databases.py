"""One PostgreSQL, but each service is alone with its database."""

import psycopg
import pytest

from tests.deploy.host import Host
from tools.house import SERVICES

NAMES = [service.name for service in SERVICES]


def connect(host: Host, login: str, database: str) -> psycopg.Connection:
    password = host.secrets[f"{login.upper()}_DATABASE_PASSWORD"]
    return psycopg.connect(host.postgres.url(login, password, database))


@pytest.mark.parametrize("login", NAMES)
def test_a_service_is_at_home_in_its_own_database(host: Host, login: str) -> None:
    with connect(host, login, login) as connection:
        rows = connection.execute("SELECT count(*) FROM django_migrations").fetchone()
    assert rows
    assert rows[0] > 0


@pytest.mark.parametrize("login", NAMES)
def test_a_service_cannot_even_connect_to_another_database(host: Host, login: str) -> None:
    for database in {*NAMES, "postgres", "template1"} - {login}:
        with pytest.raises(psycopg.OperationalError, match="permission denied"):
            connect(host, login, database)


@pytest.mark.parametrize("login", NAMES)
def test_a_service_makes_no_logins_and_no_databases(host: Host, login: str) -> None:
    for statement in (
        "CREATE ROLE thief LOGIN",
        "CREATE DATABASE den",
        "ALTER ROLE postgres LOGIN",
    ):
        with connect(host, login, login) as connection:
            connection.autocommit = True
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement.encode())


def test_a_wrong_password_opens_nothing(host: Host) -> None:
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(host.postgres.url("posts", "guessed", "posts"))

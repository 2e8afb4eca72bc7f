"""A look into a running service's database, past the service."""

import sqlite3
from contextlib import closing

import psycopg

SQLITE = "sqlite:///"


def number(url: str, query: str) -> int:
    """The one number that a query finds; 0 where it finds no row."""
    if url.startswith(SQLITE):
        with closing(sqlite3.connect(url.removeprefix(SQLITE), timeout=10)) as connection:
            found = connection.execute(query).fetchone()
    else:
        with psycopg.connect(url) as postgres:
            found = postgres.execute(query.encode()).fetchone()
    return int(found[0]) if found else 0

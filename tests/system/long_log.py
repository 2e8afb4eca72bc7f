"""Writes a long log straight into the bus's database file, where posting it would take minutes."""

import sqlite3
from pathlib import Path

_FILL = """
INSERT INTO bus_loggedevent (position, size, source, event_id, type, subject, partition_key,
                             correlation_id, time, appended_at, envelope)
WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < :count)
SELECT n, length(envelope), '/posts', 'e' || n, type, 'p' || n, 'p' || n, 'p' || n,
       '2026-01-31 12:00:00', '2026-01-31 12:00:00', envelope
FROM (
    SELECT n, type, json_object(
        'specversion', '1.0', 'id', 'e' || n, 'source', '/posts', 'type', type,
        'subject', 'p' || n, 'partitionkey', 'p' || n, 'correlationid', 'p' || n,
        'time', '2026-01-31T12:00:00Z',
        'data', json_object('id', 'p' || n, 'title', printf('%0400d', n))
    ) AS envelope
    FROM (SELECT n, CASE n % 3 WHEN 0 THEN 'PostCreated' WHEN 1 THEN 'CommentCreated'
                               ELSE 'CommentUpdated' END AS type FROM number)
)
"""
_HEAD = """
INSERT INTO bus_head (id, log, position, event_id) VALUES (1, 'a-long-log', :count, 'e' || :count)
"""


def fill_log(database: Path, count: int) -> None:
    """Put `count` events of about 650 bytes into the empty, migrated database of a bus."""
    connection = sqlite3.connect(database)
    with connection:
        connection.execute(_FILL, {"count": count})
        connection.execute(_HEAD, {"count": count})
    connection.close()

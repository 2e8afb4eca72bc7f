"""Writes a long log straight into the bus's database, where posting it would take minutes."""

from tests.system.database import Database

_EVENTS = """
INSERT INTO bus_loggedevent (position, size, source, event_id, type, subject, partition_key,
                             correlation_id, time, appended_at, envelope)
WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < {count})
SELECT n, length(envelope), '/posts', 'e' || n, type, 'p' || n, 'p' || n, 'p' || n,
       '2026-01-31 12:00:00+00', '2026-01-31 12:00:00+00', envelope
FROM (
    SELECT n, type, {object}(
        'specversion', '1.0', 'id', 'e' || n, 'source', '/posts', 'type', type,
        'subject', 'p' || n, 'partitionkey', 'p' || n, 'correlationid', 'p' || n,
        'time', '2026-01-31T12:00:00Z',
        'data', {object}('id', 'p' || n, 'title', {title})
    ){as_text} AS envelope
    FROM (SELECT n, CASE n % 3 WHEN 0 THEN 'PostCreated' WHEN 1 THEN 'CommentCreated'
                               ELSE 'CommentUpdated' END AS type FROM number) AS typed
) AS made
"""
_DIALECTS = {
    "sqlite": {"object": "json_object", "title": "printf('%0400d', n)", "as_text": ""},
    "postgres": {
        "object": "json_build_object",
        "title": "lpad(n::text, 400, '0')",
        "as_text": "::text",
    },
}
_HEAD = """
INSERT INTO bus_head (id, log, position, event_id) VALUES (1, 'a-long-log', {count}, 'e{count}')
"""


def fill_log(database: Database, count: int) -> None:
    """Put `count` events of about 650 bytes into the empty, migrated database of a bus."""
    database.execute(_EVENTS.format(count=count, **_DIALECTS[database.vendor]))
    database.execute(_HEAD.format(count=count))

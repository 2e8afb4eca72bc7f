"""What goes wrong in the system: each of these quotes a text to whoever looks at the error."""

import json

from tests.system.database import Database
from tests.system.harness import System, wait_until
from tests.system.leaks.sabotage import UNHANDLED

TEXTS = {
    "a rejected comment": "An orange 'canary' & <Zitrone> ü rejected-canary",
    "a pending comment": "Buy now 'canary' & <Zitrone> ü pending-canary",
    "one that no handler takes": f"Quoted by a handler's ValueError {UNHANDLED}",
    "one that moderation cannot store": "Quoted by moderation's database unjudged-canary",
    "one that comments cannot store": "Quoted by the database of comments unstored-canary",
    "one that the bus refuses": "In a row of the outbox refused-canary",
    "one that was sent to a view with a bug": "In the body of a request exploded-canary",
}
UNHANDLED_TEXT, UNJUDGED, UNSTORED, REFUSED, EXPLODED = list(TEXTS.values())[2:]


def provoke(system: System) -> None:
    """Let all of it happen, and wait until it has."""
    refuse(system.database("moderation"), "moderation_review", UNJUDGED)
    refuse(system.database("comments"), "comments_comment", UNSTORED)
    for text in (UNHANDLED_TEXT, UNJUDGED):
        comment(system, text)
    insert_refused_row(system.database("comments"))
    wait_until(lambda: parked(system, "moderation", "parked", "events") == 2, "two are parked")
    wait_until(lambda: parked(system, "query", "parked", "events") == 1, "one is parked in query")
    wait_until(lambda: parked(system, "comments", "outbox", "parked") == 1, "a row is refused")


def comment(system: System, text: str) -> str:
    """A comment on a post of its own; its id."""
    post = system.post("posts", "/posts", {"title": "Trouble"}).json()["id"]

    def taken() -> str:
        answer = system.post("comments", f"/posts/{post}/comments", {"content": text})
        assert answer.status_code == 201, answer.text
        id: str = answer.json()["id"]
        return id

    return wait_until(taken, "the comment is taken")


def refuse(database: Database, table: str, text: str) -> None:
    """Have the database refuse a text, in words that quote it, as PostgreSQL does by itself."""
    word = text.rsplit(" ", 1)[-1]
    if database.vendor == "postgres":
        database.execute(f"ALTER TABLE {table} ADD CHECK (content NOT LIKE '%{word}%')")
        return
    quoted = text.replace("'", "''")
    database.execute(
        f"CREATE TRIGGER refuse BEFORE INSERT ON {table} FOR EACH ROW"
        f" WHEN NEW.content LIKE '%{word}%' BEGIN SELECT RAISE(ABORT, '{quoted}'); END"
    )


def insert_refused_row(database: Database) -> None:
    """An event that no bus takes, which only a hand can bring into the outbox."""
    data = {"id": "c", "postId": "p", "content": REFUSED, "status": "pending"}
    event = {"specversion": REFUSED, "id": "refused", "source": "/comments", "data": data}
    envelope = json.dumps({**event, "type": "CommentCreated"})
    database.execute(
        "INSERT INTO eventbox_outboxevent"
        " (event_id, type, subject, key, envelope, created_at, last_error)"
        f" VALUES ('refused', 'CommentCreated', '', 'refused', '{envelope}', CURRENT_TIMESTAMP, '')"
    )


def parked(system: System, service: str, *path: str) -> int:
    value = system.get(service, "/status").json()
    for name in path:
        value = value[name]
    return int(value)

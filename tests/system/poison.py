"""A fault of a handler's own: its service's database refuses what it writes of one post."""

from tests.system.database import Database


def poison(database: Database, table: str, post: str) -> None:
    """Have the database refuse every new row for that post, as a bug in a handler would."""
    when = f"BEFORE INSERT ON {table} FOR EACH ROW WHEN (NEW.post_id = '{post}')"
    if database.vendor == "sqlite":
        database.execute(f"CREATE TRIGGER poison {when} BEGIN SELECT RAISE(ABORT, 'poisoned'); END")
        return
    database.execute(
        "CREATE FUNCTION poison() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE integrity_constraint_violation USING MESSAGE = 'poisoned'; END $$"
    )
    database.execute(f"CREATE TRIGGER poison {when} EXECUTE FUNCTION poison()")


def heal(database: Database, table: str) -> None:
    """Take the refusal away; another may follow."""
    if database.vendor == "sqlite":
        database.execute("DROP TRIGGER poison")
    else:
        database.execute("DROP FUNCTION poison CASCADE")

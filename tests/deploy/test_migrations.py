"""Migrations leave the code of the release before running: it knows nothing of what they add.

In a rolling update the new tables are there before the old processes are gone. So a migration only
adds, and a column that it adds has a value where an old process inserts a row without it. What is
to go, goes one release after the last code that uses it, and is named in GONE.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.house import ROOT

GONE: dict[str, str] = {}
"""What a migration takes away, by its file: why no code that may still run misses it."""

ONLY_IN_PYTHON = {
    "migrations.AlterField(model_name='subscription', name='mode', field=models.CharField("
    "choices=[('window', 'Window'), ('json', 'Json'), ('pull', 'Pull')], "
    "default='window', max_length=10))",  # one choice more, of which the database knows nothing
}

ADDING = ("CreateModel", "AddIndex", "AlterModelOptions", "RunPython")
FILES = sorted(
    file
    for pattern in ("*/migrations/0*.py", "*_site/*/migrations/0*.py")
    for file in ROOT.glob(pattern)
)


def operations(source: str) -> Iterator[ast.Call]:
    """What stands in `operations = [...]`."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Assign(targets=[ast.Name(id="operations")], value=ast.List(elts=elements)):
                for element in elements:
                    assert isinstance(element, ast.Call), ast.unparse(element)
                    yield element


def complaints(source: str) -> list[str]:
    """Why its operations would break the code of the release before."""
    return [found for operation in operations(source) if (found := complaint(operation))]


def complaint(operation: ast.Call) -> str:
    kind = ast.unparse(operation.func).removeprefix("migrations.")
    if ast.unparse(operation) in ONLY_IN_PYTHON:
        return ""
    if kind == "AddField":
        (field,) = (one.value for one in operation.keywords if one.arg == "field")
        assert isinstance(field, ast.Call)
        says = {one.arg: ast.unparse(one.value) for one in field.keywords}
        if says.get("null") == "True" or "db_default" in says:
            return ""
        return "AddField without null or db_default: an old process cannot insert a row"
    return "" if kind in ADDING else f"{kind} changes what an old process works with"


def test_there_are_migrations_to_look_at() -> None:
    assert {file.parts[-3] for file in FILES} >= {"eventbox", "chassis", "bus", "query", "posts"}
    assert all(list(operations(file.read_text())) for file in FILES)


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parts[-3]}-{file.stem}")
def test_a_migration_only_adds(file: Path) -> None:
    found = [] if file.stem.startswith("0001") else complaints(file.read_text())
    assert not found or str(file.relative_to(ROOT)) in GONE, found


@pytest.mark.parametrize(
    ("operation", "safe"),
    [
        ('AddField(name="views", field=models.IntegerField(default=0))', False),
        ('AddField(name="views", field=models.IntegerField(null=False))', False),
        ('AddField(name="views", field=models.IntegerField(default=0, db_default=0))', True),
        ('AddField(name="views", field=models.IntegerField(null=True))', True),
        ('RemoveField(model_name="post", name="title")', False),
        ('RenameField("post", "title", "name")', False),
        ('AlterField(name="title", field=models.CharField(max_length=5))', False),
        ('AddConstraint(model_name="post", constraint=models.UniqueConstraint())', False),
        ('DeleteModel("post")', False),
        ('RunSQL("DROP TABLE post")', False),
    ],
)
def test_what_would_break_old_code_is_recognised(operation: str, safe: bool) -> None:
    assert (complaints(f"operations = [migrations.{operation}]") == []) is safe

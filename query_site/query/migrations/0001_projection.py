"""The projection's tables."""

import uuid

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import query_site.query.models


def order_ids_by_bytes(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Postgres sorts text by language; ids of one instant must sort as in SQLite and Python."""
    if schema_editor.connection.vendor == "postgresql":
        for table in ("query_post", "query_comment"):
            schema_editor.execute(
                f'ALTER TABLE {table} ALTER COLUMN id TYPE varchar(255) COLLATE "C"'
            )


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Projection",
            fields=[
                (
                    "id",
                    models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False),
                ),
                ("epoch", models.UUIDField(default=uuid.uuid4)),
                ("change", models.BigIntegerField(default=0)),
                (
                    "stamp",
                    models.CharField(default=query_site.query.models.new_stamp, max_length=32),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Comment",
            fields=[
                ("id", models.CharField(max_length=255, primary_key=True, serialize=False)),
                ("post_id", models.CharField(max_length=255)),
                ("version", models.BigIntegerField()),
                ("status", models.CharField(max_length=8)),
                ("content", models.TextField(null=True)),
                ("created_at", models.DateTimeField()),
                ("deleted", models.BooleanField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["post_id", "-created_at", "-id"], name="query_comment_newest"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("content__isnull", True), ("status", "approved"), _connector="OR"
                        ),
                        name="query_content_only_if_approved",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                ("id", models.CharField(max_length=255, primary_key=True, serialize=False)),
                (
                    "state",
                    models.CharField(
                        choices=[("awaited", "Awaited"), ("live", "Live"), ("deleted", "Deleted")],
                        max_length=7,
                    ),
                ),
                ("title", models.TextField()),
                ("created_at", models.DateTimeField()),
                ("comment_count", models.PositiveIntegerField()),
                ("ready", models.TextField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["state", "-created_at", "-id"], name="query_post_newest")
                ],
            },
        ),
        migrations.RunPython(order_ids_by_bytes, migrations.RunPython.noop),
    ]

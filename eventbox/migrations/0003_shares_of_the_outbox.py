from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from eventbox.partitions import partition_of


def spread_unsent(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """What is still to be sent gets its partition; of what was sent nobody asks."""
    rows = apps.get_model("eventbox", "OutboxEvent").objects.filter(sent_at=None)
    for row in rows.only("key").iterator():
        rows.filter(pk=row.pk).update(partition=partition_of(row.key))


class Migration(migrations.Migration):
    dependencies = [
        ("eventbox", "0002_passed_over"),
    ]

    operations = [
        migrations.AddField(
            model_name="outboxevent",
            name="partition",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="relaylease",
            name="settled",
            field=models.BigIntegerField(db_default=0, default=0),
        ),
        migrations.RunPython(spread_unsent, migrations.RunPython.noop),
    ]

"""The record of changes, beginning where the projection stands."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def begin(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """So that a reader of the first state can be told of the next one."""
    now, _ = apps.get_model("query", "Projection").objects.get_or_create(id=1)
    apps.get_model("query", "Change").objects.create(number=now.change, stamp=now.stamp)


class Migration(migrations.Migration):
    dependencies = [("query", "0001_projection")]

    operations = [
        migrations.CreateModel(
            name="Change",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("stamp", models.CharField(max_length=32)),
                ("touched", models.TextField(null=True)),
            ],
        ),
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]

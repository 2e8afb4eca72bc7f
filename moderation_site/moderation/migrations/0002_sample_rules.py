"""Two rules to begin with, one of each kind. Change or delete them in the admin."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SAMPLES = [("orange", "reject"), ("buy now", "hold")]


def add_samples(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """A comment with "orange" is rejected; one with "buy now" waits for a person."""
    rules = apps.get_model("moderation", "Rule").objects.using(schema_editor.connection.alias)
    for phrase, action in SAMPLES:
        rules.get_or_create(phrase=phrase, defaults={"action": action})


class Migration(migrations.Migration):
    dependencies = [("moderation", "0001_rules_and_reviews")]

    operations = [migrations.RunPython(add_samples, migrations.RunPython.noop)]

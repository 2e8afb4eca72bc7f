"""Moderation's tables."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Rule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "phrase",
                    models.CharField(
                        help_text="One word or several, whole, in any case, any space between.",
                        max_length=200,
                        unique=True,
                    ),
                ),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("reject", "reject the comment"),
                            ("hold", "hold it until a person decides"),
                        ],
                        default="reject",
                        max_length=6,
                    ),
                ),
                ("active", models.BooleanField(default=True)),
            ],
            options={
                "ordering": ["phrase"],
            },
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                ("id", models.CharField(max_length=255, primary_key=True, serialize=False)),
                ("post_id", models.CharField(db_index=True, max_length=255)),
                ("content", models.TextField()),
                ("created_at", models.DateTimeField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("held", "Held"),
                            ("approved", "Approved"),
                            ("rejected", "Rejected"),
                        ],
                        max_length=8,
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                ("decided_by", models.CharField(blank=True, max_length=150)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("event_id", models.CharField(max_length=255)),
                ("correlation_id", models.CharField(max_length=255)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["status", "-created_at", "-id"], name="moderation_review_queue"
                    )
                ],
            },
        ),
    ]

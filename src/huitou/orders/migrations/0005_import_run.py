"""Imports that are asked for on a page run as jobs; this is what is kept of each."""

import django.db.models.deletion
from django.db import migrations, models

import huitou.core.ids


class Migration(migrations.Migration):
    dependencies = [("orders", "0004_variants")]

    operations = [
        migrations.CreateModel(
            name="ImportRun",
            fields=[
                (
                    "id",
                    models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("file", models.FileField(blank=True, max_length=200, upload_to="imports/")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waits for its turn"),
                            ("running", "Under way"),
                            ("done", "Done"),
                            ("failed", "Not possible"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("asked_by", models.CharField(max_length=80)),
                ("asked_at", models.DateTimeField()),
                ("started_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("orders", models.PositiveIntegerField(default=0)),
                ("earlier", models.JSONField(default=dict)),
                ("report", models.JSONField(default=dict)),
                ("problem", models.CharField(blank=True, max_length=60)),
                ("problem_text", models.CharField(blank=True, max_length=500)),
                (
                    "shop",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.shop"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["shop", "-asked_at"], name="orders_import_run_newest")],
            },
        ),
    ]

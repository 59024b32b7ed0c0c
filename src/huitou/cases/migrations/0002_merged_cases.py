import django.db.models.deletion
from django.db import migrations, models

import huitou.core.models.rows

from huitou.core.together import Together


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0001_tables"),
        ("core", "0002_poll_for_jobs"),
        ("logistics", "0001_tables"),
        ("orders", "0001_tables"),
        ("policies", "0001_tables"),
        ("refunds", "0001_tables"),
        ("services", "0001_tables"),
    ]

    operations = [
        Together([
            migrations.AddField(
                model_name="case",
                name="choice_due",
                field=models.BooleanField(default=False),
            ),
            migrations.AddField(
                model_name="case",
                name="merged_into",
                field=models.ForeignKey(
                    db_constraint=False,
                    db_index=False,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="cases.case",
                ),
            ),
            migrations.AddField(
                model_name="offer",
                name="variants",
                field=models.JSONField(default=dict),
            ),
        ]),
        migrations.AlterField(
            model_name="offer",
            name="state",
            field=models.CharField(
                choices=[
                    ("open", "Open"),
                    ("accepted", "Accepted"),
                    ("declined", "Declined"),
                    ("countered", "Answered by another offer"),
                    ("lapsed", "Lapsed"),
                    ("replaced", "No longer stands"),
                    ("recalled", "Taken back"),
                ],
                default="open",
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("merged_into__isnull", False)),
                fields=["shop", "merged_into"],
                name="cases_case_by_merged",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=huitou.core.models.rows.SameShop(field="merged_into", name="cases_case_merged", to="cases.Case"),
        ),
    ]

"""A difference is explained by one person and closed by another; both are events on its own chain."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("refunds", "0002_pause_until_compared")]

    operations = [
        migrations.AddField("discrepancy", "chain_length", models.PositiveIntegerField(default=0, editable=False)),
        migrations.AddField("discrepancy", "chain_head", models.BinaryField(default=b"")),
        migrations.AddField("discrepancy", "explained_at", models.DateTimeField(null=True)),
        migrations.AddField("discrepancy", "explained_by", models.CharField(blank=True, default="", max_length=80)),
        migrations.AlterField(
            "discrepancy",
            "kind",
            models.CharField(
                max_length=24,
                choices=[
                    ("missing_there", "We say paid; the provider knows nothing of it"),
                    ("missing_here", "The provider paid something that we do not know"),
                    ("paid_after_failure", "We gave it up; the provider paid all the same"),
                    ("amount_differs", "Another sum was paid"),
                    ("paid_twice", "It was paid twice"),
                    ("ledger_differs", "Our refunds and our own ledger disagree"),
                ],
            ),
        ),
    ]

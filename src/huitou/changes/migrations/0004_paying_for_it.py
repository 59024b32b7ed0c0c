from django.db import migrations, models

from huitou.core.together import Together


class Migration(migrations.Migration):
    dependencies = [
        ("changes", "0003_deliveries"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="orderchange",
            name="changes_change_sums",
        ),
        Together([
            migrations.AddField(
                model_name="changerules",
                name="how_to_pay",
                field=models.CharField(blank=True, max_length=500),
            ),
            migrations.AddField(
                model_name="orderchange",
                name="paid_minor",
                field=models.BigIntegerField(default=0),
            ),
            migrations.AddField(
                model_name="orderchange",
                name="pay_link",
                field=models.CharField(blank=True, max_length=500),
            ),
            migrations.AddField(
                model_name="orderchange",
                name="said_paid",
                field=models.PositiveSmallIntegerField(default=0),
            ),
        ]),
        migrations.AddConstraint(
            model_name="orderchange",
            constraint=models.CheckConstraint(
                condition=models.Q(("offer_minor__gte", 0), ("paid_minor__gte", 0), ("value_minor__gte", 0)),
                name="changes_change_sums",
            ),
        ),
    ]

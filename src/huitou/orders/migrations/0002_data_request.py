import django.db.models.deletion
from django.db import migrations, models

import huitou.core.ids
import huitou.core.models.rows


class Migration(migrations.Migration):

    dependencies = [
        ("core", "0001_initial"),
        ("orders", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="DataRequest",
            fields=[
                ("id", models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("chain_length", models.PositiveIntegerField(default=0, editable=False)),
                ("chain_head", models.BinaryField(default=b"", editable=False)),
                ("ref", models.CharField(max_length=16)),
                ("kind", models.CharField(choices=[("export", "Copy of the data"), ("correction", "Correction"), ("erasure", "Erasure")], max_length=12)),
                ("state", models.CharField(choices=[("waiting", "Waiting"), ("done", "Done"), ("withdrawn", "Withdrawn")], max_length=12)),
                ("asked_by", models.CharField(max_length=80)),
                ("asked_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
                ("customer", models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="data_requests", to="orders.customer")),
                ("shop", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.shop")),
            ],
            options={
                "indexes": [
                    models.Index(fields=["shop", "customer", "-asked_at"], name="orders_data_request_by_cust"),
                    models.Index(condition=models.Q(("state", "waiting")), fields=["shop", "asked_at"], name="orders_data_request_waiting"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("shop", "id"), name="orders_data_request_shop_id"),
                    models.UniqueConstraint(fields=("shop", "ref"), name="orders_data_request_ref"),
                    models.UniqueConstraint(condition=models.Q(("kind", "erasure"), ("state", "waiting")), fields=("shop", "customer"), name="orders_data_request_one_waiting"),
                    models.CheckConstraint(condition=models.Q(models.Q(("done_at__isnull", False), ("state", "done")), models.Q(models.Q(("state", "done"), _negated=True), ("done_at", None)), _connector="OR"), name="orders_data_request_done"),
                    huitou.core.models.rows.SameShop(field="customer", name="orders_data_request_customer", to="orders.Customer"),
                ],
            },
        ),
    ]

import django.db.models.deletion
from django.db import migrations, models

import huitou.core.ids


class Migration(migrations.Migration):

    dependencies = [
        ("core", "0001_initial"),
        ("orders", "0002_data_request"),
    ]

    operations = [
        migrations.AddField("line", "traits", models.JSONField(default=list)),
        migrations.AddField("line", "confirmed", models.JSONField(default=list)),
        migrations.AddField("customer", "segments", models.JSONField(default=list)),
        migrations.AddField("customer", "chain_length", models.PositiveIntegerField(default=0, editable=False)),
        migrations.AddField("customer", "chain_head", models.BinaryField(default=b"", editable=False)),
        migrations.CreateModel(
            name="ProductTraits",
            fields=[
                ("id", models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("chain_length", models.PositiveIntegerField(default=0, editable=False)),
                ("chain_head", models.BinaryField(default=b"", editable=False)),
                ("scope", models.CharField(choices=[("sku", "Article (SKU)"), ("category", "Category")], max_length=10)),
                ("name", models.CharField(max_length=120)),
                ("name_key", models.CharField(editable=False, max_length=120)),
                ("traits", models.JSONField(default=list)),
                ("removed", models.BooleanField(default=False)),
                ("changed_at", models.DateTimeField()),
                ("shop", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.shop")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("shop", "id"), name="orders_producttraits_shop_id"),
                    models.UniqueConstraint(fields=("shop", "scope", "name_key"), name="orders_producttraits_name"),
                    models.CheckConstraint(condition=models.Q(("scope__in", ["sku", "category"])), name="orders_producttraits_scope"),
                ],
            },
        ),
    ]

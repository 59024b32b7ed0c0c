from django.db import migrations, models

from huitou.core.together import Together


class Migration(migrations.Migration):
    dependencies = [
        ("changes", "0001_tables"),
    ]

    operations = [
        Together([
            migrations.AddField(
                model_name="changerules",
                name="tariffs",
                field=models.JSONField(default=dict),
            ),
            migrations.AddField(
                model_name="orderchange",
                name="difference_minor",
                field=models.BigIntegerField(default=0),
            ),
        ]),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0002_poll_for_jobs"),
        ("orders", "0001_tables"),
        ("services", "0001_tables"),
    ]

    operations = [
        migrations.AddField(
            model_name="repair",
            name="provider_id",
            field=models.UUIDField(null=True),
        ),
        migrations.AddIndex(
            model_name="repair",
            index=models.Index(
                condition=models.Q(("provider_id__isnull", False)),
                fields=["shop", "provider_id", "opened_at"],
                name="services_repair_given_ix",
            ),
        ),
    ]

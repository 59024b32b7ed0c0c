from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("refunds", "0001_initial")]

    operations = [
        migrations.AddField("pause", "compare_since", models.DateTimeField(null=True)),
        migrations.AddField("pause", "compared_at", models.DateTimeField(null=True)),
    ]

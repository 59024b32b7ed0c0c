"""When each side came to know of a message: read on the page, or sent by mail."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]

    operations = [
        migrations.AddField("message", "buyer_knows_at", models.DateTimeField(null=True)),
        migrations.AddField("message", "shop_knows_at", models.DateTimeField(null=True)),
    ]

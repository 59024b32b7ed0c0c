from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0006_variant_weight'),
    ]

    operations = [
        migrations.AddField(
            model_name='order',
            name='discount_codes',
            field=models.JSONField(default=list),
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0003_payment_names'),
    ]

    operations = [
        migrations.AddField(
            model_name='order',
            name='promotions',
            field=models.JSONField(default=list),
        ),
    ]

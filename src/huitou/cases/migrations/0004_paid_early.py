from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0003_money_due'),
    ]

    operations = [
        migrations.AddField(
            model_name='case',
            name='paid_early',
            field=models.BooleanField(default=False),
        ),
    ]

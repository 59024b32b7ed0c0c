from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0006_paid_outside'),
    ]

    operations = [
        migrations.AddField(
            model_name='case',
            name='short_minor',
            field=models.BigIntegerField(default=0),
        ),
    ]

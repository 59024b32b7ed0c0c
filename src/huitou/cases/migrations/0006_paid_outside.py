from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0005_workdays_by_law'),
    ]

    operations = [
        migrations.AddField(
            model_name='case',
            name='paid_outside',
            field=models.BooleanField(default=False),
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0002_poll_for_jobs'),
    ]

    operations = [
        migrations.AddField(
            model_name='shop',
            name='measuring',
            field=models.JSONField(blank=True, default=dict),
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0004_paid_early'),
    ]

    operations = [
        migrations.AddField(
            model_name='moneydue',
            name='workdays_of',
            field=models.CharField(blank=True, max_length=2),
        ),
    ]

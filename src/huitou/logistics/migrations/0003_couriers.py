from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('logistics', '0002_weights'),
    ]

    operations = [
        migrations.AddField(
            model_name='pickup',
            name='called_off_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='pickup',
            name='carrier',
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddField(
            model_name='pickup',
            name='failure_code',
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name='pickup',
            name='ordered_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='pickup',
            name='reference',
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name='pickup',
            name='tracking_number',
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddField(
            model_name='returnway',
            name='service',
            field=models.CharField(blank=True, max_length=20),
        ),
    ]

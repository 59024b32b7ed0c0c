from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0002_poll_for_jobs'),
        ('parcels', '0005_begins_at'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='parcel',
            index=models.Index(condition=models.Q(('direction', 'outbound')), fields=['shop', 'shipped_at'], name='parcels_parcel_shipped'),
        ),
    ]

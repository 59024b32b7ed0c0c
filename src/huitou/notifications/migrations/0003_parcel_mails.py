from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0002_poll_for_jobs'),
        ('notifications', '0002_short_messages'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='mail',
            index=models.Index(condition=models.Q(('about_type', 'parcels.parcel'), models.Q(('key__startswith', 'news:'), ('key__startswith', 'news.'), _connector='OR', _negated=True)), fields=['shop', 'queued_at'], include=('key',), name='notifications_mail_parcels'),
        ),
    ]

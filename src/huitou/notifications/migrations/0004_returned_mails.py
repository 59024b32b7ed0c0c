from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0002_poll_for_jobs'),
        ('notifications', '0003_parcel_mails'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='mail',
            index=models.Index(condition=models.Q(('state', 'bounced')), fields=['shop', 'to_email', '-queued_at'], name='notifications_mail_returned'),
        ),
    ]

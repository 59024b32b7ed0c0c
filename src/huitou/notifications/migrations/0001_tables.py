import django.db.models.deletion
import huitou.core.ids
import huitou.core.models.rows
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('core', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Mail',
            fields=[
                ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                ('salt', models.BinaryField(default=huitou.core.models.rows.new_salt)),
                ('erased_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('key', models.CharField(max_length=200)),
                ('to_email', models.CharField(blank=True, max_length=254)),
                ('to_name', models.CharField(blank=True, max_length=120)),
                ('locale', models.CharField(max_length=10)),
                ('subject', models.CharField(max_length=300)),
                ('html', models.TextField()),
                ('text', models.TextField()),
                ('secrets', models.JSONField(default=list)),
                ('about_type', models.CharField(blank=True, max_length=40)),
                ('about_id', models.UUIDField(null=True)),
                ('state', models.CharField(choices=[('queued', 'Waiting to be sent'), ('sent', 'Sent'), ('failed', 'Not sent'), ('bounced', 'Came back'), ('unaddressed', 'No address')], default='queued', max_length=12)),
                ('message_id', models.CharField(max_length=200)),
                ('provider_id', models.CharField(blank=True, max_length=200)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('held_until', models.DateTimeField(null=True)),
                ('last_error', models.CharField(blank=True, max_length=60)),
                ('last_error_detail', models.CharField(blank=True, max_length=300)),
                ('queued_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['shop', '-queued_at'], name='notifications_mail_newest'), models.Index(fields=['shop', 'about_id'], name='notifications_mail_about'), models.Index(fields=['shop', 'message_id'], name='notifications_mail_message'), models.Index(condition=models.Q(('state', 'sent'), _negated=True), fields=['shop', '-queued_at'], name='notifications_mail_trouble')],
                'constraints': [models.UniqueConstraint(fields=('shop', 'id'), name='notifications_mail_shop_id'), models.UniqueConstraint(fields=('shop', 'key'), name='notifications_mail_key'), models.CheckConstraint(condition=models.Q(('state__in', ['queued', 'sent', 'failed', 'bounced', 'unaddressed'])), name='notifications_mail_state_known')],
            },
        ),
    ]

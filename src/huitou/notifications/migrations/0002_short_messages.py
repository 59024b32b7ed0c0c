import django.db.models.deletion
import huitou.core.ids
import huitou.core.models.rows
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0002_poll_for_jobs'),
        ('notifications', '0001_tables'),
    ]

    operations = [
        migrations.AddField(
            model_name='mail',
            name='unsubscribe_url',
            field=models.CharField(blank=True, db_default='', default='', max_length=500),
        ),
        migrations.CreateModel(
            name='ChannelAccount',
            fields=[
                ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('chain_length', models.PositiveIntegerField(default=0, editable=False)),
                ('chain_head', models.BinaryField(default=b'')),
                ('provider', models.CharField(max_length=40)),
                ('shown', models.JSONField(default=dict)),
                ('hints', models.JSONField(default=dict)),
                ('sealed', models.TextField(blank=True, default='')),
                ('opened_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.CharField(max_length=80)),
                ('closed_at', models.DateTimeField(null=True)),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('shop', 'provider'), name='notifications_channel_account_once')],
            },
        ),
        migrations.CreateModel(
            name='ContactPoint',
            fields=[
                ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('chain_length', models.PositiveIntegerField(default=0, editable=False)),
                ('chain_head', models.BinaryField(default=b'')),
                ('salt', models.BinaryField(default=huitou.core.models.rows.new_salt)),
                ('erased_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('customer_id', models.UUIDField()),
                ('kind', models.CharField(choices=[('phone', 'Phone'), ('wechat', 'WeChat'), ('push', 'Browser')], max_length=8)),
                ('address', models.CharField(blank=True, max_length=1000)),
                ('keys', models.JSONField(default=dict)),
                ('digest', models.BinaryField(max_length=32, null=True)),
                ('purposes', models.JSONField(default=list)),
                ('consent_how', models.CharField(max_length=20)),
                ('consented_at', models.DateTimeField()),
                ('verified_at', models.DateTimeField(null=True)),
                ('code_digest', models.BinaryField(max_length=32, null=True)),
                ('code_ends_at', models.DateTimeField(null=True)),
                ('code_tries', models.PositiveSmallIntegerField(default=0)),
                ('messages_left', models.PositiveIntegerField(null=True)),
                ('dead_at', models.DateTimeField(null=True)),
                ('dead_why', models.CharField(blank=True, max_length=60)),
                ('silenced_at', models.DateTimeField(null=True)),
                ('silenced_how', models.CharField(blank=True, max_length=20)),
                ('used_at', models.DateTimeField()),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
            ],
            options={
                'db_table': 'notifications_contact_point',
                'indexes': [models.Index(fields=['shop', 'kind', 'digest'], name='notifications_point_address')],
                'constraints': [models.UniqueConstraint(fields=('shop', 'id'), name='notifications_point_shop_id'), models.UniqueConstraint(fields=('shop', 'customer_id', 'kind', 'digest'), name='notifications_point_once'), models.CheckConstraint(condition=models.Q(('kind__in', ['phone', 'wechat', 'push'])), name='notifications_point_kind_known')],
            },
        ),
        migrations.CreateModel(
            name='NewsPreference',
            fields=[
                ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('chain_length', models.PositiveIntegerField(default=0, editable=False)),
                ('chain_head', models.BinaryField(default=b'')),
                ('customer_id', models.UUIDField()),
                ('level', models.CharField(choices=[('every', 'every'), ('important', 'important'), ('none', 'none')], default='every', max_length=10)),
                ('levels', models.JSONField(default=dict)),
                ('media', models.JSONField(default=list)),
                ('locale', models.CharField(blank=True, max_length=10)),
                ('quiet_from', models.TimeField(null=True)),
                ('quiet_until', models.TimeField(null=True)),
                ('timezone', models.CharField(blank=True, max_length=60)),
                ('changed_at', models.DateTimeField()),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
            ],
            options={
                'db_table': 'notifications_news_preference',
                'constraints': [models.UniqueConstraint(fields=('shop', 'customer_id'), name='notifications_preference_once')],
            },
        ),
        migrations.CreateModel(
            name='ShortMessage',
            fields=[
                ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('salt', models.BinaryField(default=huitou.core.models.rows.new_salt)),
                ('erased_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('key', models.CharField(max_length=200)),
                ('customer_id', models.UUIDField(null=True)),
                ('point_id', models.UUIDField(null=True)),
                ('channel', models.CharField(choices=[('sms', 'SMS'), ('wechat', 'WeChat'), ('push', 'Browser notification'), ('webhook', 'The shop’s own system')], max_length=8)),
                ('provider', models.CharField(blank=True, max_length=40)),
                ('about', models.CharField(blank=True, max_length=40)),
                ('about_id', models.UUIDField(null=True)),
                ('locale', models.CharField(max_length=10)),
                ('to_address', models.CharField(blank=True, max_length=1000)),
                ('title', models.CharField(blank=True, max_length=200)),
                ('text', models.CharField(max_length=1000)),
                ('sealed', models.TextField(blank=True, default='')),
                ('state', models.CharField(choices=[('queued', 'Waiting to be sent'), ('sent', 'Sent'), ('delivered', 'Delivered'), ('failed', 'Not sent'), ('unknown', 'Sent, without an answer')], default='queued', max_length=10)),
                ('provider_id', models.CharField(blank=True, max_length=120)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('held_until', models.DateTimeField(null=True)),
                ('last_error', models.CharField(blank=True, max_length=60)),
                ('last_error_detail', models.CharField(blank=True, max_length=300)),
                ('parts', models.PositiveSmallIntegerField(null=True)),
                ('cost_micros', models.BigIntegerField(null=True)),
                ('cost_currency', models.CharField(blank=True, max_length=3)),
                ('queued_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(null=True)),
                ('settled_at', models.DateTimeField(null=True)),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
            ],
            options={
                'db_table': 'notifications_short_message',
                'indexes': [models.Index(fields=['shop', '-queued_at'], name='notifications_short_newest'), models.Index(fields=['shop', 'about_id'], name='notifications_short_about'), models.Index(fields=['shop', 'customer_id'], name='notifications_short_customer'), models.Index(fields=['shop', 'provider_id'], name='notifications_short_provider')],
                'constraints': [models.UniqueConstraint(fields=('shop', 'id'), name='notifications_short_shop_id'), models.UniqueConstraint(fields=('shop', 'key'), name='notifications_short_key'), models.CheckConstraint(condition=models.Q(('state__in', ['queued', 'sent', 'delivered', 'failed', 'unknown'])), name='notifications_short_state_known'), models.CheckConstraint(condition=models.Q(('channel__in', ['sms', 'wechat', 'push', 'webhook'])), name='notifications_short_channel_known')],
            },
        ),
    ]

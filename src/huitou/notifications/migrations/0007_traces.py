import django.db.models.deletion
import huitou.core.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0003_measuring'),
        ('notifications', '0006_follow_scenes'),
    ]

    operations = [
        migrations.AddField(
            model_name='contactpoint',
            name='counted_calls',
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name='mail',
            name='measures',
            field=models.CharField(blank=True, db_default='', default='', max_length=2),
        ),
        migrations.AddField(
            model_name='mail',
            name='read_by',
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name='newspreference',
            name='measured',
            field=models.CharField(blank=True, default='', max_length=3),
        ),
        migrations.CreateModel(
            name='MailTrace',
            fields=[
                ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('mail_id', models.UUIDField()),
                ('customer_id', models.UUIDField()),
                ('first_at', models.DateTimeField()),
                ('opened_at', models.DateTimeField(null=True)),
                ('fetched_at', models.DateTimeField(null=True)),
                ('followed_at', models.DateTimeField(null=True)),
                ('probed_at', models.DateTimeField(null=True)),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
            ],
            options={
                'db_table': 'notifications_mail_trace',
                'indexes': [models.Index(fields=['shop', 'customer_id'], name='notifications_trace_customer'), models.Index(fields=['shop', 'first_at'], name='notifications_trace_first')],
                'constraints': [models.UniqueConstraint(fields=('shop', 'id'), name='notifications_trace_shop_id'), models.UniqueConstraint(fields=('shop', 'mail_id'), name='notifications_trace_once')],
            },
        ),
    ]

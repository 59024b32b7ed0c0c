import django.db.models.deletion
import huitou.core.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0002_poll_for_jobs'),
        ('parcels', '0003_tracking'),
    ]

    operations = [
        migrations.AddField(
            model_name='carriernotice',
            name='why',
            field=models.CharField(blank=True, db_default='', default='', max_length=120),
        ),
        migrations.CreateModel(
            name='RefusedPush',
            fields=[
                ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('source', models.CharField(max_length=40)),
                ('reason', models.CharField(max_length=80)),
                ('headers', models.JSONField(default=dict)),
                ('body', models.BinaryField(default=b'')),
                ('body_hash', models.BinaryField(max_length=32)),
                ('size', models.PositiveIntegerField()),
                ('times', models.PositiveIntegerField(default=1)),
                ('received_at', models.DateTimeField()),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
            ],
            options={
                'indexes': [models.Index(fields=['shop', 'received_at'], name='parcels_refused_newest')],
                'constraints': [models.UniqueConstraint(fields=('shop', 'id'), name='parcels_refused_shop_id'), models.UniqueConstraint(fields=('shop', 'source', 'body_hash'), name='parcels_refused_once')],
            },
        ),
    ]

import django.db.models.deletion
import django.db.models.functions.datetime
import huitou.core.ids
import huitou.core.models.rows
from django.db import migrations, models

from huitou.core.together import Together


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0002_poll_for_jobs'),
        ('parcels', '0002_weights'),
    ]

    operations = [
        Together([
            migrations.CreateModel(
                name='CarrierAccount',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('chain_length', models.PositiveIntegerField(default=0, editable=False)),
                    ('chain_head', models.BinaryField(default=b'')),
                    ('source', models.CharField(max_length=40)),
                    ('shown', models.JSONField(default=dict)),
                    ('hints', models.JSONField(default=dict)),
                    ('sealed', models.TextField(blank=True, default='')),
                    ('opened_at', models.DateTimeField()),
                    ('changed_at', models.DateTimeField()),
                    ('changed_by', models.CharField(max_length=80)),
                    ('closed_at', models.DateTimeField(null=True)),
                ],
            ),
            migrations.CreateModel(
                name='CarrierNotice',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('source', models.CharField(max_length=40)),
                    ('delivery_id', models.CharField(max_length=120)),
                    ('number', models.CharField(max_length=80)),
                    ('payload', models.JSONField()),
                    ('body_hash', models.BinaryField(max_length=32)),
                    ('size', models.PositiveIntegerField()),
                    ('received_at', models.DateTimeField()),
                    ('read_at', models.DateTimeField(null=True)),
                    ('outcome', models.CharField(blank=True, default='', max_length=12)),
                    ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ],
            ),
            migrations.CreateModel(
                name='CodeMeaning',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('chain_length', models.PositiveIntegerField(default=0, editable=False)),
                    ('chain_head', models.BinaryField(default=b'')),
                    ('source', models.CharField(max_length=40)),
                    ('code', models.CharField(max_length=80)),
                    ('status', models.CharField(max_length=32)),
                    ('decided_at', models.DateTimeField()),
                    ('decided_by', models.CharField(max_length=80)),
                ],
            ),
            migrations.CreateModel(
                name='Followed',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('source', models.CharField(max_length=40)),
                    ('carrier', models.CharField(blank=True, default='', max_length=60)),
                    ('list_said_at', models.DateTimeField(null=True)),
                    ('list_heard_at', models.DateTimeField(null=True)),
                    ('subscribed_at', models.DateTimeField(null=True)),
                    ('polled_at', models.DateTimeField(null=True)),
                    ('next_poll_at', models.DateTimeField(null=True)),
                    ('failures', models.PositiveIntegerField(default=0)),
                    ('failure_code', models.CharField(blank=True, default='', max_length=60)),
                ],
            ),
            migrations.CreateModel(
                name='ParcelEstimate',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('source', models.CharField(max_length=40)),
                    ('earliest_at', models.DateTimeField()),
                    ('latest_at', models.DateTimeField()),
                    ('day_only', models.BooleanField()),
                    ('said_at', models.DateTimeField()),
                    ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ],
            ),
            migrations.CreateModel(
                name='ScanReading',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('status', models.CharField(blank=True, max_length=32)),
                    ('state', models.CharField(max_length=12)),
                    ('why', models.CharField(max_length=160)),
                    ('set_aside', models.CharField(blank=True, default='', max_length=16)),
                    ('text', models.CharField(blank=True, max_length=500)),
                    ('place', models.CharField(blank=True, max_length=160)),
                    ('country', models.CharField(blank=True, max_length=2)),
                    ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ],
            ),
        ]),
        migrations.RemoveConstraint(
            model_name='parcelscan',
            name='parcels_scan_once',
        ),
        Together([
            migrations.AddField(
                model_name='parcel',
                name='status',
                field=models.CharField(blank=True, db_default='', default='', max_length=32),
            ),
            migrations.AddField(
                model_name='parcel',
                name='status_at',
                field=models.DateTimeField(null=True),
            ),
            migrations.AddField(
                model_name='parcelscan',
                name='code',
                field=models.CharField(blank=True, db_default='', default='', max_length=80),
            ),
            migrations.AddField(
                model_name='parcelscan',
                name='fingerprint',
                field=models.CharField(blank=True, db_default='', default='', max_length=64),
            ),
            migrations.AddField(
                model_name='parcelscan',
                name='status',
                field=models.CharField(blank=True, db_default='', default='', max_length=32),
            ),
            migrations.AddField(
                model_name='parcelscan',
                name='why',
                field=models.CharField(blank=True, db_default='', default='', max_length=160),
            ),
            migrations.AddField(
                model_name='parcelscan',
                name='zone',
                field=models.CharField(blank=True, db_default='', default='', max_length=12),
            ),
        ]),
        Together([
            migrations.AddConstraint(
                model_name='parcelscan',
                constraint=models.UniqueConstraint(fields=('shop', 'parcel', 'state', 'occurred_at', 'fingerprint'), name='parcels_scan_once'),
            ),
            migrations.AddConstraint(
                model_name='parcelscan',
                constraint=models.UniqueConstraint(condition=models.Q(('fingerprint', ''), _negated=True), fields=('shop', 'parcel', 'source', 'fingerprint'), name='parcels_scan_told_once'),
            ),
        ]),
        Together([
            migrations.AddField(
                model_name='carrieraccount',
                name='shop',
                field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop'),
            ),
            migrations.AddField(
                model_name='carriernotice',
                name='shop',
                field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop'),
            ),
            migrations.AddField(
                model_name='codemeaning',
                name='shop',
                field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop'),
            ),
            migrations.AddField(
                model_name='followed',
                name='parcel',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='followed', to='parcels.parcel'),
            ),
            migrations.AddField(
                model_name='followed',
                name='shop',
                field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop'),
            ),
            migrations.AddField(
                model_name='parcelestimate',
                name='parcel',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='estimates', to='parcels.parcel'),
            ),
            migrations.AddField(
                model_name='parcelestimate',
                name='shop',
                field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop'),
            ),
            migrations.AddField(
                model_name='scanreading',
                name='parcel',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='readings', to='parcels.parcel'),
            ),
            migrations.AddField(
                model_name='scanreading',
                name='scan',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='readings', to='parcels.parcelscan'),
            ),
            migrations.AddField(
                model_name='scanreading',
                name='shop',
                field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop'),
            ),
        ]),
        migrations.AddConstraint(
            model_name='carrieraccount',
            constraint=models.UniqueConstraint(fields=('shop', 'source'), name='parcels_account_once'),
        ),
        Together([
            migrations.AddIndex(
                model_name='carriernotice',
                index=models.Index(condition=models.Q(('outcome', 'stray')), fields=['shop', 'number'], name='parcels_notice_stray'),
            ),
            migrations.AddIndex(
                model_name='carriernotice',
                index=models.Index(fields=['shop', 'received_at'], name='parcels_notice_newest'),
            ),
        ]),
        Together([
            migrations.AddConstraint(
                model_name='carriernotice',
                constraint=models.UniqueConstraint(fields=('shop', 'source', 'delivery_id'), name='parcels_notice_once'),
            ),
            migrations.AddConstraint(
                model_name='codemeaning',
                constraint=models.UniqueConstraint(fields=('shop', 'source', 'code'), name='parcels_meaning_once'),
            ),
        ]),
        migrations.AddIndex(
            model_name='followed',
            index=models.Index(condition=models.Q(('next_poll_at__isnull', False)), fields=['shop', 'next_poll_at'], name='parcels_followed_due'),
        ),
        Together([
            migrations.AddConstraint(
                model_name='followed',
                constraint=models.UniqueConstraint(fields=('shop', 'id'), name='parcels_followed_shop_id'),
            ),
            migrations.AddConstraint(
                model_name='followed',
                constraint=models.UniqueConstraint(fields=('shop', 'parcel', 'source'), name='parcels_followed_once'),
            ),
            migrations.AddConstraint(
                model_name='followed',
                constraint=huitou.core.models.rows.SameShop(field='parcel', name='parcels_followed_parcel_same_shop', to='parcels.Parcel'),
            ),
            migrations.AddConstraint(
                model_name='parcelestimate',
                constraint=models.UniqueConstraint(fields=('shop', 'id'), name='parcels_estimate_shop_id'),
            ),
            migrations.AddConstraint(
                model_name='parcelestimate',
                constraint=models.UniqueConstraint(fields=('shop', 'parcel', 'source', 'said_at'), name='parcels_estimate_once'),
            ),
            migrations.AddConstraint(
                model_name='parcelestimate',
                constraint=huitou.core.models.rows.SameShop(field='parcel', name='parcels_estimate_parcel_same_shop', to='parcels.Parcel'),
            ),
        ]),
        Together([
            migrations.AddIndex(
                model_name='scanreading',
                index=models.Index(fields=['shop', 'parcel'], name='parcels_reading_of_parcel'),
            ),
            migrations.AddIndex(
                model_name='scanreading',
                index=models.Index(condition=models.Q(('status', '')), fields=['shop'], name='parcels_reading_unmapped'),
            ),
        ]),
        Together([
            migrations.AddConstraint(
                model_name='scanreading',
                constraint=models.UniqueConstraint(fields=('shop', 'id'), name='parcels_reading_shop_id'),
            ),
            migrations.AddConstraint(
                model_name='scanreading',
                constraint=models.UniqueConstraint(fields=('shop', 'scan'), name='parcels_reading_of_scan'),
            ),
            migrations.AddConstraint(
                model_name='scanreading',
                constraint=huitou.core.models.rows.SameShop(field='parcel', name='parcels_reading_parcel_same_shop', to='parcels.Parcel'),
            ),
            migrations.AddConstraint(
                model_name='scanreading',
                constraint=huitou.core.models.rows.SameShop(field='scan', name='parcels_reading_scan_same_shop', to='parcels.ParcelScan'),
            ),
        ]),
    ]

import django.db.models.deletion
import django.db.models.functions.datetime
import huitou.core.ids
import huitou.core.models.rows
from django.db import migrations, models

from huitou.core.together import Together


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('core', '0001_tables'),
        ('orders', '0001_tables'),
    ]

    operations = [
        Together([
            migrations.CreateModel(
                name='Parcel',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                    ('chain_length', models.PositiveIntegerField(default=0, editable=False)),
                    ('chain_head', models.BinaryField(default=b'')),
                    ('order', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='parcels', to='orders.order')),
                    ('ref', models.CharField(max_length=16)),
                    ('external_id', models.CharField(max_length=120)),
                    ('direction', models.CharField(choices=[('outbound', 'Outbound'), ('return', 'Return'), ('replacement', 'Replacement')], max_length=12)),
                    ('carrier', models.CharField(blank=True, max_length=60)),
                    ('tracking_number', models.CharField(blank=True, max_length=80)),
                    ('state', models.CharField(choices=[('announced', 'Announced'), ('collected', 'Collected'), ('in_transit', 'In Transit'), ('delivered', 'Delivered'), ('returned', 'Returned'), ('lost', 'Lost')], max_length=12)),
                    ('shipped_at', models.DateTimeField(null=True)),
                    ('collected_at', models.DateTimeField(null=True)),
                    ('delivered_at', models.DateTimeField(null=True)),
                    ('promised_at', models.DateTimeField(null=True)),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ],
                options={
                    'indexes': [models.Index(fields=['shop', 'tracking_number'], name='parcels_parcel_tracking')],
                    'constraints': [models.UniqueConstraint(fields=('shop', 'id'), name='parcels_parcel_shop_id'), models.UniqueConstraint(fields=('shop', 'ref'), name='parcels_parcel_ref'), models.UniqueConstraint(fields=('shop', 'order', 'direction', 'external_id'), name='parcels_parcel_external'), huitou.core.models.rows.SameShop(field='order', name='parcels_parcel_order_same_shop', to='orders.Order')],
                },
            ),
            migrations.CreateModel(
                name='ParcelLine',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                    ('parcel', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='parcels.parcel')),
                    ('order_line', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='parcel_lines', to='orders.line')),
                    ('quantity', models.PositiveIntegerField()),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('shop', 'id'), name='parcels_parcel_line_shop_id'), models.UniqueConstraint(fields=('shop', 'parcel', 'order_line'), name='parcels_parcel_line_once'), huitou.core.models.rows.SameShop(field='parcel', name='parcels_parcel_line_parcel_same_shop', to='parcels.Parcel'), huitou.core.models.rows.SameShop(field='order_line', name='parcels_parcel_line_line_same_shop', to='orders.Line'), models.CheckConstraint(condition=models.Q(('quantity__gt', 0)), name='parcels_parcel_line_positive')],
                },
            ),
            migrations.CreateModel(
                name='ParcelScan',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                    ('parcel', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='scans', to='parcels.parcel')),
                    ('state', models.CharField(max_length=12)),
                    ('occurred_at', models.DateTimeField()),
                    ('source', models.CharField(max_length=40)),
                    ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('shop', 'id'), name='parcels_scan_shop_id'), models.UniqueConstraint(fields=('shop', 'parcel', 'state', 'occurred_at'), name='parcels_scan_once'), huitou.core.models.rows.SameShop(field='parcel', name='parcels_scan_parcel_same_shop', to='parcels.Parcel')],
                },
            ),
        ]),
    ]

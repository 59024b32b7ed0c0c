import django.db.models.deletion
import huitou.core.ids
import huitou.core.models.rows
from django.db import migrations, models

from huitou.core.together import Together


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('core', '0002_poll_for_jobs'),
        ('parcels', '0003_tracking'),
    ]

    operations = [
        Together([
            migrations.CreateModel(
                name='DeliveryPromise',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('number', models.PositiveSmallIntegerField()),
                    ('earliest_on', models.DateField(null=True)),
                    ('latest_on', models.DateField()),
                    ('source', models.CharField(choices=[('carrier', 'Carrier'), ('lane', 'Lane'), ('shop', 'Shop')], max_length=10)),
                    ('because', models.CharField(choices=[('first', 'First'), ('source_said', 'Source Said'), ('handed_over', 'Handed Over'), ('held_up', 'Held Up'), ('overdue', 'Overdue')], max_length=12)),
                    ('status', models.CharField(blank=True, max_length=32)),
                    ('cause', models.CharField(blank=True, max_length=16)),
                    ('place', models.CharField(blank=True, max_length=40)),
                    ('parcels', models.PositiveIntegerField(default=0)),
                    ('level', models.PositiveSmallIntegerField(default=0)),
                    ('said_at', models.DateTimeField()),
                    ('parcel', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parcels.parcel')),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('shop', 'id'), name='lanes_promise_shop_id'), models.UniqueConstraint(fields=('shop', 'parcel', 'number'), name='lanes_promise_number'), huitou.core.models.rows.SameShop(field='parcel', name='lanes_promise_parcel_same_shop', to='parcels.Parcel'), models.CheckConstraint(condition=models.Q(('earliest_on', None), ('earliest_on__lte', models.F('latest_on')), _connector='OR'), name='lanes_promise_in_order')],
                },
            ),
            migrations.CreateModel(
                name='LaneRecord',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('key', models.CharField(max_length=240)),
                    ('days', models.JSONField()),
                    ('number', models.PositiveIntegerField()),
                    ('as_of', models.DateField()),
                    ('judged', models.PositiveIntegerField(default=0)),
                    ('kept', models.PositiveIntegerField(default=0)),
                    ('width', models.PositiveIntegerField(default=0)),
                    ('off_halves', models.PositiveIntegerField(default=0)),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('shop', 'id'), name='lanes_record_shop_id'), models.UniqueConstraint(fields=('shop', 'key'), name='lanes_record_key')],
                },
            ),
            migrations.CreateModel(
                name='TroubleStep',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('kind', models.CharField(max_length=16)),
                    ('did', models.CharField(max_length=10)),
                    ('actor_id', models.CharField(max_length=80)),
                    ('at', models.DateTimeField()),
                    ('rests_until', models.DateTimeField()),
                    ('parcel', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parcels.parcel')),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                ],
                options={
                    'indexes': [models.Index(fields=['shop', 'parcel', 'at'], name='lanes_trouble_step_parcel')],
                    'constraints': [models.UniqueConstraint(fields=('shop', 'id'), name='lanes_trouble_step_shop_id'), huitou.core.models.rows.SameShop(field='parcel', name='lanes_trouble_step_parcel_same_shop', to='parcels.Parcel')],
                },
            ),
        ]),
    ]

import django.db.models.deletion
import huitou.core.ids
import huitou.core.models.rows
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('changes', '0002_tariffs'),
        ('core', '0002_poll_for_jobs'),
        ('orders', '0006_variant_weight'),
        ('parcels', '0005_begins_at'),
    ]

    operations = [
        migrations.CreateModel(
            name='DeliveryRequest',
            fields=[
                ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('chain_length', models.PositiveIntegerField(default=0, editable=False)),
                ('chain_head', models.BinaryField(default=b'')),
                ('ref', models.CharField(max_length=16)),
                ('kind', models.CharField(choices=[('instructions', 'Tell the courier something'), ('safe_place', 'Leave it in a safe place'), ('neighbour', 'Leave it with a neighbour'), ('pickup_point', 'To a pick-up point'), ('another_day', 'On another day'), ('hold', 'Keep it for me')], max_length=16)),
                ('topic', models.CharField(max_length=8)),
                ('state', models.CharField(max_length=32)),
                ('deadline_at', models.DateTimeField(null=True)),
                ('day', models.DateField(null=True)),
                ('liability', models.BooleanField(default=False)),
                ('source', models.CharField(blank=True, max_length=20)),
                ('answer', models.CharField(blank=True, max_length=12)),
                ('why', models.CharField(blank=True, choices=[('carrier', 'The carrier does not do this.'), ('late', 'The parcel is too far on its way.'), ('charges', 'The carrier takes money for it, which you do not owe.'), ('unclear', 'The carrier could not find what you described.')], max_length=12)),
                ('opened_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('order', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order')),
                ('parcel', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parcels.parcel')),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
            ],
        ),
        migrations.CreateModel(
            name='DeliveryWords',
            fields=[
                ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('salt', models.BinaryField(default=huitou.core.models.rows.new_salt)),
                ('erased_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('text', models.CharField(blank=True, max_length=300)),
                ('request', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='words', to='changes.deliveryrequest')),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
            ],
        ),
        migrations.AddIndex(
            model_name='deliveryrequest',
            index=models.Index(fields=['shop', 'parcel'], name='changes_delivery_parcel_ix'),
        ),
        migrations.AddIndex(
            model_name='deliveryrequest',
            index=models.Index(fields=['shop', 'order'], name='changes_delivery_order_ix'),
        ),
        migrations.AddIndex(
            model_name='deliveryrequest',
            index=models.Index(fields=['shop', 'state', 'opened_at'], name='changes_delivery_state_ix'),
        ),
        migrations.AddIndex(
            model_name='deliveryrequest',
            index=models.Index(condition=models.Q(('deadline_at__isnull', False)), fields=['shop', 'deadline_at'], name='changes_delivery_due_ix'),
        ),
        migrations.AddConstraint(
            model_name='deliveryrequest',
            constraint=models.UniqueConstraint(fields=('shop', 'id'), name='changes_delivery_shop_id'),
        ),
        migrations.AddConstraint(
            model_name='deliveryrequest',
            constraint=models.UniqueConstraint(fields=('shop', 'ref'), name='changes_delivery_ref'),
        ),
        migrations.AddConstraint(
            model_name='deliveryrequest',
            constraint=models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True)), fields=('shop', 'parcel', 'topic'), name='changes_delivery_one_open'),
        ),
        migrations.AddConstraint(
            model_name='deliveryrequest',
            constraint=huitou.core.models.rows.SameShop(field='order', name='changes_delivery_order', to='orders.Order'),
        ),
        migrations.AddConstraint(
            model_name='deliveryrequest',
            constraint=huitou.core.models.rows.SameShop(field='parcel', name='changes_delivery_parcel', to='parcels.Parcel'),
        ),
        migrations.AddConstraint(
            model_name='deliverywords',
            constraint=models.UniqueConstraint(fields=('shop', 'id'), name='changes_words_shop_id'),
        ),
        migrations.AddConstraint(
            model_name='deliverywords',
            constraint=huitou.core.models.rows.SameShop(field='request', name='changes_words_request', to='changes.DeliveryRequest'),
        ),
    ]

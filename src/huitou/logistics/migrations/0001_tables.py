import django.db.models.deletion
import django.db.models.expressions
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
                name='ReturnPlace',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                    ('kind', models.CharField(choices=[('store', 'Store'), ('drop_off', 'Drop-off point')], max_length=12)),
                    ('name', models.CharField(max_length=120)),
                    ('address', models.TextField(max_length=600)),
                    ('hours', models.CharField(blank=True, max_length=200)),
                    ('country', models.CharField(blank=True, max_length=2)),
                    ('created_at', models.DateTimeField()),
                    ('closed_at', models.DateTimeField(null=True)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('shop', 'id'), name='logistics_place_shop_id'), models.CheckConstraint(condition=models.Q(('kind__in', ['store', 'drop_off'])), name='logistics_place_kind')],
                },
            ),
            migrations.CreateModel(
                name='ReturnsProvider',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                    ('name', models.CharField(max_length=120)),
                    ('created_at', models.DateTimeField()),
                    ('retired_at', models.DateTimeField(null=True)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('shop', 'id'), name='logistics_provider_shop_id'), models.UniqueConstraint(fields=('shop', 'name'), name='logistics_provider_name')],
                },
            ),
            migrations.CreateModel(
                name='GoodsReturn',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                    ('chain_length', models.PositiveIntegerField(default=0, editable=False)),
                    ('chain_head', models.BinaryField(default=b'')),
                    ('order', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order')),
                    ('ref', models.CharField(max_length=16)),
                    ('state', models.CharField(max_length=32)),
                    ('deadline_at', models.DateTimeField(null=True)),
                    ('terms', models.JSONField(default=dict)),
                    ('way', models.CharField(blank=True, choices=[('own_parcel', 'I send a parcel'), ('shop_label', "I use the shop's label"), ('pick_up', 'A courier picks it up'), ('drop_off', 'I drop it off'), ('store', 'I bring it to the shop')], max_length=16)),
                    ('carrier', models.CharField(blank=True, max_length=60)),
                    ('tracking_number', models.CharField(blank=True, max_length=80)),
                    ('opened_at', models.DateTimeField()),
                    ('handed_over_at', models.DateTimeField(null=True)),
                    ('arrived_at', models.DateTimeField(null=True)),
                    ('inspected_at', models.DateTimeField(null=True)),
                    ('damaged_basis_points', models.PositiveIntegerField(default=0)),
                    ('ways', models.JSONField(default=dict)),
                    ('send_to', models.TextField(blank=True)),
                    ('provider', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='logistics.returnsprovider')),
                    ('place', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='logistics.returnplace')),
                    ('labels_asked', models.PositiveSmallIntegerField(default=0)),
                    ('pick_ups', models.PositiveSmallIntegerField(default=0)),
                    ('missed_pick_ups', models.PositiveSmallIntegerField(default=0)),
                    ('pick_up_booked_at', models.DateTimeField(null=True)),
                    ('pick_up_starts_at', models.DateTimeField(null=True)),
                    ('pick_up_ends_at', models.DateTimeField(null=True)),
                    ('found_fault', models.BooleanField(default=False)),
                    ('settled_at', models.DateTimeField(null=True)),
                    ('disposed_at', models.DateTimeField(null=True)),
                ],
                options={
                    'indexes': [models.Index(fields=['shop', 'order'], name='logistics_return_order_idx'), models.Index(fields=['shop', 'state', 'opened_at'], name='logistics_return_state_idx'), models.Index(condition=models.Q(('deadline_at__isnull', False)), fields=['shop', 'deadline_at'], name='logistics_return_due_idx'), models.Index(condition=models.Q(('provider__isnull', False)), fields=['shop', 'provider', 'opened_at'], name='logistics_return_provider_ix')],
                    'constraints': [models.UniqueConstraint(fields=('shop', 'id'), name='logistics_return_shop_id'), models.UniqueConstraint(fields=('shop', 'ref'), name='logistics_return_ref'), huitou.core.models.rows.SameShop(field='order', name='logistics_return_order', to='orders.Order'), huitou.core.models.rows.SameShop(field='provider', name='logistics_return_provider', to='logistics.ReturnsProvider'), huitou.core.models.rows.SameShop(field='place', name='logistics_return_place', to='logistics.ReturnPlace'), models.CheckConstraint(condition=models.Q(('damaged_basis_points__lte', 10000)), name='logistics_return_damage_share')],
                },
            ),
            migrations.CreateModel(
                name='Replacement',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                    ('chain_length', models.PositiveIntegerField(default=0, editable=False)),
                    ('chain_head', models.BinaryField(default=b'')),
                    ('order', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order')),
                    ('ref', models.CharField(max_length=16)),
                    ('state', models.CharField(max_length=32)),
                    ('deadline_at', models.DateTimeField(null=True)),
                    ('terms', models.JSONField(default=dict)),
                    ('difference_minor', models.BigIntegerField(default=0)),
                    ('currency', models.CharField(max_length=3)),
                    ('delays', models.PositiveSmallIntegerField(default=0)),
                    ('carrier', models.CharField(blank=True, max_length=60)),
                    ('tracking_number', models.CharField(blank=True, max_length=80)),
                    ('opened_at', models.DateTimeField()),
                    ('shipped_at', models.DateTimeField(null=True)),
                    ('delivered_at', models.DateTimeField(null=True)),
                ],
                options={
                    'indexes': [models.Index(fields=['shop', 'order'], name='logistics_replacement_order_ix'), models.Index(fields=['shop', 'state', 'opened_at'], name='logistics_replacement_state_ix'), models.Index(condition=models.Q(('deadline_at__isnull', False)), fields=['shop', 'deadline_at'], name='logistics_replacement_due_ix')],
                    'constraints': [models.UniqueConstraint(fields=('shop', 'id'), name='logistics_replacement_shop_id'), models.UniqueConstraint(fields=('shop', 'ref'), name='logistics_replacement_ref'), huitou.core.models.rows.SameShop(field='order', name='logistics_replacement_order', to='orders.Order'), models.CheckConstraint(condition=models.Q(('difference_minor__gte', 0)), name='logistics_replacement_difference')],
                },
            ),
            migrations.CreateModel(
                name='ReplacementLine',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                    ('replacement', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='logistics.replacement')),
                    ('order_line', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.line')),
                    ('variant', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.variant')),
                    ('quantity', models.PositiveIntegerField()),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('shop', 'replacement', 'order_line'), name='logistics_replacement_line_once'), huitou.core.models.rows.SameShop(field='replacement', name='logistics_replacement_line_of', to='logistics.Replacement'), huitou.core.models.rows.SameShop(field='order_line', name='logistics_replacement_line_order_line', to='orders.Line'), huitou.core.models.rows.SameShop(field='variant', name='logistics_replacement_line_variant', to='orders.Variant'), models.CheckConstraint(condition=models.Q(('quantity__gt', 0)), name='logistics_replacement_line_quantity')],
                },
            ),
            migrations.CreateModel(
                name='ReturnLabel',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                    ('goods_return', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='labels', to='logistics.goodsreturn')),
                    ('maker', models.CharField(max_length=40)),
                    ('carrier', models.CharField(blank=True, max_length=60)),
                    ('tracking_number', models.CharField(blank=True, max_length=80)),
                    ('code', models.CharField(blank=True, max_length=300)),
                    ('instructions', models.CharField(blank=True, max_length=600)),
                    ('content', models.BinaryField(default=b'')),
                    ('media_type', models.CharField(blank=True, max_length=40)),
                    ('given_at', models.DateTimeField()),
                    ('expires_at', models.DateTimeField(null=True)),
                ],
                options={
                    'indexes': [models.Index(fields=['shop', 'goods_return', 'given_at'], name='logistics_label_newest')],
                    'constraints': [huitou.core.models.rows.SameShop(field='goods_return', name='logistics_label_return', to='logistics.GoodsReturn')],
                },
            ),
            migrations.CreateModel(
                name='ReturnLine',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                    ('goods_return', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='logistics.goodsreturn')),
                    ('order_line', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.line')),
                    ('quantity', models.PositiveIntegerField()),
                    ('good', models.PositiveIntegerField(default=0)),
                    ('wrong', models.PositiveIntegerField(default=0)),
                    ('damaged', models.PositiveIntegerField(default=0)),
                    ('missing', models.PositiveIntegerField(default=0)),
                    ('disposed', models.PositiveIntegerField(default=0)),
                    ('disposition', models.CharField(blank=True, choices=[('restock', 'Back into stock'), ('refurbish', 'Refurbish'), ('discard', 'Discard'), ('donate', 'Donate'), ('to_buyer', 'Back to the buyer'), ('repair', 'To the workshop')], max_length=16)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('shop', 'goods_return', 'order_line'), name='logistics_line_once'), huitou.core.models.rows.SameShop(field='goods_return', name='logistics_line_return', to='logistics.GoodsReturn'), huitou.core.models.rows.SameShop(field='order_line', name='logistics_line_order_line', to='orders.Line'), models.CheckConstraint(condition=models.Q(('quantity__gt', 0)), name='logistics_line_quantity'), models.CheckConstraint(condition=models.Q(('quantity__gte', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('good'), '+', models.F('wrong')), '+', models.F('damaged')), '+', models.F('missing')))), name='logistics_line_found'), models.CheckConstraint(condition=models.Q(('quantity__gte', django.db.models.expressions.CombinedExpression(models.F('disposed'), '+', models.F('missing')))), name='logistics_line_disposed')],
                },
            ),
            migrations.CreateModel(
                name='ReturnAddress',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                    ('address', models.TextField(max_length=600)),
                    ('countries', models.JSONField(default=list)),
                    ('provider', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='logistics.returnsprovider')),
                    ('created_at', models.DateTimeField()),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('shop', 'id'), name='logistics_address_shop_id'), huitou.core.models.rows.SameShop(field='provider', name='logistics_address_provider', to='logistics.ReturnsProvider')],
                },
            ),
            migrations.CreateModel(
                name='ReturnWay',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                    ('way', models.CharField(choices=[('own_parcel', 'I send a parcel'), ('shop_label', "I use the shop's label"), ('pick_up', 'A courier picks it up'), ('drop_off', 'I drop it off'), ('store', 'I bring it to the shop')], max_length=16)),
                    ('countries', models.JSONField(default=list)),
                    ('reasons', models.JSONField(default=list)),
                    ('cost_minor', models.BigIntegerField(default=0)),
                    ('windows', models.JSONField(default=list)),
                    ('seats', models.PositiveSmallIntegerField(default=4)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('shop', 'way'), name='logistics_way_once'), models.CheckConstraint(condition=models.Q(('cost_minor__gte', 0)), name='logistics_way_cost'), models.CheckConstraint(condition=models.Q(('seats__gt', 0)), name='logistics_way_seats')],
                },
            ),
            migrations.CreateModel(
                name='SendBack',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                    ('chain_length', models.PositiveIntegerField(default=0, editable=False)),
                    ('chain_head', models.BinaryField(default=b'')),
                    ('goods_return', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='sent_back', to='logistics.goodsreturn')),
                    ('order', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order')),
                    ('ref', models.CharField(max_length=16)),
                    ('state', models.CharField(max_length=32)),
                    ('deadline_at', models.DateTimeField(null=True)),
                    ('pieces', models.JSONField(default=dict)),
                    ('carrier', models.CharField(blank=True, max_length=60)),
                    ('tracking_number', models.CharField(blank=True, max_length=80)),
                    ('opened_at', models.DateTimeField()),
                    ('shipped_at', models.DateTimeField(null=True)),
                    ('delivered_at', models.DateTimeField(null=True)),
                ],
                options={
                    'indexes': [models.Index(fields=['shop', 'state', 'opened_at'], name='logistics_send_back_state_ix'), models.Index(condition=models.Q(('deadline_at__isnull', False)), fields=['shop', 'deadline_at'], name='logistics_send_back_due_ix')],
                    'constraints': [models.UniqueConstraint(fields=('shop', 'id'), name='logistics_send_back_shop_id'), models.UniqueConstraint(fields=('shop', 'ref'), name='logistics_send_back_ref'), models.UniqueConstraint(fields=('shop', 'goods_return'), name='logistics_send_back_once'), huitou.core.models.rows.SameShop(field='goods_return', name='logistics_send_back_return', to='logistics.GoodsReturn'), huitou.core.models.rows.SameShop(field='order', name='logistics_send_back_order', to='orders.Order')],
                },
            ),
            migrations.CreateModel(
                name='StockMessage',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                    ('number', models.PositiveBigIntegerField()),
                    ('goods_return', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='logistics.goodsreturn')),
                    ('order_line', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.line')),
                    ('sku', models.CharField(blank=True, max_length=120)),
                    ('quantity', models.PositiveIntegerField()),
                    ('disposition', models.CharField(choices=[('restock', 'Back into stock'), ('refurbish', 'Refurbish'), ('discard', 'Discard'), ('donate', 'Donate'), ('to_buyer', 'Back to the buyer'), ('repair', 'To the workshop')], max_length=16)),
                    ('stock', models.IntegerField(null=True)),
                    ('at', models.DateTimeField()),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('shop', 'number'), name='logistics_stock_number'), huitou.core.models.rows.SameShop(field='goods_return', name='logistics_stock_return', to='logistics.GoodsReturn'), huitou.core.models.rows.SameShop(field='order_line', name='logistics_stock_order_line', to='orders.Line'), models.CheckConstraint(condition=models.Q(('quantity__gt', 0)), name='logistics_stock_quantity')],
                },
            ),
            migrations.CreateModel(
                name='PickUp',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                    ('goods_return', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='booked', to='logistics.goodsreturn')),
                    ('service', models.CharField(max_length=40)),
                    ('starts_at', models.DateTimeField()),
                    ('ends_at', models.DateTimeField()),
                    ('seat', models.PositiveSmallIntegerField()),
                    ('booked_at', models.DateTimeField()),
                    ('ended_at', models.DateTimeField(null=True)),
                    ('outcome', models.CharField(blank=True, max_length=12)),
                ],
                options={
                    'constraints': [huitou.core.models.rows.SameShop(field='goods_return', name='logistics_pick_up_return', to='logistics.GoodsReturn'), models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('shop', 'service', 'starts_at', 'seat'), name='logistics_pick_up_seat'), models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('shop', 'goods_return'), name='logistics_pick_up_one_open'), models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='logistics_pick_up_slot')],
                },
            ),
        ]),
    ]

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
import huitou.core.ids
import huitou.core.models.rows
from django.db import migrations, models

from huitou.core.together import Together


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('core', '0001_tables'),
        ('policies', '0001_tables'),
    ]

    operations = [
        Together([
            migrations.CreateModel(
                name='Customer',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                    ('chain_length', models.PositiveIntegerField(default=0, editable=False)),
                    ('chain_head', models.BinaryField(default=b'')),
                    ('source', models.CharField(max_length=40)),
                    ('external_id', models.CharField(max_length=120)),
                    ('guest', models.BooleanField(default=False)),
                    ('segments', models.JSONField(default=list)),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('shop', 'id'), name='orders_customer_shop_id'), models.UniqueConstraint(fields=('shop', 'source', 'external_id'), name='orders_customer_external')],
                },
            ),
            migrations.CreateModel(
                name='CustomerContact',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                    ('salt', models.BinaryField(default=huitou.core.models.rows.new_salt)),
                    ('erased_at', models.DateTimeField(blank=True, editable=False, null=True)),
                    ('customer', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='contact', to='orders.customer')),
                    ('name', models.CharField(blank=True, max_length=200)),
                    ('email', models.CharField(blank=True, max_length=254)),
                    ('phone', models.CharField(blank=True, max_length=20)),
                    ('locale', models.CharField(blank=True, max_length=10)),
                ],
                options={
                    'indexes': [models.Index(fields=['shop', 'email'], name='orders_contact_email'), models.Index(fields=['shop', 'phone'], name='orders_contact_phone')],
                    'constraints': [models.UniqueConstraint(fields=('shop', 'id'), name='orders_contact_shop_id'), huitou.core.models.rows.SameShop(field='customer', name='orders_contact_customer_same_shop', to='orders.Customer')],
                },
            ),
            migrations.CreateModel(
                name='DataRequest',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                    ('chain_length', models.PositiveIntegerField(default=0, editable=False)),
                    ('chain_head', models.BinaryField(default=b'')),
                    ('customer', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='data_requests', to='orders.customer')),
                    ('ref', models.CharField(max_length=16)),
                    ('kind', models.CharField(choices=[('export', 'Copy of the data'), ('correction', 'Correction'), ('erasure', 'Erasure')], max_length=12)),
                    ('state', models.CharField(choices=[('waiting', 'Waiting'), ('done', 'Done'), ('withdrawn', 'Withdrawn')], max_length=12)),
                    ('asked_by', models.CharField(max_length=80)),
                    ('asked_at', models.DateTimeField()),
                    ('done_at', models.DateTimeField(null=True)),
                ],
                options={
                    'indexes': [models.Index(fields=['shop', 'customer', '-asked_at'], name='orders_data_request_by_cust'), models.Index(condition=models.Q(('state', 'waiting')), fields=['shop', 'asked_at'], name='orders_data_request_waiting')],
                    'constraints': [models.UniqueConstraint(fields=('shop', 'id'), name='orders_data_request_shop_id'), models.UniqueConstraint(fields=('shop', 'ref'), name='orders_data_request_ref'), models.UniqueConstraint(condition=models.Q(('kind', 'erasure'), ('state', 'waiting')), fields=('shop', 'customer'), name='orders_data_request_one_waiting'), models.CheckConstraint(condition=models.Q(models.Q(('done_at__isnull', False), ('state', 'done')), models.Q(models.Q(('state', 'done'), _negated=True), ('done_at', None)), _connector='OR'), name='orders_data_request_done'), huitou.core.models.rows.SameShop(field='customer', name='orders_data_request_customer', to='orders.Customer')],
                },
            ),
            migrations.CreateModel(
                name='ImportRun',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                    ('file', models.FileField(blank=True, max_length=200, upload_to='imports/')),
                    ('state', models.CharField(choices=[('waiting', 'Waits for its turn'), ('running', 'Under way'), ('done', 'Done'), ('failed', 'Not possible')], default='waiting', max_length=10)),
                    ('asked_by', models.CharField(max_length=80)),
                    ('asked_at', models.DateTimeField()),
                    ('started_at', models.DateTimeField(null=True)),
                    ('ended_at', models.DateTimeField(null=True)),
                    ('tries', models.PositiveSmallIntegerField(default=0)),
                    ('orders', models.PositiveIntegerField(default=0)),
                    ('earlier', models.JSONField(default=dict)),
                    ('report', models.JSONField(default=dict)),
                    ('problem', models.CharField(blank=True, max_length=60)),
                    ('problem_text', models.CharField(blank=True, max_length=500)),
                ],
                options={
                    'indexes': [models.Index(fields=['shop', '-asked_at'], name='orders_import_run_newest')],
                },
            ),
            migrations.CreateModel(
                name='Order',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                    ('chain_length', models.PositiveIntegerField(default=0, editable=False)),
                    ('chain_head', models.BinaryField(default=b'')),
                    ('customer', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='orders.customer')),
                    ('number', models.CharField(max_length=80)),
                    ('number_key', models.CharField(editable=False, max_length=80)),
                    ('source', models.CharField(max_length=40)),
                    ('external_id', models.CharField(max_length=120)),
                    ('currency', models.CharField(max_length=3)),
                    ('placed_at', models.DateTimeField()),
                    ('state', models.CharField(choices=[('placed', 'Placed'), ('paid', 'Paid'), ('cancelled', 'Cancelled')], max_length=12)),
                    ('country', models.CharField(blank=True, max_length=2)),
                    ('region', models.CharField(blank=True, max_length=80)),
                    ('locale', models.CharField(blank=True, max_length=10)),
                    ('subtotal_minor', models.BigIntegerField()),
                    ('discount_minor', models.BigIntegerField(default=0)),
                    ('shipping_minor', models.BigIntegerField(default=0)),
                    ('tax_minor', models.BigIntegerField(default=0)),
                    ('total_minor', models.BigIntegerField()),
                    ('tax_included', models.BooleanField(default=True)),
                    ('policy_version', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='policies.policyversion')),
                    ('moved_by_days', models.IntegerField(default=0)),
                    ('notes', models.JSONField(default=list)),
                    ('fingerprint', models.BinaryField(default=b'')),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ],
                options={
                    'indexes': [models.Index(fields=['shop', 'number_key'], name='orders_order_number_key'), models.Index(fields=['shop', 'customer', '-placed_at'], name='orders_order_by_customer'), models.Index(fields=['shop', '-placed_at', '-id'], name='orders_order_newest')],
                    'constraints': [models.UniqueConstraint(fields=('shop', 'id'), name='orders_order_shop_id'), models.UniqueConstraint(fields=('shop', 'number'), name='orders_order_number'), models.UniqueConstraint(fields=('shop', 'source', 'external_id'), name='orders_order_external'), huitou.core.models.rows.SameShop(field='customer', name='orders_order_customer_same_shop', to='orders.Customer'), huitou.core.models.rows.SameShop(field='policy_version', name='orders_order_policy_same_shop', to='policies.PolicyVersion'), models.CheckConstraint(condition=models.Q(('discount_minor__gte', 0), ('shipping_minor__gte', 0), ('subtotal_minor__gte', 0), ('tax_minor__gte', 0)), name='orders_order_sums_not_negative'), models.CheckConstraint(condition=models.Q(models.Q(('tax_included', True), ('total_minor', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('subtotal_minor'), '-', models.F('discount_minor')), '+', models.F('shipping_minor')))), models.Q(('tax_included', False), ('total_minor', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('subtotal_minor'), '-', models.F('discount_minor')), '+', models.F('shipping_minor')), '+', models.F('tax_minor')))), _connector='OR'), name='orders_order_total_adds_up'), models.CheckConstraint(condition=models.Q(('state__in', ['placed', 'paid', 'cancelled'])), name='orders_order_state_known')],
                },
            ),
            migrations.CreateModel(
                name='Line',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                    ('order', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='orders.order')),
                    ('position', models.PositiveIntegerField()),
                    ('external_id', models.CharField(max_length=120)),
                    ('sku', models.CharField(blank=True, max_length=120)),
                    ('title', models.CharField(max_length=300)),
                    ('variant', models.CharField(blank=True, max_length=200)),
                    ('category', models.CharField(blank=True, max_length=120)),
                    ('image', models.CharField(blank=True, max_length=500)),
                    ('quantity', models.PositiveIntegerField()),
                    ('unit_price_minor', models.BigIntegerField()),
                    ('discount_minor', models.BigIntegerField(default=0)),
                    ('tax_minor', models.BigIntegerField(default=0)),
                    ('shipping_minor', models.BigIntegerField(default=0)),
                    ('traits', models.JSONField(default=list)),
                    ('confirmed', models.JSONField(default=list)),
                    ('claimed', models.PositiveIntegerField(default=0)),
                    ('returned', models.PositiveIntegerField(default=0)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('shop', 'id'), name='orders_line_shop_id'), models.UniqueConstraint(fields=('shop', 'order', 'position'), name='orders_line_position'), models.UniqueConstraint(fields=('shop', 'order', 'external_id'), name='orders_line_external'), huitou.core.models.rows.SameShop(field='order', name='orders_line_order_same_shop', to='orders.Order'), models.CheckConstraint(condition=models.Q(('quantity__gt', 0)), name='orders_line_quantity_positive'), models.CheckConstraint(condition=models.Q(('claimed__gte', 0), ('quantity__gte', django.db.models.expressions.CombinedExpression(models.F('claimed'), '+', models.F('returned'))), ('returned__gte', 0)), name='orders_line_never_more_than_bought'), models.CheckConstraint(condition=models.Q(('discount_minor__gte', 0), ('shipping_minor__gte', 0), ('tax_minor__gte', 0), ('unit_price_minor__gte', 0)), name='orders_line_sums_not_negative'), models.CheckConstraint(condition=models.Q(('discount_minor__lte', django.db.models.expressions.CombinedExpression(models.F('quantity'), '*', models.F('unit_price_minor')))), name='orders_line_discount_within_price')],
                },
            ),
            migrations.CreateModel(
                name='Cancellation',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                    ('source', models.CharField(max_length=40)),
                    ('external_id', models.CharField(max_length=120)),
                    ('position', models.PositiveIntegerField()),
                    ('customer_external_id', models.CharField(blank=True, max_length=120)),
                    ('sku', models.CharField(max_length=120)),
                    ('quantity', models.PositiveIntegerField()),
                    ('unit_price_minor', models.BigIntegerField()),
                    ('currency', models.CharField(max_length=3)),
                    ('cancelled_at', models.DateTimeField()),
                    ('line', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cancellations', to='orders.line')),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('line__isnull', True)), fields=['shop', 'source', 'cancelled_at'], name='orders_cancellation_waiting')],
                    'constraints': [models.UniqueConstraint(fields=('shop', 'id'), name='orders_cancellation_shop_id'), models.UniqueConstraint(fields=('shop', 'source', 'external_id', 'position'), name='orders_cancellation_external'), huitou.core.models.rows.SameShop(field='line', name='orders_cancellation_line_same_shop', to='orders.Line'), models.CheckConstraint(condition=models.Q(('quantity__gt', 0), ('unit_price_minor__gte', 0)), name='orders_cancellation_positive')],
                },
            ),
            migrations.CreateModel(
                name='OrderAddress',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                    ('salt', models.BinaryField(default=huitou.core.models.rows.new_salt)),
                    ('erased_at', models.DateTimeField(blank=True, editable=False, null=True)),
                    ('order', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='address', to='orders.order')),
                    ('name', models.CharField(blank=True, max_length=200)),
                    ('street', models.CharField(blank=True, max_length=300)),
                    ('city', models.CharField(blank=True, max_length=120)),
                    ('postcode', models.CharField(blank=True, max_length=20)),
                    ('region', models.CharField(blank=True, max_length=80)),
                    ('country', models.CharField(blank=True, max_length=2)),
                    ('phone', models.CharField(blank=True, max_length=40)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('shop', 'id'), name='orders_address_shop_id'), huitou.core.models.rows.SameShop(field='order', name='orders_address_order_same_shop', to='orders.Order')],
                },
            ),
            migrations.CreateModel(
                name='Payment',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                    ('order', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='orders.order')),
                    ('position', models.PositiveIntegerField()),
                    ('method', models.CharField(max_length=40)),
                    ('gateway', models.CharField(max_length=40)),
                    ('external_id', models.CharField(max_length=120)),
                    ('captured_minor', models.BigIntegerField()),
                    ('reserved_minor', models.BigIntegerField(default=0)),
                    ('refunded_minor', models.BigIntegerField(default=0)),
                    ('paid_at', models.DateTimeField()),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('shop', 'id'), name='orders_payment_shop_id'), models.UniqueConstraint(fields=('shop', 'order', 'position'), name='orders_payment_position'), models.UniqueConstraint(fields=('shop', 'order', 'external_id'), name='orders_payment_external'), huitou.core.models.rows.SameShop(field='order', name='orders_payment_order_same_shop', to='orders.Order'), models.CheckConstraint(condition=models.Q(('captured_minor__gte', 0), ('refunded_minor__gte', 0), ('reserved_minor__gte', 0), ('captured_minor__gte', django.db.models.expressions.CombinedExpression(models.F('reserved_minor'), '+', models.F('refunded_minor')))), name='orders_payment_never_above_captured')],
                },
            ),
            migrations.CreateModel(
                name='ProductTraits',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                    ('chain_length', models.PositiveIntegerField(default=0, editable=False)),
                    ('chain_head', models.BinaryField(default=b'')),
                    ('scope', models.CharField(choices=[('sku', 'Article (SKU)'), ('category', 'Category')], max_length=10)),
                    ('name', models.CharField(max_length=120)),
                    ('name_key', models.CharField(editable=False, max_length=120)),
                    ('traits', models.JSONField(default=list)),
                    ('removed', models.BooleanField(default=False)),
                    ('changed_at', models.DateTimeField()),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('shop', 'id'), name='orders_producttraits_shop_id'), models.UniqueConstraint(fields=('shop', 'scope', 'name_key'), name='orders_producttraits_name'), models.CheckConstraint(condition=models.Q(('scope__in', ['sku', 'category'])), name='orders_producttraits_scope')],
                },
            ),
            migrations.CreateModel(
                name='Variant',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                    ('sku', models.CharField(max_length=120)),
                    ('product', models.CharField(max_length=120)),
                    ('title', models.CharField(max_length=300)),
                    ('name', models.CharField(blank=True, max_length=200)),
                    ('category', models.CharField(blank=True, max_length=120)),
                    ('image', models.CharField(blank=True, max_length=500)),
                    ('price_minor', models.BigIntegerField()),
                    ('currency', models.CharField(max_length=3)),
                    ('stock', models.IntegerField(null=True)),
                    ('reserved', models.PositiveIntegerField(default=0)),
                    ('updated_at', models.DateTimeField()),
                ],
                options={
                    'indexes': [models.Index(fields=['shop', 'product', 'name'], name='orders_variant_by_product')],
                    'constraints': [models.UniqueConstraint(fields=('shop', 'id'), name='orders_variant_shop_id'), models.UniqueConstraint(fields=('shop', 'sku'), name='orders_variant_sku'), models.CheckConstraint(condition=models.Q(('price_minor__gte', 0)), name='orders_variant_price_not_negative'), models.CheckConstraint(condition=models.Q(('stock__isnull', True), ('stock__gte', models.F('reserved')), _connector='OR'), name='orders_variant_reserved_in_stock')],
                },
            ),
        ]),
    ]

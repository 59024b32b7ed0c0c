import django.db.models.deletion
import huitou.core.ids
import huitou.core.models.rows
from django.db import migrations, models

from huitou.core.together import Together


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('core', '0002_poll_for_jobs'),
        ('orders', '0007_discount_codes'),
        ('parcels', '0003_tracking'),
    ]

    operations = [
        Together([
            migrations.CreateModel(
                name='Coupon',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('chain_length', models.PositiveIntegerField(default=0, editable=False)),
                    ('chain_head', models.BinaryField(default=b'')),
                    ('title', models.CharField(max_length=120)),
                    ('terms', models.CharField(blank=True, max_length=300)),
                    ('code', models.CharField(blank=True, max_length=60)),
                    ('starts_on', models.DateField()),
                    ('ends_on', models.DateField()),
                    ('least_minor', models.BigIntegerField(default=0)),
                    ('on_page', models.BooleanField(default=True)),
                    ('in_mail', models.BooleanField(default=False)),
                    ('made_at', models.DateTimeField()),
                    ('closed_at', models.DateTimeField(null=True)),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                ],
            ),
            migrations.CreateModel(
                name='CouponCode',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('code', models.CharField(max_length=60)),
                    ('given_at', models.DateTimeField(null=True)),
                    ('coupon', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='codes', to='retention.coupon')),
                    ('customer', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.customer')),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                ],
            ),
            migrations.CreateModel(
                name='Pairing',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('product', models.CharField(blank=True, max_length=120)),
                    ('other', models.CharField(max_length=120)),
                    ('source', models.CharField(choices=[('orders', 'Orders'), ('shop', 'Shop')], max_length=6)),
                    ('score', models.FloatField()),
                    ('baskets', models.PositiveIntegerField(default=0)),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                ],
            ),
            migrations.CreateModel(
                name='ParcelVisit',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('day', models.DateField()),
                    ('stage', models.CharField(max_length=20)),
                    ('late', models.BooleanField()),
                    ('opened', models.PositiveIntegerField()),
                    ('handed_on', models.PositiveIntegerField(default=0)),
                    ('parcel', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parcels.parcel')),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                ],
            ),
            migrations.CreateModel(
                name='SellingRules',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('chain_length', models.PositiveIntegerField(default=0, editable=False)),
                    ('chain_head', models.BinaryField(default=b'')),
                    ('recommends', models.BooleanField(default=False)),
                    ('product_link', models.CharField(blank=True, max_length=300)),
                    ('pinned', models.JSONField(default=list)),
                    ('excluded', models.JSONField(default=list)),
                    ('hold_out_percent', models.PositiveSmallIntegerField(default=10)),
                    ('days', models.PositiveSmallIntegerField(default=7)),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                ],
            ),
            migrations.CreateModel(
                name='Showing',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('block', models.CharField(choices=[('products', 'Products'), ('coupon', 'Coupon')], max_length=8)),
                    ('held_out', models.BooleanField()),
                    ('first_at', models.DateTimeField()),
                    ('clicked_at', models.DateTimeField(null=True)),
                    ('customer', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.customer')),
                    ('order', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order')),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                ],
            ),
            migrations.CreateModel(
                name='AnalyticsAccount',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('chain_length', models.PositiveIntegerField(default=0, editable=False)),
                    ('chain_head', models.BinaryField(default=b'')),
                    ('service', models.CharField(max_length=20)),
                    ('shown', models.JSONField(default=dict)),
                    ('hints', models.JSONField(default=dict)),
                    ('sealed', models.TextField(blank=True, default='')),
                    ('changed_at', models.DateTimeField()),
                    ('changed_by', models.CharField(max_length=80)),
                    ('closed_at', models.DateTimeField(null=True)),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('shop', 'service'), name='retention_analytics_once')],
                },
            ),
            migrations.CreateModel(
                name='Contact',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('salt', models.BinaryField(default=huitou.core.models.rows.new_salt)),
                    ('erased_at', models.DateTimeField(blank=True, editable=False, null=True)),
                    ('channel', models.CharField(choices=[('page', 'Tracking page'), ('case', 'Case'), ('phone', 'Telephone'), ('email', 'E-mail'), ('chat', 'Chat'), ('store', 'In the store'), ('other', 'Another way')], max_length=8)),
                    ('where_is_it', models.BooleanField()),
                    ('judged_by', models.CharField(choices=[('words', 'Words'), ('person', 'Person')], max_length=6)),
                    ('text', models.TextField(blank=True)),
                    ('answer', models.TextField(blank=True)),
                    ('stage', models.CharField(blank=True, max_length=20)),
                    ('after', models.CharField(blank=True, max_length=60)),
                    ('source_key', models.CharField(blank=True, max_length=120)),
                    ('asked_at', models.DateTimeField()),
                    ('answered_at', models.DateTimeField(null=True)),
                    ('answered_by', models.CharField(blank=True, max_length=80)),
                    ('order', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order')),
                    ('parcel', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parcels.parcel')),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                ],
                options={
                    'indexes': [models.Index(fields=['shop', 'asked_at'], name='retention_contact_asked'), models.Index(fields=['shop', 'order', 'asked_at'], name='retention_contact_order'), models.Index(condition=models.Q(('answered_at', None), ('channel', 'page')), fields=['shop', 'asked_at'], name='retention_contact_open')],
                    'constraints': [models.UniqueConstraint(fields=('shop', 'id'), name='retention_contact_shop_id'), models.UniqueConstraint(condition=models.Q(('source_key', ''), _negated=True), fields=('shop', 'channel', 'source_key'), name='retention_contact_once'), models.CheckConstraint(condition=models.Q(('channel__in', ['page', 'case', 'phone', 'email', 'chat', 'store', 'other'])), name='retention_contact_channel'), huitou.core.models.rows.SameShop(field='order', name='retention_contact_order_same_shop', to='orders.Order'), huitou.core.models.rows.SameShop(field='parcel', name='retention_contact_parcel_same_shop', to='parcels.Parcel')],
                },
            ),
        ]),
        Together([
            migrations.AddConstraint(
                model_name='coupon',
                constraint=models.UniqueConstraint(fields=('shop', 'id'), name='retention_coupon_shop_id'),
            ),
            migrations.AddConstraint(
                model_name='coupon',
                constraint=models.CheckConstraint(condition=models.Q(('least_minor__gte', 0), ('starts_on__lte', models.F('ends_on'))), name='retention_coupon_days'),
            ),
            migrations.AddConstraint(
                model_name='couponcode',
                constraint=models.UniqueConstraint(fields=('shop', 'id'), name='retention_code_shop_id'),
            ),
            migrations.AddConstraint(
                model_name='couponcode',
                constraint=models.UniqueConstraint(fields=('shop', 'coupon', 'code'), name='retention_code_once'),
            ),
            migrations.AddConstraint(
                model_name='couponcode',
                constraint=models.UniqueConstraint(fields=('shop', 'coupon', 'customer'), name='retention_code_customer'),
            ),
            migrations.AddConstraint(
                model_name='pairing',
                constraint=models.UniqueConstraint(fields=('shop', 'id'), name='retention_pairing_shop_id'),
            ),
            migrations.AddConstraint(
                model_name='pairing',
                constraint=models.UniqueConstraint(fields=('shop', 'product', 'source', 'other'), name='retention_pairing_once'),
            ),
            migrations.AddConstraint(
                model_name='pairing',
                constraint=models.CheckConstraint(condition=models.Q(('source__in', ['orders', 'shop'])), name='retention_pairing_source'),
            ),
            migrations.AddConstraint(
                model_name='parcelvisit',
                constraint=models.UniqueConstraint(fields=('shop', 'id'), name='retention_visit_shop_id'),
            ),
            migrations.AddConstraint(
                model_name='parcelvisit',
                constraint=models.UniqueConstraint(fields=('shop', 'parcel', 'day', 'stage', 'late'), name='retention_visit_once'),
            ),
            migrations.AddConstraint(
                model_name='sellingrules',
                constraint=models.UniqueConstraint(fields=('shop',), name='retention_rules_once'),
            ),
            migrations.AddConstraint(
                model_name='sellingrules',
                constraint=models.CheckConstraint(condition=models.Q(('days__gte', 1), ('days__lte', 60), ('hold_out_percent__lte', 50)), name='retention_rules_bounds'),
            ),
            migrations.AddConstraint(
                model_name='showing',
                constraint=models.UniqueConstraint(fields=('shop', 'id'), name='retention_showing_shop_id'),
            ),
            migrations.AddConstraint(
                model_name='showing',
                constraint=models.UniqueConstraint(fields=('shop', 'order', 'block'), name='retention_showing_once'),
            ),
            migrations.AddConstraint(
                model_name='showing',
                constraint=models.CheckConstraint(condition=models.Q(('block__in', ['products', 'coupon'])), name='retention_showing_block'),
            ),
        ]),
        Together([
            migrations.AddConstraint(
                model_name='couponcode',
                constraint=huitou.core.models.rows.SameShop(field='coupon', name='retention_code_coupon_same_shop', to='retention.Coupon'),
            ),
            migrations.AddConstraint(
                model_name='couponcode',
                constraint=huitou.core.models.rows.SameShop(field='customer', name='retention_code_customer_same_shop', to='orders.Customer'),
            ),
            migrations.AddConstraint(
                model_name='parcelvisit',
                constraint=huitou.core.models.rows.SameShop(field='parcel', name='retention_visit_parcel_same_shop', to='parcels.Parcel'),
            ),
            migrations.AddConstraint(
                model_name='showing',
                constraint=huitou.core.models.rows.SameShop(field='customer', name='retention_showing_customer_same_shop', to='orders.Customer'),
            ),
            migrations.AddConstraint(
                model_name='showing',
                constraint=huitou.core.models.rows.SameShop(field='order', name='retention_showing_order_same_shop', to='orders.Order'),
            ),
        ]),
        Together([
            migrations.AddIndex(
                model_name='couponcode',
                index=models.Index(fields=['shop', 'customer'], name='retention_code_by_customer'),
            ),
            migrations.AddIndex(
                model_name='parcelvisit',
                index=models.Index(fields=['shop', 'day'], name='retention_visit_day'),
            ),
            migrations.AddIndex(
                model_name='showing',
                index=models.Index(fields=['shop', 'first_at'], name='retention_showing_first'),
            ),
            migrations.AddIndex(
                model_name='showing',
                index=models.Index(fields=['shop', 'customer'], name='retention_showing_customer'),
            ),
        ]),
    ]

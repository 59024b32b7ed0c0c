import django.db.models.deletion
import huitou.core.ids
import huitou.core.models.rows
from django.db import migrations, models

from huitou.core.together import Together


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('core', '0002_poll_for_jobs'),
        ('logistics', '0001_tables'),
        ('orders', '0002_former_email'),
        ('parcels', '0001_tables'),
    ]

    operations = [
        Together([
            migrations.CreateModel(
                name='FreightCover',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('chain_length', models.PositiveIntegerField(default=0, editable=False)),
                    ('chain_head', models.BinaryField(default=b'')),
                    ('ref', models.CharField(max_length=16)),
                    ('state', models.CharField(default='in_force', max_length=12)),
                    ('payer', models.CharField(max_length=10)),
                    ('insurer', models.CharField(max_length=20)),
                    ('backer', models.CharField(max_length=10)),
                    ('risk_class', models.CharField(max_length=10)),
                    ('because', models.JSONField(default=dict)),
                    ('grams', models.PositiveIntegerField()),
                    ('currency', models.CharField(max_length=3)),
                    ('premium_minor', models.BigIntegerField()),
                    ('cover_minor', models.BigIntegerField()),
                    ('holder', models.CharField(blank=True, max_length=80)),
                    ('reference', models.CharField(blank=True, max_length=80)),
                    ('failure_code', models.CharField(blank=True, max_length=60)),
                    ('starts_at', models.DateTimeField()),
                    ('ends_at', models.DateTimeField()),
                    ('order', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order')),
                    ('parcel', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parcels.parcel')),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                ],
            ),
            migrations.CreateModel(
                name='FreightClaim',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('chain_length', models.PositiveIntegerField(default=0, editable=False)),
                    ('chain_head', models.BinaryField(default=b'')),
                    ('ref', models.CharField(max_length=16)),
                    ('state', models.CharField(max_length=20)),
                    ('deadline_at', models.DateTimeField(null=True)),
                    ('insurer', models.CharField(max_length=20)),
                    ('currency', models.CharField(max_length=3)),
                    ('amount_minor', models.BigIntegerField(default=0)),
                    ('refusal', models.CharField(blank=True, max_length=40)),
                    ('failure_code', models.CharField(blank=True, max_length=60)),
                    ('note', models.TextField(blank=True)),
                    ('reference', models.CharField(blank=True, max_length=80)),
                    ('asks', models.PositiveSmallIntegerField(default=0)),
                    ('opened_at', models.DateTimeField()),
                    ('settled_at', models.DateTimeField(null=True)),
                    ('goods_return', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='logistics.goodsreturn')),
                    ('order', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order')),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                    ('cover', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='claims', to='insurance.freightcover')),
                ],
            ),
            migrations.CreateModel(
                name='InsuranceTerms',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('chain_length', models.PositiveIntegerField(default=0, editable=False)),
                    ('chain_head', models.BinaryField(default=b'')),
                    ('insure_all', models.BooleanField(default=False)),
                    ('payer', models.CharField(choices=[('merchant', 'Paid by the shop'), ('platform', 'Paid by the platform'), ('buyer', 'Paid by the buyer')], default='merchant', max_length=10)),
                    ('insurer', models.CharField(default='pool', max_length=20)),
                    ('backer', models.CharField(default='merchant', max_length=10)),
                    ('table', models.JSONField(default=list)),
                    ('piece_grams', models.PositiveIntegerField(default=500)),
                    ('days', models.PositiveSmallIntegerField(default=60)),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                ],
            ),
            migrations.CreateModel(
                name='InsurerNotice',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('insurer', models.CharField(max_length=20)),
                    ('key', models.CharField(max_length=120)),
                    ('digest', models.CharField(max_length=64)),
                    ('facts', models.JSONField(default=dict)),
                    ('received_at', models.DateTimeField()),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                ],
            ),
        ]),
        Together([
            migrations.AddIndex(
                model_name='freightcover',
                index=models.Index(fields=['shop', 'order'], name='insurance_cover_order_ix'),
            ),
            migrations.AddIndex(
                model_name='freightcover',
                index=models.Index(fields=['shop', 'starts_at'], name='insurance_cover_starts_ix'),
            ),
        ]),
        Together([
            migrations.AddConstraint(
                model_name='freightcover',
                constraint=models.UniqueConstraint(fields=('shop', 'id'), name='insurance_cover_shop_id'),
            ),
            migrations.AddConstraint(
                model_name='freightcover',
                constraint=models.UniqueConstraint(fields=('shop', 'ref'), name='insurance_cover_ref'),
            ),
            migrations.AddConstraint(
                model_name='freightcover',
                constraint=models.UniqueConstraint(fields=('shop', 'parcel'), name='insurance_cover_parcel_once'),
            ),
            migrations.AddConstraint(
                model_name='freightcover',
                constraint=models.CheckConstraint(condition=models.Q(('cover_minor__gt', 0), ('premium_minor__gt', 0)), name='insurance_cover_sums'),
            ),
            migrations.AddConstraint(
                model_name='freightcover',
                constraint=models.CheckConstraint(condition=models.Q(('state__in', ['placing', 'in_force', 'declined'])), name='insurance_cover_state'),
            ),
            migrations.AddConstraint(
                model_name='freightcover',
                constraint=huitou.core.models.rows.SameShop(field='order', name='insurance_cover_order', to='orders.Order'),
            ),
            migrations.AddConstraint(
                model_name='freightcover',
                constraint=huitou.core.models.rows.SameShop(field='parcel', name='insurance_cover_parcel', to='parcels.Parcel'),
            ),
        ]),
        Together([
            migrations.AddIndex(
                model_name='freightclaim',
                index=models.Index(condition=models.Q(('deadline_at__isnull', False)), fields=['shop', 'deadline_at'], name='insurance_claim_due_ix'),
            ),
            migrations.AddIndex(
                model_name='freightclaim',
                index=models.Index(fields=['shop', 'order'], name='insurance_claim_order_ix'),
            ),
            migrations.AddIndex(
                model_name='freightclaim',
                index=models.Index(fields=['shop', 'opened_at'], name='insurance_claim_opened_ix'),
            ),
        ]),
        Together([
            migrations.AddConstraint(
                model_name='freightclaim',
                constraint=models.UniqueConstraint(fields=('shop', 'id'), name='insurance_claim_shop_id'),
            ),
            migrations.AddConstraint(
                model_name='freightclaim',
                constraint=models.UniqueConstraint(fields=('shop', 'ref'), name='insurance_claim_ref'),
            ),
            migrations.AddConstraint(
                model_name='freightclaim',
                constraint=models.UniqueConstraint(fields=('shop', 'goods_return'), name='insurance_claim_return_once'),
            ),
            migrations.AddConstraint(
                model_name='freightclaim',
                constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['filed', 'needs_person', 'escalated', 'paid'])), fields=('shop', 'cover'), name='insurance_claim_paid_once'),
            ),
            migrations.AddConstraint(
                model_name='freightclaim',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('amount_minor__gt', 0), ('state', 'paid')), models.Q(models.Q(('state', 'paid'), _negated=True), ('amount_minor__gte', 0)), _connector='OR'), name='insurance_claim_paid_sum'),
            ),
            migrations.AddConstraint(
                model_name='freightclaim',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'refused'), _negated=True), models.Q(models.Q(('refusal', ''), _negated=True), ('amount_minor', 0)), _connector='OR'), name='insurance_claim_refused_why'),
            ),
            migrations.AddConstraint(
                model_name='freightclaim',
                constraint=huitou.core.models.rows.SameShop(field='cover', name='insurance_claim_cover', to='insurance.FreightCover'),
            ),
            migrations.AddConstraint(
                model_name='freightclaim',
                constraint=huitou.core.models.rows.SameShop(field='order', name='insurance_claim_order', to='orders.Order'),
            ),
            migrations.AddConstraint(
                model_name='freightclaim',
                constraint=huitou.core.models.rows.SameShop(field='goods_return', name='insurance_claim_return', to='logistics.GoodsReturn'),
            ),
            migrations.AddConstraint(
                model_name='insuranceterms',
                constraint=models.UniqueConstraint(fields=('shop',), name='insurance_terms_once'),
            ),
            migrations.AddConstraint(
                model_name='insuranceterms',
                constraint=models.CheckConstraint(condition=models.Q(('backer__in', ['merchant', 'platform'])), name='insurance_terms_backer'),
            ),
            migrations.AddConstraint(
                model_name='insuranceterms',
                constraint=models.CheckConstraint(condition=models.Q(('days__gte', 1), ('days__lte', 400)), name='insurance_terms_days'),
            ),
            migrations.AddConstraint(
                model_name='insurernotice',
                constraint=models.UniqueConstraint(fields=('shop', 'insurer', 'key'), name='insurance_notice_once'),
            ),
        ]),
    ]

import django.db.models.deletion
import huitou.core.ids
import huitou.core.models.rows
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cases', '0006_paid_outside'),
        ('core', '0002_poll_for_jobs'),
        ('orders', '0006_variant_weight'),
        ('parcels', '0003_tracking'),
    ]

    operations = [
        migrations.CreateModel(
            name='CarrierClaim',
            fields=[
                ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('chain_length', models.PositiveIntegerField(default=0, editable=False)),
                ('chain_head', models.BinaryField(default=b'')),
                ('ref', models.CharField(max_length=16)),
                ('state', models.CharField(max_length=20)),
                ('deadline_at', models.DateTimeField(null=True)),
                ('carrier', models.CharField(blank=True, max_length=60)),
                ('what', models.CharField(choices=[('lost', 'Lost'), ('damaged', 'Damaged'), ('late', 'Late'), ('weight', 'Weight')], max_length=10)),
                ('currency', models.CharField(max_length=3)),
                ('loss_minor', models.BigIntegerField()),
                ('offered_minor', models.BigIntegerField(default=0)),
                ('recovered_minor', models.BigIntegerField(default=0)),
                ('file_by', models.DateField()),
                ('proof', models.CharField(max_length=10)),
                ('source', models.CharField(blank=True, max_length=200)),
                ('not_before', models.DateField(null=True)),
                ('reference', models.CharField(blank=True, max_length=80)),
                ('note', models.TextField(blank=True)),
                ('appeals', models.PositiveSmallIntegerField(default=0)),
                ('reminders', models.PositiveSmallIntegerField(default=0)),
                ('opened_at', models.DateTimeField()),
                ('moved_at', models.DateTimeField()),
                ('filed_at', models.DateTimeField(null=True)),
                ('settled_at', models.DateTimeField(null=True)),
                ('case', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('order', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order')),
                ('parcel', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parcels.parcel')),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('deadline_at__isnull', False)), fields=['shop', 'deadline_at'], name='claims_claim_due_ix'), models.Index(fields=['shop', 'order'], name='claims_claim_order_ix'), models.Index(fields=['shop', 'opened_at'], name='claims_claim_opened_ix')],
                'constraints': [models.UniqueConstraint(fields=('shop', 'id'), name='claims_claim_shop_id'), models.UniqueConstraint(fields=('shop', 'ref'), name='claims_claim_ref'), models.UniqueConstraint(condition=models.Q(('state', 'turned_up'), _negated=True), fields=('shop', 'parcel'), name='claims_claim_parcel_once'), models.CheckConstraint(condition=models.Q(('offered_minor__gte', 0), ('recovered_minor__gte', 0), ('recovered_minor__lte', models.F('loss_minor'))), name='claims_claim_never_above_loss'), models.CheckConstraint(condition=models.Q(models.Q(('recovered_minor__gt', 0), ('state', 'paid')), models.Q(models.Q(('state', 'paid'), _negated=True), ('recovered_minor', 0)), _connector='OR'), name='claims_claim_paid_sum'), huitou.core.models.rows.SameShop(field='parcel', name='claims_claim_parcel', to='parcels.Parcel'), huitou.core.models.rows.SameShop(field='order', name='claims_claim_order', to='orders.Order'), huitou.core.models.rows.SameShop(field='case', name='claims_claim_case', to='cases.Case')],
            },
        ),
        migrations.CreateModel(
            name='ClaimRule',
            fields=[
                ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('chain_length', models.PositiveIntegerField(default=0, editable=False)),
                ('chain_head', models.BinaryField(default=b'')),
                ('carrier', models.CharField(blank=True, max_length=60)),
                ('claims', models.BooleanField(default=True)),
                ('guarantees_days', models.BooleanField(default=False)),
                ('place', models.CharField(blank=True, max_length=300)),
                ('lost_days', models.PositiveSmallIntegerField(null=True)),
                ('damaged_days', models.PositiveSmallIntegerField(null=True)),
                ('late_days', models.PositiveSmallIntegerField(null=True)),
                ('weight_days', models.PositiveSmallIntegerField(null=True)),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('shop', 'id'), name='claims_rule_shop_id'), models.UniqueConstraint(fields=('shop', 'carrier'), name='claims_rule_once')],
            },
        ),
    ]

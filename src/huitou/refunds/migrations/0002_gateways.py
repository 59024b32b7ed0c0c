import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
import huitou.core.ids
import huitou.core.models.rows
from django.db import migrations, models

from huitou.core.together import Together


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0002_poll_for_jobs'),
        ('orders', '0001_tables'),
        ('refunds', '0001_tables'),
    ]

    operations = [
        migrations.AlterField(
            model_name='discrepancy',
            name='kind',
            field=models.CharField(choices=[('missing_there', 'We say paid; the provider knows nothing of it'), ('missing_here', 'The provider paid something that we do not know'), ('paid_after_failure', 'We gave it up; the provider paid all the same'), ('amount_differs', 'Another sum was paid'), ('paid_twice', 'It was paid twice'), ('failed_after_payment', 'The provider said paid, and later that it failed'), ('charged_back', 'A chargeback that our books do not fit'), ('ledger_differs', 'Our refunds and our own ledger disagree')], max_length=24),
        ),
        Together([
            migrations.CreateModel(
                name='Chargeback',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('chain_length', models.PositiveIntegerField(default=0, editable=False)),
                    ('chain_head', models.BinaryField(default=b'')),
                    ('ref', models.CharField(max_length=16)),
                    ('gateway', models.CharField(max_length=40)),
                    ('reference', models.CharField(max_length=200)),
                    ('reason', models.CharField(blank=True, default='', max_length=60)),
                    ('amount_minor', models.BigIntegerField()),
                    ('currency', models.CharField(max_length=3)),
                    ('fee_minor', models.BigIntegerField(default=0)),
                    ('fee_currency', models.CharField(blank=True, default='', max_length=3)),
                    ('taken_minor', models.BigIntegerField(default=0)),
                    ('beyond_minor', models.BigIntegerField(default=0)),
                    ('counts', models.PositiveIntegerField(default=0)),
                    ('state', models.CharField(max_length=20)),
                    ('deadline_at', models.DateTimeField(null=True)),
                    ('due_at', models.DateTimeField(null=True)),
                    ('said_at', models.DateTimeField()),
                    ('opened_at', models.DateTimeField()),
                    ('turn_at', models.DateTimeField()),
                    ('answered_at', models.DateTimeField(null=True)),
                    ('settled_at', models.DateTimeField(null=True)),
                    ('failure_code', models.CharField(blank=True, default='', max_length=60)),
                    ('words', models.TextField(blank=True, default='')),
                    ('note', models.TextField(blank=True, default='')),
                    ('order', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order')),
                    ('payment', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.payment')),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('deadline_at__isnull', False)), fields=['shop', 'deadline_at'], name='refunds_chargeback_due'), models.Index(fields=['shop', 'order'], name='refunds_chargeback_by_order'), models.Index(fields=['shop', 'payment'], name='refunds_chargeback_by_payment')],
                    'constraints': [models.UniqueConstraint(fields=('shop', 'id'), name='refunds_chargeback_shop_id'), models.UniqueConstraint(fields=('shop', 'ref'), name='refunds_chargeback_ref'), models.UniqueConstraint(fields=('shop', 'gateway', 'reference'), name='refunds_chargeback_once'), models.CheckConstraint(condition=models.Q(('amount_minor__gt', 0), ('beyond_minor__gte', 0), ('fee_minor__gte', 0), ('taken_minor__gte', 0), ('amount_minor__gte', django.db.models.expressions.CombinedExpression(models.F('taken_minor'), '+', models.F('beyond_minor')))), name='refunds_chargeback_sums'), huitou.core.models.rows.SameShop(field='order', name='refunds_chargeback_order', to='orders.Order'), huitou.core.models.rows.SameShop(field='payment', name='refunds_chargeback_payment', to='orders.Payment')],
                },
            ),
            migrations.CreateModel(
                name='GatewayAccount',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('chain_length', models.PositiveIntegerField(default=0, editable=False)),
                    ('chain_head', models.BinaryField(default=b'')),
                    ('gateway', models.CharField(max_length=40)),
                    ('shown', models.JSONField(default=dict)),
                    ('hints', models.JSONField(default=dict)),
                    ('sealed', models.TextField(blank=True, default='')),
                    ('serves', models.JSONField(default=list)),
                    ('opened_at', models.DateTimeField()),
                    ('changed_at', models.DateTimeField()),
                    ('changed_by', models.CharField(max_length=80)),
                    ('closed_at', models.DateTimeField(null=True)),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('shop', 'gateway'), name='refunds_account_once')],
                },
            ),
            migrations.CreateModel(
                name='GatewayNotice',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('gateway', models.CharField(max_length=40)),
                    ('event_id', models.CharField(max_length=120)),
                    ('kind', models.CharField(max_length=80)),
                    ('payload', models.JSONField()),
                    ('body_hash', models.BinaryField(max_length=32)),
                    ('size', models.PositiveIntegerField()),
                    ('said_at', models.DateTimeField()),
                    ('received_at', models.DateTimeField()),
                    ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                ],
                options={
                    'indexes': [models.Index(fields=['shop', 'received_at'], name='refunds_notice_newest')],
                    'constraints': [models.UniqueConstraint(fields=('shop', 'gateway', 'event_id'), name='refunds_notice_once')],
                },
            ),
            migrations.CreateModel(
                name='RefundElsewhere',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('chain_length', models.PositiveIntegerField(default=0, editable=False)),
                    ('chain_head', models.BinaryField(default=b'')),
                    ('gateway', models.CharField(max_length=40)),
                    ('reference', models.CharField(max_length=200)),
                    ('amount_minor', models.BigIntegerField()),
                    ('currency', models.CharField(max_length=3)),
                    ('beyond_minor', models.BigIntegerField(default=0)),
                    ('counts', models.PositiveIntegerField(default=0)),
                    ('happened_at', models.DateTimeField()),
                    ('found_at', models.DateTimeField()),
                    ('reversed_at', models.DateTimeField(null=True)),
                    ('order', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order')),
                    ('payment', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.payment')),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                ],
                options={
                    'indexes': [models.Index(fields=['shop', 'order'], name='refunds_elsewhere_by_order'), models.Index(fields=['shop', 'payment'], name='refunds_elsewhere_by_payment')],
                    'constraints': [models.UniqueConstraint(fields=('shop', 'id'), name='refunds_elsewhere_shop_id'), models.UniqueConstraint(fields=('shop', 'gateway', 'reference'), name='refunds_elsewhere_once'), models.CheckConstraint(condition=models.Q(('amount_minor__gt', 0), ('beyond_minor__gte', 0), ('beyond_minor__lte', models.F('amount_minor'))), name='refunds_elsewhere_sums'), huitou.core.models.rows.SameShop(field='order', name='refunds_elsewhere_order', to='orders.Order'), huitou.core.models.rows.SameShop(field='payment', name='refunds_elsewhere_payment', to='orders.Payment')],
                },
            ),
        ]),
    ]

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
                name='StoredSheet',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                    ('order', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order')),
                    ('facts', models.JSONField()),
                    ('sheet', models.JSONField()),
                    ('digest', models.CharField(max_length=64)),
                    ('total_minor', models.BigIntegerField()),
                    ('currency', models.CharField(max_length=3)),
                    ('computed_at', models.DateTimeField()),
                    ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ],
                options={
                    'indexes': [models.Index(fields=['shop', 'order'], name='refunds_sheet_by_order')],
                    'constraints': [models.UniqueConstraint(fields=('shop', 'id'), name='refunds_sheet_shop_id'), models.CheckConstraint(condition=models.Q(('total_minor__gte', 0)), name='refunds_sheet_not_negative'), huitou.core.models.rows.SameShop(field='order', name='refunds_sheet_order', to='orders.Order')],
                },
            ),
            migrations.CreateModel(
                name='Refund',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                    ('chain_length', models.PositiveIntegerField(default=0, editable=False)),
                    ('chain_head', models.BinaryField(default=b'')),
                    ('order', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order')),
                    ('payment', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.payment')),
                    ('sheet', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='refunds.storedsheet')),
                    ('ref', models.CharField(max_length=16)),
                    ('cause_id', models.UUIDField()),
                    ('sequence', models.PositiveIntegerField()),
                    ('key', models.CharField(max_length=64)),
                    ('amount_minor', models.BigIntegerField()),
                    ('currency', models.CharField(max_length=3)),
                    ('state', models.CharField(max_length=20)),
                    ('deadline_at', models.DateTimeField(null=True)),
                    ('gateway', models.CharField(max_length=40)),
                    ('gateway_reference', models.CharField(blank=True, default='', max_length=200)),
                    ('attempts', models.PositiveIntegerField(default=0)),
                    ('asks', models.PositiveIntegerField(default=0)),
                    ('outcome_open', models.BooleanField(default=False)),
                    ('retry_wanted', models.BooleanField(default=False)),
                    ('failure_code', models.CharField(blank=True, default='', max_length=60)),
                    ('paid_minor', models.BigIntegerField(default=0)),
                    ('paid_through', models.CharField(blank=True, default='', max_length=40)),
                    ('note', models.TextField(blank=True, default='')),
                    ('requested_at', models.DateTimeField()),
                    ('called_at', models.DateTimeField(null=True)),
                    ('settled_at', models.DateTimeField(null=True)),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('deadline_at__isnull', False)), fields=['shop', 'deadline_at'], name='refunds_refund_due'), models.Index(fields=['shop', 'cause_id'], name='refunds_refund_cause'), models.Index(fields=['shop', 'order'], name='refunds_refund_by_order'), models.Index(fields=['shop', 'payment'], name='refunds_refund_by_payment'), models.Index(fields=['shop', 'sheet'], name='refunds_refund_by_sheet'), models.Index(condition=models.Q(('state__in', ['needs_person', 'by_hand', 'escalated'])), fields=['shop', 'state', 'deadline_at'], name='refunds_refund_for_people'), models.Index(fields=['shop', 'gateway', 'requested_at'], name='refunds_refund_at_gateway'), models.Index(models.F('shop'), models.OrderBy(models.F('requested_at'), descending=True), models.OrderBy(models.F('id'), descending=True), name='refunds_refund_newest')],
                    'constraints': [models.UniqueConstraint(fields=('shop', 'id'), name='refunds_refund_shop_id'), models.UniqueConstraint(fields=('shop', 'ref'), name='refunds_refund_ref'), models.UniqueConstraint(fields=('shop', 'key'), name='refunds_refund_key'), models.UniqueConstraint(fields=('shop', 'cause_id', 'sequence', 'payment'), name='refunds_refund_once_per_cause'), models.CheckConstraint(condition=models.Q(('amount_minor__gt', 0)), name='refunds_refund_positive'), models.CheckConstraint(condition=models.Q(models.Q(('paid_minor__gt', 0), ('settled_at__isnull', False), ('state', 'succeeded')), models.Q(models.Q(('state', 'succeeded'), _negated=True), ('paid_minor', 0)), _connector='OR'), name='refunds_refund_paid_when_succeeded'), huitou.core.models.rows.SameShop(field='order', name='refunds_refund_order', to='orders.Order'), huitou.core.models.rows.SameShop(field='payment', name='refunds_refund_payment', to='orders.Payment'), huitou.core.models.rows.SameShop(field='sheet', name='refunds_refund_sheet', to='refunds.StoredSheet')],
                },
            ),
            migrations.CreateModel(
                name='Pause',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                    ('gateway', models.CharField(max_length=40)),
                    ('reason', models.TextField()),
                    ('begun_at', models.DateTimeField()),
                    ('begun_by', models.CharField(max_length=80)),
                    ('compare_since', models.DateTimeField(null=True)),
                    ('compared_at', models.DateTimeField(null=True)),
                    ('ended_at', models.DateTimeField(null=True)),
                    ('ended_by', models.CharField(blank=True, default='', max_length=80)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('shop', 'gateway'), name='refunds_pause_one_at_a_time')],
                },
            ),
            migrations.CreateModel(
                name='GatewayExchange',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                    ('refund', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='refunds.refund')),
                    ('attempt', models.PositiveIntegerField()),
                    ('kind', models.CharField(max_length=12)),
                    ('outcome', models.CharField(blank=True, default='', max_length=20)),
                    ('gateway', models.CharField(max_length=40)),
                    ('gateway_reference', models.CharField(blank=True, default='', max_length=200)),
                    ('amount_minor', models.BigIntegerField(null=True)),
                    ('currency', models.CharField(blank=True, default='', max_length=3)),
                    ('failure_code', models.CharField(blank=True, default='', max_length=60)),
                    ('detail', models.CharField(blank=True, default='', max_length=300)),
                    ('at', models.DateTimeField()),
                    ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ],
                options={
                    'indexes': [models.Index(fields=['shop', 'refund', 'at'], name='refunds_exchange_of_refund')],
                    'constraints': [huitou.core.models.rows.SameShop(field='refund', name='refunds_exchange_refund', to='refunds.Refund')],
                },
            ),
            migrations.CreateModel(
                name='Discrepancy',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                    ('chain_length', models.PositiveIntegerField(default=0, editable=False)),
                    ('chain_head', models.BinaryField(default=b'')),
                    ('gateway', models.CharField(max_length=40)),
                    ('kind', models.CharField(choices=[('missing_there', 'We say paid; the provider knows nothing of it'), ('missing_here', 'The provider paid something that we do not know'), ('paid_after_failure', 'We gave it up; the provider paid all the same'), ('amount_differs', 'Another sum was paid'), ('paid_twice', 'It was paid twice'), ('ledger_differs', 'Our refunds and our own ledger disagree')], max_length=24)),
                    ('key', models.CharField(max_length=200)),
                    ('refund', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='refunds.refund')),
                    ('currency', models.CharField(max_length=3)),
                    ('ours_minor', models.BigIntegerField()),
                    ('theirs_minor', models.BigIntegerField()),
                    ('gateway_reference', models.CharField(blank=True, default='', max_length=200)),
                    ('found_at', models.DateTimeField()),
                    ('explained_at', models.DateTimeField(null=True)),
                    ('explained_by', models.CharField(blank=True, default='', max_length=80)),
                    ('closed_at', models.DateTimeField(null=True)),
                    ('closed_by', models.CharField(blank=True, default='', max_length=80)),
                    ('closing_note', models.TextField(blank=True, default='')),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['shop', 'found_at'], name='refunds_discrepancy_open')],
                    'constraints': [models.UniqueConstraint(fields=('shop', 'gateway', 'kind', 'key'), name='refunds_discrepancy_once'), huitou.core.models.rows.SameShop(field='refund', name='refunds_discrepancy_refund', to='refunds.Refund')],
                },
            ),
            migrations.CreateModel(
                name='RefundLine',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                    ('refund', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='refunds.refund')),
                    ('line', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.line')),
                    ('quantity', models.PositiveIntegerField()),
                    ('amount_minor', models.BigIntegerField()),
                ],
                options={
                    'indexes': [models.Index(fields=['shop', 'line'], name='refunds_line_by_line')],
                    'constraints': [models.UniqueConstraint(fields=('shop', 'refund', 'line'), name='refunds_line_once'), models.CheckConstraint(condition=models.Q(('amount_minor__gte', 0)), name='refunds_line_not_negative'), huitou.core.models.rows.SameShop(field='refund', name='refunds_line_refund', to='refunds.Refund'), huitou.core.models.rows.SameShop(field='line', name='refunds_line_line', to='orders.Line')],
                },
            ),
        ]),
    ]

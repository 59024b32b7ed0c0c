import django.db.models.deletion
import huitou.core.ids
import huitou.core.models.rows
from django.db import migrations, models

from huitou.core.together import Together


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0002_poll_for_jobs'),
        ('orders', '0004_promotions'),
        ('refunds', '0002_gateways'),
    ]

    operations = [
        Together([
            migrations.CreateModel(
                name='CreditNote',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('year', models.PositiveIntegerField()),
                    ('number', models.PositiveIntegerField()),
                    ('currency', models.CharField(max_length=3)),
                    ('total_minor', models.BigIntegerField()),
                    ('tax_minor', models.BigIntegerField()),
                    ('content', models.JSONField()),
                    ('settled_at', models.DateTimeField()),
                    ('issued_at', models.DateTimeField()),
                ],
            ),
            migrations.CreateModel(
                name='NoteCounter',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('year', models.PositiveIntegerField()),
                    ('last', models.PositiveIntegerField(default=0)),
                ],
            ),
            migrations.CreateModel(
                name='RefundRules',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('chain_length', models.PositiveIntegerField(default=0, editable=False)),
                    ('chain_head', models.BinaryField(default=b'')),
                    ('order_of_payments', models.CharField(choices=[('proportional', 'From each its part, by what is left on it'), ('as_paid', 'In the order in which they were paid'), ('money_first', 'Money first, then gift cards and points'), ('money_last', 'Gift cards and points first, then money')], default='proportional', max_length=16)),
                    ('confirm_above_minor', models.BigIntegerField(null=True)),
                    ('take_back_discounts', models.BooleanField(default=True)),
                    ('accounts', models.JSONField(default=dict)),
                ],
            ),
        ]),
        migrations.RemoveIndex(
            model_name='refund',
            name='refunds_refund_for_people',
        ),
        Together([
            migrations.AddField(
                model_name='refund',
                name='agreed_by',
                field=models.CharField(blank=True, default='', max_length=80),
            ),
            migrations.AddField(
                model_name='refund',
                name='confirm_needed',
                field=models.BooleanField(default=False),
            ),
            migrations.AddField(
                model_name='refund',
                name='confirmed_by',
                field=models.CharField(blank=True, default='', max_length=80),
            ),
            migrations.AddField(
                model_name='refund',
                name='other_way_by',
                field=models.CharField(blank=True, default='', max_length=80),
            ),
        ]),
        migrations.AddIndex(
            model_name='refund',
            index=models.Index(condition=models.Q(('state__in', ['needs_person', 'by_hand', 'escalated', 'other_way', 'to_confirm'])), fields=['shop', 'state', 'deadline_at'], name='refunds_refund_with_people'),
        ),
        Together([
            migrations.AddField(
                model_name='creditnote',
                name='refund',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='refunds.refund'),
            ),
            migrations.AddField(
                model_name='creditnote',
                name='shop',
                field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop'),
            ),
            migrations.AddField(
                model_name='notecounter',
                name='shop',
                field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop'),
            ),
            migrations.AddField(
                model_name='refundrules',
                name='shop',
                field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop'),
            ),
        ]),
        migrations.AddIndex(
            model_name='creditnote',
            index=models.Index(fields=['shop', 'settled_at'], name='refunds_note_by_time'),
        ),
        Together([
            migrations.AddConstraint(
                model_name='creditnote',
                constraint=models.UniqueConstraint(fields=('shop', 'year', 'number'), name='refunds_note_number'),
            ),
            migrations.AddConstraint(
                model_name='creditnote',
                constraint=models.UniqueConstraint(fields=('shop', 'refund'), name='refunds_note_once'),
            ),
            migrations.AddConstraint(
                model_name='creditnote',
                constraint=models.CheckConstraint(condition=models.Q(('number__gt', 0), ('tax_minor__gte', 0), ('total_minor__gt', 0)), name='refunds_note_sums'),
            ),
            migrations.AddConstraint(
                model_name='creditnote',
                constraint=huitou.core.models.rows.SameShop(field='refund', name='refunds_note_refund', to='refunds.Refund'),
            ),
            migrations.AddConstraint(
                model_name='notecounter',
                constraint=models.UniqueConstraint(fields=('shop', 'year'), name='refunds_note_counter'),
            ),
            migrations.AddConstraint(
                model_name='refundrules',
                constraint=models.UniqueConstraint(fields=('shop',), name='refunds_rules_once'),
            ),
            migrations.AddConstraint(
                model_name='refundrules',
                constraint=models.CheckConstraint(condition=models.Q(('confirm_above_minor__isnull', True), ('confirm_above_minor__gte', 0), _connector='OR'), name='refunds_rules_limit'),
            ),
        ]),
    ]

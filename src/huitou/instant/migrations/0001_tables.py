import django.db.models.deletion
import django.db.models.expressions
import huitou.core.ids
import huitou.core.models.rows
from django.db import migrations, models

from huitou.core.together import Together


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cases', '0004_paid_early'),
        ('core', '0002_poll_for_jobs'),
        ('orders', '0001_tables'),
    ]

    operations = [
        Together([
            migrations.CreateModel(
                name='MonthBudget',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('month', models.CharField(max_length=7)),
                    ('currency', models.CharField(max_length=3)),
                    ('budget_minor', models.BigIntegerField()),
                    ('set_aside_minor', models.BigIntegerField(default=0)),
                    ('expected_minor', models.BigIntegerField(default=0)),
                    ('lost_minor', models.BigIntegerField(default=0)),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                ],
            ),
            migrations.CreateModel(
                name='Advance',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('chain_length', models.PositiveIntegerField(default=0, editable=False)),
                    ('chain_head', models.BinaryField(default=b'')),
                    ('ref', models.CharField(max_length=16)),
                    ('state', models.CharField(max_length=16)),
                    ('deadline_at', models.DateTimeField(null=True)),
                    ('clock_left', models.DurationField(null=True)),
                    ('points', models.PositiveSmallIntegerField()),
                    ('amount_minor', models.BigIntegerField()),
                    ('currency', models.CharField(max_length=3)),
                    ('set_aside_minor', models.BigIntegerField(default=0)),
                    ('expected_minor', models.BigIntegerField(default=0)),
                    ('claimed_minor', models.BigIntegerField(default=0)),
                    ('charged_minor', models.BigIntegerField(default=0)),
                    ('received_minor', models.BigIntegerField(default=0)),
                    ('brought_minor', models.BigIntegerField(default=0)),
                    ('lost_minor', models.BigIntegerField(default=0)),
                    ('case_over', models.BooleanField(default=False)),
                    ('objection', models.TextField(blank=True)),
                    ('objected_at', models.DateTimeField(null=True)),
                    ('note', models.TextField(blank=True)),
                    ('opened_at', models.DateTimeField()),
                    ('paid_at', models.DateTimeField(null=True)),
                    ('closed_at', models.DateTimeField(null=True)),
                    ('case', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                    ('order', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order')),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                    ('month', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='instant.monthbudget')),
                ],
            ),
            migrations.CreateModel(
                name='Assessment',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('points', models.PositiveSmallIntegerField()),
                    ('reasons', models.JSONField(default=list)),
                    ('outcome', models.CharField(max_length=20)),
                    ('would', models.CharField(max_length=20)),
                    ('number', models.BigIntegerField(default=0)),
                    ('threshold', models.PositiveSmallIntegerField()),
                    ('amount_minor', models.BigIntegerField()),
                    ('currency', models.CharField(max_length=3)),
                    ('at', models.DateTimeField()),
                    ('case', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                    ('customer', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.customer')),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                ],
                options={
                    'indexes': [models.Index(fields=['shop', '-at', '-id'], name='instant_assessment_newest'), models.Index(fields=['shop', 'customer'], name='instant_assessment_customer_ix')],
                    'constraints': [models.UniqueConstraint(fields=('shop', 'case'), name='instant_assessment_once'), huitou.core.models.rows.SameShop(field='case', name='instant_assessment_case', to='cases.Case'), huitou.core.models.rows.SameShop(field='customer', name='instant_assessment_customer', to='orders.Customer')],
                },
            ),
            migrations.CreateModel(
                name='InstantRules',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('chain_length', models.PositiveIntegerField(default=0, editable=False)),
                    ('chain_head', models.BinaryField(default=b'')),
                    ('mode', models.CharField(choices=[('off', 'Off'), ('shadow', 'Shadow: assess, but pay nobody ahead'), ('on', 'On')], default='off', max_length=8)),
                    ('budget_minor', models.BigIntegerField(default=0)),
                    ('largest_minor', models.BigIntegerField(default=0)),
                    ('best_points', models.PositiveSmallIntegerField(default=80)),
                    ('narrowest_points', models.PositiveSmallIntegerField(default=50)),
                    ('excluded_reasons', models.JSONField(default=list)),
                    ('excluded_categories', models.JSONField(default=list)),
                    ('hold_out_percent', models.PositiveSmallIntegerField(default=5)),
                    ('set_aside_percent', models.PositiveSmallIntegerField(default=100)),
                    ('threshold', models.PositiveSmallIntegerField(default=80)),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('shop',), name='instant_rules_once'), models.CheckConstraint(condition=models.Q(('budget_minor__gte', 0), ('largest_minor__gte', 0)), name='instant_rules_sums'), models.CheckConstraint(condition=models.Q(('best_points__lte', 100), ('hold_out_percent__lte', 50), ('narrowest_points__lte', 100), ('set_aside_percent__gte', 25), ('set_aside_percent__lte', 100)), name='instant_rules_points')],
                },
            ),
        ]),
        Together([
            migrations.AddConstraint(
                model_name='monthbudget',
                constraint=models.UniqueConstraint(fields=('shop', 'id'), name='instant_month_shop_id'),
            ),
            migrations.AddConstraint(
                model_name='monthbudget',
                constraint=models.UniqueConstraint(fields=('shop', 'month', 'currency'), name='instant_month_once'),
            ),
            migrations.AddConstraint(
                model_name='monthbudget',
                constraint=models.CheckConstraint(condition=models.Q(('budget_minor__gte', 0), ('expected_minor__gte', 0), ('lost_minor__gte', 0), ('set_aside_minor__gte', 0)), name='instant_month_not_negative'),
            ),
        ]),
        Together([
            migrations.AddIndex(
                model_name='advance',
                index=models.Index(condition=models.Q(('deadline_at__isnull', False)), fields=['shop', 'deadline_at'], name='instant_advance_due'),
            ),
            migrations.AddIndex(
                model_name='advance',
                index=models.Index(fields=['shop', '-opened_at', '-id'], name='instant_advance_newest'),
            ),
            migrations.AddIndex(
                model_name='advance',
                index=models.Index(fields=['shop', 'order'], name='instant_advance_by_order'),
            ),
        ]),
        Together([
            migrations.AddConstraint(
                model_name='advance',
                constraint=models.UniqueConstraint(fields=('shop', 'id'), name='instant_advance_shop_id'),
            ),
            migrations.AddConstraint(
                model_name='advance',
                constraint=models.UniqueConstraint(fields=('shop', 'ref'), name='instant_advance_ref'),
            ),
            migrations.AddConstraint(
                model_name='advance',
                constraint=models.UniqueConstraint(fields=('shop', 'case'), name='instant_advance_once'),
            ),
            migrations.AddConstraint(
                model_name='advance',
                constraint=models.CheckConstraint(condition=models.Q(('amount_minor__gt', 0), ('brought_minor__gte', 0), ('charged_minor__gte', 0), ('expected_minor__gte', 0), ('lost_minor__gte', 0), ('received_minor__gte', 0), ('set_aside_minor__gte', 0), ('claimed_minor__gte', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('charged_minor'), '+', models.F('received_minor')), '+', models.F('brought_minor')), '+', models.F('lost_minor')))), name='instant_advance_adds_up'),
            ),
            migrations.AddConstraint(
                model_name='advance',
                constraint=huitou.core.models.rows.SameShop(field='case', name='instant_advance_case', to='cases.Case'),
            ),
            migrations.AddConstraint(
                model_name='advance',
                constraint=huitou.core.models.rows.SameShop(field='order', name='instant_advance_order', to='orders.Order'),
            ),
            migrations.AddConstraint(
                model_name='advance',
                constraint=huitou.core.models.rows.SameShop(field='month', name='instant_advance_month', to='instant.MonthBudget'),
            ),
        ]),
    ]

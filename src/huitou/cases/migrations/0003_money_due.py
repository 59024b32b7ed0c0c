import django.db.models.deletion
import huitou.core.ids
import huitou.core.models.rows
from django.db import migrations, models

from huitou.core.together import Together


class Migration(migrations.Migration):

    dependencies = [
        ("cases", "0002_merged_cases"),
        ('core', '0002_poll_for_jobs'),
        ('logistics', '0001_tables'),
        ('orders', '0001_tables'),
        ('policies', '0001_tables'),
        ('refunds', '0001_tables'),
        ('services', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='MoneyDue',
            fields=[
                ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('chain_length', models.PositiveIntegerField(default=0, editable=False)),
                ('chain_head', models.BinaryField(default=b'')),
                ('ref', models.CharField(max_length=16)),
                ('state', models.CharField(max_length=32)),
                ('deadline_at', models.DateTimeField(null=True)),
                ('article', models.CharField(max_length=40)),
                ('days', models.PositiveSmallIntegerField()),
                ('counted_from', models.CharField(max_length=12)),
                ('promised_days', models.PositiveSmallIntegerField(null=True)),
                ('notice_at', models.DateTimeField()),
                ('looked_at', models.DateTimeField()),
                ('due_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('case', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
            ],
        ),
        migrations.AddField(
            model_name='case',
            name='money_due',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.moneydue'),
        ),
        Together([
            migrations.AddIndex(
                model_name='moneydue',
                index=models.Index(condition=models.Q(('deadline_at__isnull', False)), fields=['shop', 'deadline_at'], name='cases_money_due_due'),
            ),
            migrations.AddIndex(
                model_name='moneydue',
                index=models.Index(fields=['shop', 'case'], name='cases_money_due_by_case'),
            ),
        ]),
        Together([
            migrations.AddConstraint(
                model_name='moneydue',
                constraint=models.UniqueConstraint(fields=('shop', 'id'), name='cases_money_due_shop_id'),
            ),
            migrations.AddConstraint(
                model_name='moneydue',
                constraint=models.UniqueConstraint(fields=('shop', 'ref'), name='cases_money_due_ref'),
            ),
            migrations.AddConstraint(
                model_name='moneydue',
                constraint=huitou.core.models.rows.SameShop(field='case', name='cases_money_due_case', to='cases.Case'),
            ),
            migrations.AddConstraint(
                model_name='case',
                constraint=huitou.core.models.rows.SameShop(field='money_due', name='cases_case_money_due', to='cases.MoneyDue'),
            ),
        ]),
    ]

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
        ('orders', '0001_tables'),
    ]

    operations = [
        Together([
            migrations.CreateModel(
                name='CostTerms',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('chain_length', models.PositiveIntegerField(default=0, editable=False)),
                    ('chain_head', models.BinaryField(default=b'')),
                    ('shares', models.JSONField(default=dict)),
                    ('table', models.JSONField(default=list)),
                    ('piece_grams', models.PositiveIntegerField(default=500)),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('shop',), name='settlements_terms_once')],
                },
            ),
            migrations.CreateModel(
                name='Deposit',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('chain_length', models.PositiveIntegerField(default=0, editable=False)),
                    ('chain_head', models.BinaryField(default=b'')),
                    ('currency', models.CharField(max_length=3)),
                    ('minimum_minor', models.BigIntegerField(default=0)),
                    ('days', models.PositiveSmallIntegerField(default=7)),
                    ('below_since', models.DateTimeField(null=True)),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('shop',), name='settlements_deposit_once'), models.CheckConstraint(condition=models.Q(('minimum_minor__gte', 0)), name='settlements_deposit_minimum'), models.CheckConstraint(condition=models.Q(('days__gte', 1), ('days__lte', 90)), name='settlements_deposit_days')],
                },
            ),
            migrations.CreateModel(
                name='ReturnCost',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('chain_length', models.PositiveIntegerField(default=0, editable=False)),
                    ('chain_head', models.BinaryField(default=b'')),
                    ('rule', models.CharField(max_length=20)),
                    ('cost_minor', models.BigIntegerField()),
                    ('currency', models.CharField(max_length=3)),
                    ('parts', models.JSONField(default=dict)),
                    ('insurer_minor', models.BigIntegerField(default=0)),
                    ('booked_at', models.DateTimeField()),
                    ('goods_return', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='logistics.goodsreturn')),
                    ('order', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order')),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('shop', 'id'), name='settlements_cost_shop_id'), models.UniqueConstraint(fields=('shop', 'goods_return'), name='settlements_cost_once'), models.CheckConstraint(condition=models.Q(('cost_minor__gt', 0), ('insurer_minor__gte', 0)), name='settlements_cost_positive'), huitou.core.models.rows.SameShop(field='order', name='settlements_cost_order', to='orders.Order'), huitou.core.models.rows.SameShop(field='goods_return', name='settlements_cost_return', to='logistics.GoodsReturn')],
                },
            ),
        ]),
    ]

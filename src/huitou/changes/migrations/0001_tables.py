import django.db.models.deletion
import huitou.core.ids
import huitou.core.models.rows
from django.db import migrations, models

from huitou.core.together import Together


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cases', '0001_tables'),
        ('core', '0001_tables'),
        ('orders', '0001_tables'),
    ]

    operations = [
        Together([
            migrations.CreateModel(
                name='OrderChange',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                    ('chain_length', models.PositiveIntegerField(default=0, editable=False)),
                    ('chain_head', models.BinaryField(default=b'')),
                    ('order', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order')),
                    ('case', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                    ('ref', models.CharField(max_length=16)),
                    ('kind', models.CharField(choices=[('address', 'Change of address'), ('cancellation', 'Cancellation')], max_length=12)),
                    ('state', models.CharField(max_length=32)),
                    ('deadline_at', models.DateTimeField(null=True)),
                    ('clock_left', models.DurationField(null=True)),
                    ('reason', models.CharField(blank=True, choices=[('no_longer_wanted', 'I no longer want it'), ('ordered_by_mistake', 'I ordered it by mistake'), ('wrong_choice', 'I chose the wrong variant or number'), ('takes_too_long', 'It takes too long'), ('other', 'Another reason')], max_length=20)),
                    ('at_once', models.BooleanField(default=False)),
                    ('silence_agrees', models.BooleanField(default=False)),
                    ('value_minor', models.BigIntegerField(default=0)),
                    ('currency', models.CharField(max_length=3)),
                    ('left_at', models.DateTimeField(null=True)),
                    ('interception', models.JSONField(default=list)),
                    ('code_digest', models.BinaryField(default=b'')),
                    ('code_until', models.DateTimeField(null=True)),
                    ('offers_made', models.PositiveSmallIntegerField(default=0)),
                    ('offer_minor', models.BigIntegerField(default=0)),
                    ('offered_by', models.CharField(blank=True, max_length=80)),
                    ('carrier', models.CharField(blank=True, max_length=60)),
                    ('tracking_number', models.CharField(blank=True, max_length=80)),
                    ('opened_at', models.DateTimeField()),
                    ('closed_at', models.DateTimeField(null=True)),
                ],
                options={
                    'indexes': [models.Index(fields=['shop', 'order'], name='changes_change_order_ix'), models.Index(fields=['shop', '-opened_at', '-id'], name='changes_change_newest'), models.Index(fields=['shop', 'state', 'opened_at'], name='changes_change_state_ix'), models.Index(condition=models.Q(('deadline_at__isnull', False)), fields=['shop', 'deadline_at'], name='changes_change_due_ix')],
                    'constraints': [models.UniqueConstraint(fields=('shop', 'id'), name='changes_change_shop_id'), models.UniqueConstraint(fields=('shop', 'ref'), name='changes_change_ref'), models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True)), fields=('shop', 'order'), name='changes_change_one_open'), huitou.core.models.rows.SameShop(field='order', name='changes_change_order', to='orders.Order'), huitou.core.models.rows.SameShop(field='case', name='changes_change_case', to='cases.Case'), models.CheckConstraint(condition=models.Q(('offer_minor__gte', 0), ('value_minor__gte', 0)), name='changes_change_sums')],
                },
            ),
            migrations.CreateModel(
                name='NewAddress',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                    ('salt', models.BinaryField(default=huitou.core.models.rows.new_salt)),
                    ('erased_at', models.DateTimeField(blank=True, editable=False, null=True)),
                    ('change', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='address', to='changes.orderchange')),
                    ('name', models.CharField(blank=True, max_length=200)),
                    ('street', models.CharField(blank=True, max_length=300)),
                    ('city', models.CharField(blank=True, max_length=120)),
                    ('postcode', models.CharField(blank=True, max_length=20)),
                    ('region', models.CharField(blank=True, max_length=80)),
                    ('phone', models.CharField(blank=True, max_length=40)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('shop', 'id'), name='changes_address_shop_id'), huitou.core.models.rows.SameShop(field='change', name='changes_address_change', to='changes.OrderChange')],
                },
            ),
            migrations.CreateModel(
                name='ChangeLine',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                    ('change', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='changes.orderchange')),
                    ('order_line', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.line')),
                    ('quantity', models.PositiveIntegerField()),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('shop', 'id'), name='changes_line_shop_id'), models.UniqueConstraint(fields=('shop', 'change', 'order_line'), name='changes_line_once'), huitou.core.models.rows.SameShop(field='change', name='changes_line_change', to='changes.OrderChange'), huitou.core.models.rows.SameShop(field='order_line', name='changes_line_order_line', to='orders.Line'), models.CheckConstraint(condition=models.Q(('quantity__gt', 0)), name='changes_line_positive')],
                },
            ),
            migrations.CreateModel(
                name='ChangeRules',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                    ('chain_length', models.PositiveIntegerField(default=0, editable=False)),
                    ('chain_head', models.BinaryField(default=b'')),
                    ('address_at_once', models.BooleanField(default=True)),
                    ('silence_agrees', models.BooleanField(default=True)),
                    ('confirm_above_minor', models.BigIntegerField(default=100000)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('shop',), name='changes_rules_once'), models.CheckConstraint(condition=models.Q(('confirm_above_minor__gte', 0)), name='changes_rules_limit')],
                },
            ),
        ]),
    ]

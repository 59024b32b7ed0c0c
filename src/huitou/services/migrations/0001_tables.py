import datetime
import django.db.models.deletion
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
                name='Repair',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                    ('chain_length', models.PositiveIntegerField(default=0, editable=False)),
                    ('chain_head', models.BinaryField(default=b'')),
                    ('order', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order')),
                    ('ref', models.CharField(max_length=16)),
                    ('state', models.CharField(max_length=32)),
                    ('deadline_at', models.DateTimeField(null=True)),
                    ('terms', models.JSONField(default=dict)),
                    ('claimed_at', models.DateTimeField()),
                    ('covered', models.BooleanField(default=False)),
                    ('cover_until', models.DateTimeField(null=True)),
                    ('days_in_all', models.PositiveSmallIntegerField(default=30)),
                    ('diagnosis', models.CharField(blank=True, choices=[('no_fault', 'No fault found'), ('power', 'Power or battery'), ('display', 'Display or light'), ('sound', 'Sound'), ('mechanics', 'A moving part'), ('software', 'Software'), ('material', 'Material or workmanship'), ('part_missing', 'A part is missing'), ('other', 'Another fault'), ('liquid', 'Liquid got in'), ('impact', 'Damaged by a fall or a blow'), ('tampered', 'Opened or changed by others'), ('misuse', 'Not used as intended'), ('worn', 'Normal wear')], max_length=40)),
                    ('outcome', models.CharField(blank=True, choices=[('repaired', 'Repaired'), ('nothing_found', 'Nothing found'), ('declined', 'Sent back unrepaired'), ('not_repaired', 'Could not be repaired')], max_length=16)),
                    ('quote_minor', models.BigIntegerField(default=0)),
                    ('quote_lines', models.JSONField(default=list)),
                    ('currency', models.CharField(max_length=3)),
                    ('carrier', models.CharField(blank=True, max_length=60)),
                    ('tracking_number', models.CharField(blank=True, max_length=80)),
                    ('opened_at', models.DateTimeField()),
                    ('moved_at', models.DateTimeField()),
                    ('buyer_took', models.DurationField(default=datetime.timedelta)),
                    ('paid_at', models.DateTimeField(null=True)),
                    ('finished_at', models.DateTimeField(null=True)),
                    ('returned_at', models.DateTimeField(null=True)),
                ],
                options={
                    'indexes': [models.Index(fields=['shop', 'order'], name='services_repair_order_ix'), models.Index(fields=['shop', 'state', 'opened_at'], name='services_repair_state_ix'), models.Index(condition=models.Q(('deadline_at__isnull', False)), fields=['shop', 'deadline_at'], name='services_repair_due_ix')],
                    'constraints': [models.UniqueConstraint(fields=('shop', 'id'), name='services_repair_shop_id'), models.UniqueConstraint(fields=('shop', 'ref'), name='services_repair_ref'), huitou.core.models.rows.SameShop(field='order', name='services_repair_order', to='orders.Order'), models.CheckConstraint(condition=models.Q(('quote_minor__gte', 0)), name='services_repair_quote')],
                },
            ),
            migrations.CreateModel(
                name='RepairLine',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                    ('repair', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='services.repair')),
                    ('order_line', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.line')),
                    ('quantity', models.PositiveIntegerField()),
                ],
                options={
                    'indexes': [models.Index(fields=['shop', 'order_line'], name='services_line_by_order_line')],
                    'constraints': [models.UniqueConstraint(fields=('shop', 'repair', 'order_line'), name='services_line_once'), huitou.core.models.rows.SameShop(field='repair', name='services_line_repair', to='services.Repair'), huitou.core.models.rows.SameShop(field='order_line', name='services_line_order_line', to='orders.Line'), models.CheckConstraint(condition=models.Q(('quantity__gt', 0)), name='services_line_quantity')],
                },
            ),
            migrations.CreateModel(
                name='RepairNote',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                    ('salt', models.BinaryField(default=huitou.core.models.rows.new_salt)),
                    ('erased_at', models.DateTimeField(blank=True, editable=False, null=True)),
                    ('repair', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='services.repair')),
                    ('action', models.CharField(max_length=40)),
                    ('body', models.TextField()),
                    ('author_id', models.CharField(max_length=80)),
                    ('at', models.DateTimeField()),
                ],
                options={
                    'indexes': [models.Index(fields=['shop', 'repair', 'at'], name='services_note_by_repair')],
                    'constraints': [huitou.core.models.rows.SameShop(field='repair', name='services_note_repair', to='services.Repair')],
                },
            ),
        ]),
    ]

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
import huitou.core.ids
import huitou.core.models.event
from django.db import migrations, models

from huitou.core.together import Together


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.RunSQL(
            sql='CREATE SEQUENCE core_event_position AS bigint',
            reverse_sql='DROP SEQUENCE core_event_position',
        ),
        Together([
            migrations.CreateModel(
                name='Shop',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('slug', models.SlugField(max_length=60, unique=True)),
                    ('name', models.CharField(max_length=120)),
                    ('legal_name', models.CharField(blank=True, max_length=200)),
                    ('country', models.CharField(max_length=2)),
                    ('currency', models.CharField(max_length=3)),
                    ('timezone', models.CharField(max_length=60)),
                    ('locale', models.CharField(default='zh-hans', max_length=10)),
                    ('accent', models.CharField(default='#0E7A5F', max_length=7, validators=[django.core.validators.RegexValidator('^#[0-9A-Fa-f]{6}$')])),
                    ('logo', models.ImageField(blank=True, upload_to='logos/')),
                    ('domain', models.CharField(blank=True, max_length=253)),
                    ('contact_email', models.EmailField(blank=True, max_length=254)),
                    ('support_hours', models.CharField(blank=True, max_length=120)),
                    ('address', models.TextField(blank=True)),
                    ('sole', models.BooleanField(default=True)),
                    ('demo', models.BooleanField(default=False)),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ],
            ),
            migrations.CreateModel(
                name='OpeningHours',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                    ('week', models.JSONField()),
                    ('country_holidays', models.BooleanField(default=True)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('shop',), name='core_hours_once')],
                },
            ),
            migrations.CreateModel(
                name='LedgerEntry',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                    ('key', models.CharField(max_length=160)),
                    ('debit', models.CharField(max_length=80)),
                    ('credit', models.CharField(max_length=80)),
                    ('amount_minor', models.BigIntegerField()),
                    ('currency', models.CharField(max_length=3)),
                    ('subject_type', models.CharField(max_length=40)),
                    ('subject_id', models.UUIDField()),
                    ('at', models.DateTimeField()),
                    ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ],
                options={
                    'indexes': [models.Index(fields=['shop', 'debit', 'currency'], name='core_ledger_debit'), models.Index(fields=['shop', 'credit', 'currency'], name='core_ledger_credit'), models.Index(fields=['shop', 'subject_id'], name='core_ledger_subject')],
                    'constraints': [models.UniqueConstraint(fields=('shop', 'key'), name='core_ledger_key'), models.CheckConstraint(condition=models.Q(('amount_minor__gt', 0)), name='core_ledger_positive'), models.CheckConstraint(condition=models.Q(('debit', models.F('credit')), _negated=True), name='core_ledger_two_accounts')],
                },
            ),
            migrations.CreateModel(
                name='IdempotentCall',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                    ('source', models.CharField(max_length=120)),
                    ('key', models.CharField(max_length=200)),
                    ('fingerprint', models.BinaryField()),
                    ('status', models.PositiveSmallIntegerField(null=True)),
                    ('response', models.BinaryField(default=b'')),
                    ('content_type', models.CharField(default='', max_length=120)),
                    ('started_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('shop', 'source', 'key'), name='core_idempotent_call_key')],
                },
            ),
            migrations.CreateModel(
                name='Event',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                    ('position', models.BigIntegerField(db_default=huitou.core.models.event.NextPosition(), editable=False)),
                    ('written_in', huitou.core.models.event.TransactionIdField(db_default=huitou.core.models.event.CurrentTransaction(), editable=False)),
                    ('kind', models.CharField(max_length=80)),
                    ('subject_type', models.CharField(max_length=40)),
                    ('subject_id', models.UUIDField()),
                    ('seq', models.PositiveIntegerField()),
                    ('actor_role', models.CharField(max_length=16)),
                    ('actor_id', models.CharField(max_length=80)),
                    ('at', models.DateTimeField()),
                    ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('body', models.TextField()),
                    ('prev_hash', models.BinaryField()),
                    ('hash', models.BinaryField()),
                ],
                options={
                    'indexes': [models.Index(fields=['shop', 'position'], name='core_event_position_idx'), models.Index(fields=['shop', 'kind', 'at'], name='core_event_kind_idx')],
                    'constraints': [models.UniqueConstraint(fields=('shop', 'id'), name='core_event_shop_id'), models.UniqueConstraint(fields=('shop', 'subject_id', 'seq'), name='core_event_chain')],
                },
            ),
            migrations.CreateModel(
                name='Delivery',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                    ('event_id', models.UUIDField()),
                    ('subscriber', models.CharField(max_length=120)),
                    ('done_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('shop', 'event_id', 'subscriber'), name='core_delivery_once')],
                },
            ),
            migrations.CreateModel(
                name='DeadlineChange',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                    ('machine', models.CharField(max_length=40)),
                    ('subject_id', models.UUIDField()),
                    ('state', models.CharField(max_length=32)),
                    ('visit', models.PositiveIntegerField()),
                    ('what', models.CharField(choices=[('extended', 'Extended'), ('paused', 'Paused'), ('resumed', 'Resumed')], max_length=16)),
                    ('from_at', models.DateTimeField()),
                    ('to_at', models.DateTimeField()),
                    ('until', models.DateTimeField(null=True)),
                    ('reason', models.CharField(max_length=40)),
                    ('actor_role', models.CharField(max_length=16)),
                    ('actor_id', models.CharField(max_length=80)),
                    ('at', models.DateTimeField()),
                ],
                options={
                    'indexes': [models.Index(fields=['shop', 'subject_id', 'at'], name='core_deadline_change_subject')],
                    'constraints': [models.UniqueConstraint(fields=('shop', 'id'), name='core_deadline_change_shop_id')],
                },
            ),
            migrations.CreateModel(
                name='SpecialDay',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                    ('day', models.DateField()),
                    ('spans', models.JSONField(default=list)),
                    ('label', models.CharField(blank=True, max_length=80)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('shop', 'day'), name='core_special_day_once')],
                },
            ),
        ]),
    ]

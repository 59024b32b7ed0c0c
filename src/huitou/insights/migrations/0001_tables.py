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
    ]

    operations = [
        Together([
            migrations.CreateModel(
                name='CaseStep',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                    ('case', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cases.case')),
                    ('step', models.CharField(max_length=40)),
                    ('kind', models.CharField(max_length=32)),
                    ('began_at', models.DateTimeField()),
                    ('ended_at', models.DateTimeField()),
                    ('seconds', models.BigIntegerField()),
                    ('open_seconds', models.BigIntegerField()),
                    ('outcome', models.CharField(blank=True, max_length=32)),
                    ('by', models.CharField(blank=True, max_length=16)),
                ],
                options={
                    'indexes': [models.Index(fields=['shop', 'step', 'ended_at'], include=('seconds', 'kind', 'outcome'), name='insights_step_ended')],
                    'constraints': [models.UniqueConstraint(fields=('shop', 'case', 'step'), name='insights_step_once'), huitou.core.models.rows.SameShop(field='case', name='insights_step_case', to='cases.Case'), models.CheckConstraint(condition=models.Q(('seconds__gte', 0)), name='insights_step_forward')],
                },
            ),
            migrations.CreateModel(
                name='Goal',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                    ('measure', models.CharField(max_length=40)),
                    ('kind', models.CharField(blank=True, max_length=32)),
                    ('minutes', models.PositiveIntegerField()),
                    ('in_open_hours', models.BooleanField(default=False)),
                    ('warn_minutes', models.PositiveIntegerField()),
                    ('set_at', models.DateTimeField()),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('shop', 'measure', 'kind'), name='insights_goal_once'), models.CheckConstraint(condition=models.Q(('minutes__gt', 0), ('warn_minutes__lt', models.F('minutes'))), name='insights_goal_length')],
                },
            ),
            migrations.CreateModel(
                name='GoalClock',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                    ('case', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cases.case')),
                    ('measure', models.CharField(max_length=40)),
                    ('kind', models.CharField(max_length=32)),
                    ('minutes', models.PositiveIntegerField()),
                    ('in_open_hours', models.BooleanField()),
                    ('warn_minutes', models.PositiveIntegerField()),
                    ('started_at', models.DateTimeField()),
                    ('warn_at', models.DateTimeField()),
                    ('due_at', models.DateTimeField()),
                    ('warned_at', models.DateTimeField(null=True)),
                    ('stopped_at', models.DateTimeField(null=True)),
                    ('void', models.BooleanField(default=False)),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('stopped_at', None), ('void', False)), fields=['shop', 'warn_at'], name='insights_clock_running'), models.Index(fields=['shop', 'measure', 'due_at'], name='insights_clock_due')],
                    'constraints': [models.UniqueConstraint(fields=('shop', 'case', 'measure'), name='insights_clock_once'), huitou.core.models.rows.SameShop(field='case', name='insights_clock_case', to='cases.Case')],
                },
            ),
            migrations.CreateModel(
                name='RollUp',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                    ('position', models.BigIntegerField(default=0)),
                    ('at', models.DateTimeField(null=True)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('shop',), name='insights_roll_up_once')],
                },
            ),
        ]),
    ]

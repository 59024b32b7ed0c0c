import django.db.models.deletion
import django.db.models.functions.datetime
import huitou.core.ids
import huitou.core.models.rows
import huitou.policies.models.policy_version
from django.db import migrations, models

from huitou.core.together import Together


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('core', '0001_tables'),
    ]

    operations = [
        Together([
            migrations.CreateModel(
                name='Policy',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                    ('chain_length', models.PositiveIntegerField(default=0, editable=False)),
                    ('chain_head', models.BinaryField(default=b'')),
                    ('code', models.SlugField(default='returns', max_length=40)),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('shop', 'id'), name='policies_policy_shop_id'), models.UniqueConstraint(fields=('shop', 'code'), name='policies_policy_code')],
                },
            ),
            migrations.CreateModel(
                name='PolicyVersion',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                    ('policy', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='policies.policy')),
                    ('number', models.PositiveIntegerField()),
                    ('text', models.TextField()),
                    ('digest', models.CharField(max_length=64)),
                    ('state', models.CharField(choices=[('draft', 'Draft'), ('scheduled', 'Scheduled'), ('withdrawn', 'Withdrawn'), ('in_force', 'In Force'), ('superseded', 'Superseded')], default='draft', max_length=12)),
                    ('in_force_from', models.DateTimeField(blank=True, null=True)),
                    ('in_force_until', models.DateTimeField(blank=True, null=True)),
                    ('created_by', models.CharField(max_length=80)),
                    ('published_by', models.CharField(blank=True, max_length=80)),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('shop', 'id'), name='policies_version_shop_id'), models.UniqueConstraint(fields=('shop', 'policy', 'number'), name='policies_version_number'), models.UniqueConstraint(condition=models.Q(('state', 'draft')), fields=('shop', 'policy'), name='policies_version_one_draft'), models.UniqueConstraint(condition=models.Q(('state', 'in_force')), fields=('shop', 'policy'), name='policies_version_one_in_force'), models.UniqueConstraint(condition=models.Q(('state', 'scheduled')), fields=('shop', 'policy'), name='policies_version_one_scheduled'), huitou.core.models.rows.SameShop(field='policy', name='policies_version_policy_same_shop', to='policies.Policy'), models.CheckConstraint(condition=models.Q(('digest', huitou.policies.models.policy_version.TextDigest(models.F('text')))), name='policies_version_digest'), models.CheckConstraint(condition=models.Q(models.Q(('in_force_from', None), ('in_force_until', None), ('state__in', ['draft', 'withdrawn'])), models.Q(('in_force_from__isnull', False), ('in_force_until', None), ('state', 'scheduled')), models.Q(('in_force_from__isnull', False), ('in_force_until', None), ('state', 'in_force')), models.Q(('in_force_from__isnull', False), ('in_force_until__gt', models.F('in_force_from')), ('state', 'superseded')), _connector='OR'), name='policies_version_times')],
                },
            ),
        ]),
    ]

import django.db.models.deletion
import huitou.core.ids
import huitou.core.models.rows
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('core', '0002_poll_for_jobs'),
        ('orders', '0006_variant_weight'),
        ('parcels', '0003_tracking'),
    ]

    operations = [
        migrations.CreateModel(
            name='Telling',
            fields=[
                ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('customer_id', models.UUIDField()),
                ('ref', models.CharField(max_length=16)),
                ('trigger', models.CharField(max_length=24)),
                ('channel', models.CharField(max_length=10)),
                ('message_id', models.UUIDField(null=True)),
                ('by_hand', models.BooleanField(default=False)),
                ('told_at', models.DateTimeField()),
                ('opened_at', models.DateTimeField(null=True)),
                ('fallen_back_at', models.DateTimeField(null=True)),
                ('order', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order')),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
            ],
        ),
        migrations.CreateModel(
            name='ParcelNews',
            fields=[
                ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('chain_length', models.PositiveIntegerField(default=0, editable=False)),
                ('chain_head', models.BinaryField(default=b'')),
                ('trigger', models.CharField(max_length=24)),
                ('key', models.CharField(blank=True, max_length=24)),
                ('state', models.CharField(max_length=10)),
                ('why', models.CharField(blank=True, max_length=20)),
                ('happened_at', models.DateTimeField()),
                ('deadline_at', models.DateTimeField(null=True)),
                ('order', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order')),
                ('parcel', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parcels.parcel')),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                ('telling', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='pieces', to='news.telling')),
            ],
        ),
        migrations.CreateModel(
            name='CareHint',
            fields=[
                ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('sku', models.CharField(blank=True, max_length=120)),
                ('category', models.CharField(blank=True, max_length=120)),
                ('locale', models.CharField(max_length=10)),
                ('text', models.CharField(max_length=400)),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('shop', 'sku', 'category', 'locale'), name='news_care_once'), models.CheckConstraint(condition=models.Q(models.Q(('sku', ''), models.Q(('category', ''), _negated=True)), models.Q(models.Q(('sku', ''), _negated=True), ('category', '')), _connector='OR'), name='news_care_of_one')],
            },
        ),
        migrations.CreateModel(
            name='NewsRule',
            fields=[
                ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('chain_length', models.PositiveIntegerField(default=0, editable=False)),
                ('chain_head', models.BinaryField(default=b'')),
                ('trigger', models.CharField(max_length=24)),
                ('on', models.BooleanField()),
                ('channels', models.JSONField()),
                ('wait_minutes', models.PositiveIntegerField()),
                ('late_days', models.PositiveSmallIntegerField()),
                ('countries', models.JSONField(default=list)),
                ('carriers', models.JSONField(default=list)),
                ('least_minor', models.BigIntegerField(default=0)),
                ('unless_seen', models.BooleanField(default=False)),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.CharField(max_length=80)),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('shop', 'trigger'), name='news_rule_once')],
            },
        ),
        migrations.CreateModel(
            name='NewsSettings',
            fields=[
                ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('chain_length', models.PositiveIntegerField(default=0, editable=False)),
                ('chain_head', models.BinaryField(default=b'')),
                ('on', models.BooleanField(default=True)),
                ('per_day', models.PositiveSmallIntegerField(default=2)),
                ('per_parcel', models.PositiveSmallIntegerField(default=8)),
                ('quiet_from', models.PositiveSmallIntegerField(default=1260)),
                ('quiet_until', models.PositiveSmallIntegerField(default=480)),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('shop',), name='news_settings_once'), models.CheckConstraint(condition=models.Q(('quiet_from__lt', 1440), ('quiet_until__lt', 1440)), name='news_settings_minutes')],
            },
        ),
        migrations.CreateModel(
            name='NewsText',
            fields=[
                ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('chain_length', models.PositiveIntegerField(default=0, editable=False)),
                ('chain_head', models.BinaryField(default=b'')),
                ('trigger', models.CharField(max_length=24)),
                ('form', models.CharField(max_length=8)),
                ('locale', models.CharField(max_length=10)),
                ('version', models.PositiveIntegerField()),
                ('subject', models.CharField(blank=True, max_length=120)),
                ('text', models.TextField(blank=True)),
                ('written_at', models.DateTimeField()),
                ('written_by', models.CharField(max_length=80)),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('shop', 'trigger', 'form', 'locale', 'version'), name='news_text_version')],
            },
        ),
        migrations.CreateModel(
            name='OrderWatch',
            fields=[
                ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('chain_length', models.PositiveIntegerField(default=0, editable=False)),
                ('chain_head', models.BinaryField(default=b'')),
                ('seen_at', models.DateTimeField(null=True)),
                ('silenced_at', models.DateTimeField(null=True)),
                ('order', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order')),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('shop', 'order'), name='news_watch_once'), huitou.core.models.rows.SameShop(field='order', name='news_watch_order_same_shop', to='orders.Order')],
            },
        ),
        migrations.AddIndex(
            model_name='telling',
            index=models.Index(fields=['shop', 'customer_id', 'told_at'], name='news_telling_of_customer'),
        ),
        migrations.AddIndex(
            model_name='telling',
            index=models.Index(fields=['shop', 'told_at'], name='news_telling_newest'),
        ),
        migrations.AddConstraint(
            model_name='telling',
            constraint=models.UniqueConstraint(fields=('shop', 'id'), name='news_telling_shop_id'),
        ),
        migrations.AddConstraint(
            model_name='telling',
            constraint=models.UniqueConstraint(fields=('shop', 'ref'), name='news_telling_ref'),
        ),
        migrations.AddConstraint(
            model_name='telling',
            constraint=huitou.core.models.rows.SameShop(field='order', name='news_telling_order_same_shop', to='orders.Order'),
        ),
        migrations.AddIndex(
            model_name='parcelnews',
            index=models.Index(condition=models.Q(('deadline_at__isnull', False)), fields=['shop', 'deadline_at'], name='news_due'),
        ),
        migrations.AddIndex(
            model_name='parcelnews',
            index=models.Index(fields=['shop', 'order'], name='news_of_order'),
        ),
        migrations.AddIndex(
            model_name='parcelnews',
            index=models.Index(fields=['shop', 'telling'], name='news_of_telling'),
        ),
        migrations.AddConstraint(
            model_name='parcelnews',
            constraint=models.UniqueConstraint(fields=('shop', 'id'), name='news_parcel_news_shop_id'),
        ),
        migrations.AddConstraint(
            model_name='parcelnews',
            constraint=models.UniqueConstraint(fields=('shop', 'parcel', 'trigger', 'key'), name='news_parcel_news_once'),
        ),
        migrations.AddConstraint(
            model_name='parcelnews',
            constraint=huitou.core.models.rows.SameShop(field='parcel', name='news_parcel_news_parcel_same_shop', to='parcels.Parcel'),
        ),
        migrations.AddConstraint(
            model_name='parcelnews',
            constraint=huitou.core.models.rows.SameShop(field='order', name='news_parcel_news_order_same_shop', to='orders.Order'),
        ),
        migrations.AddConstraint(
            model_name='parcelnews',
            constraint=huitou.core.models.rows.SameShop(field='telling', name='news_parcel_news_telling_same_shop', to='news.Telling'),
        ),
        migrations.AddConstraint(
            model_name='parcelnews',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('deadline_at__isnull', False), ('state', 'waiting')), models.Q(models.Q(('state', 'waiting'), _negated=True), ('deadline_at', None)), _connector='OR'), name='news_parcel_news_waits'),
        ),
    ]

import django.db.models.deletion
import huitou.core.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('core', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='HandPayout',
            fields=[
                ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                ('key', models.CharField(max_length=64)),
                ('reference', models.CharField(max_length=40)),
                ('payment', models.CharField(blank=True, default='', max_length=120)),
                ('asked_minor', models.BigIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('at', models.DateTimeField()),
                ('paid_minor', models.BigIntegerField(null=True)),
                ('paid_at', models.DateTimeField(null=True)),
                ('paid_by', models.CharField(blank=True, default='', max_length=80)),
                ('note', models.TextField(blank=True, default='')),
            ],
            options={
                'indexes': [models.Index(fields=['shop', 'at'], name='offline_payout_listing')],
                'constraints': [models.UniqueConstraint(fields=('shop', 'key'), name='offline_payout_once_per_key'), models.CheckConstraint(condition=models.Q(('asked_minor__gt', 0)), name='offline_payout_positive'), models.CheckConstraint(condition=models.Q(models.Q(('paid_at__isnull', True), ('paid_minor__isnull', True)), models.Q(('paid_at__isnull', False), ('paid_minor__gt', 0), models.Q(('note', ''), _negated=True)), _connector='OR'), name='offline_payout_paid_with_voucher')],
            },
        ),
    ]

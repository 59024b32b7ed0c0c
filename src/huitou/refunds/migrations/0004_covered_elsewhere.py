import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0002_poll_for_jobs'),
        ('orders', '0004_promotions'),
        ('refunds', '0003_rules_and_notes'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='chargeback',
            name='refunds_chargeback_sums',
        ),
        migrations.RemoveConstraint(
            model_name='refundelsewhere',
            name='refunds_elsewhere_sums',
        ),
        migrations.AddField(
            model_name='chargeback',
            name='cause_id',
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name='chargeback',
            name='covers_minor',
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='chargeback',
            name='warned_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='refundelsewhere',
            name='cause_id',
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name='refundelsewhere',
            name='covers_minor',
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddIndex(
            model_name='chargeback',
            index=models.Index(condition=models.Q(('cause_id__isnull', False)), fields=['shop', 'cause_id'], name='refunds_chargeback_covers'),
        ),
        migrations.AddIndex(
            model_name='refundelsewhere',
            index=models.Index(condition=models.Q(('cause_id__isnull', False)), fields=['shop', 'cause_id'], name='refunds_elsewhere_covers'),
        ),
        migrations.AddConstraint(
            model_name='chargeback',
            constraint=models.CheckConstraint(condition=models.Q(('amount_minor__gt', 0), ('beyond_minor__gte', 0), ('covers_minor__gte', 0), ('fee_minor__gte', 0), ('taken_minor__gte', 0), ('amount_minor__gte', django.db.models.expressions.CombinedExpression(models.F('taken_minor'), '+', models.F('beyond_minor'))), ('covers_minor__gte', 0), ('covers_minor__lte', models.F('amount_minor'))), name='refunds_chargeback_sums'),
        ),
        migrations.AddConstraint(
            model_name='refundelsewhere',
            constraint=models.CheckConstraint(condition=models.Q(('amount_minor__gt', 0), ('beyond_minor__gte', 0), ('beyond_minor__lte', models.F('amount_minor')), ('covers_minor__gte', 0), ('covers_minor__lte', models.F('amount_minor'))), name='refunds_elsewhere_sums'),
        ),
    ]

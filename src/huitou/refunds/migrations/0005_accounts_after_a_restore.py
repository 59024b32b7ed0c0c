import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0002_poll_for_jobs'),
        ('orders', '0008_coded'),
        ('refunds', '0004_covered_elsewhere'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='chargeback',
            name='refunds_chargeback_sums',
        ),
        migrations.AddField(
            model_name='pause',
            name='accounts_confirmed_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='pause',
            name='accounts_confirmed_by',
            field=models.CharField(blank=True, db_default='', default='', max_length=80),
        ),
        migrations.AddConstraint(
            model_name='chargeback',
            constraint=models.CheckConstraint(condition=models.Q(('amount_minor__gt', 0), ('beyond_minor__gte', 0), ('fee_minor__gte', 0), ('taken_minor__gte', 0), ('amount_minor__gte', django.db.models.expressions.CombinedExpression(models.F('taken_minor'), '+', models.F('beyond_minor'))), ('covers_minor__gte', 0), ('covers_minor__lte', models.F('amount_minor'))), name='refunds_chargeback_sums'),
        ),
    ]

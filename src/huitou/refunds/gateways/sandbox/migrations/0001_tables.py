from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Payout',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('account', models.CharField(max_length=80)),
                ('key', models.CharField(max_length=64)),
                ('reference', models.CharField(max_length=40, unique=True)),
                ('payment', models.CharField(max_length=120)),
                ('asked_minor', models.BigIntegerField()),
                ('amount_minor', models.BigIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('state', models.CharField(choices=[('paid', 'Paid'), ('accepted', 'Accepted'), ('refused', 'Refused')], max_length=10)),
                ('failure_code', models.CharField(blank=True, default='', max_length=60)),
                ('calls', models.PositiveIntegerField(default=1)),
                ('at', models.DateTimeField()),
                ('pays_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['account', 'at'], name='sandbox_payout_listing')],
                'constraints': [models.UniqueConstraint(fields=('account', 'key'), name='sandbox_payout_once_per_key'), models.CheckConstraint(condition=models.Q(('amount_minor__gt', 0)), name='sandbox_payout_positive')],
            },
        ),
        migrations.CreateModel(
            name='PlannedFault',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('account', models.CharField(max_length=80)),
                ('kind', models.CharField(choices=[('unreachable', 'Unreachable'), ('refuse', 'Refuse'), ('error', 'Error'), ('lose_answer', 'Lose Answer'), ('answer_twice', 'Answer Twice'), ('pay_different', 'Pay Different'), ('slow', 'Slow'), ('late', 'Late'), ('unauthorised', 'Unauthorised')], max_length=16)),
                ('on', models.CharField(blank=True, default='', max_length=8)),
                ('remaining', models.PositiveIntegerField(null=True)),
                ('seconds', models.PositiveIntegerField(default=0)),
                ('minor', models.BigIntegerField(default=0)),
            ],
            options={
                'indexes': [models.Index(fields=['account', 'id'], name='sandbox_fault_next')],
            },
        ),
    ]

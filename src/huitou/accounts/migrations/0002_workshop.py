from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_tables'),
        ('core', '0002_poll_for_jobs'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='invitation',
            name='accounts_invitation_role_fits',
        ),
        migrations.RemoveConstraint(
            model_name='membership',
            name='accounts_membership_role_known',
        ),
        migrations.AddField(
            model_name='invitation',
            name='provider_id',
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name='membership',
            name='provider_id',
            field=models.UUIDField(null=True),
        ),
        migrations.AlterField(
            model_name='invitation',
            name='role',
            field=models.CharField(choices=[('owner', 'owner'), ('manager', 'manager'), ('agent', 'agent'), ('readonly', 'readonly'), ('workshop', 'workshop'), ('arbitrator', 'arbitrator'), ('senior', 'senior'), ('operator', 'operator')], max_length=16),
        ),
        migrations.AlterField(
            model_name='membership',
            name='role',
            field=models.CharField(choices=[('owner', 'owner'), ('manager', 'manager'), ('agent', 'agent'), ('readonly', 'readonly'), ('workshop', 'workshop')], max_length=16),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('role__in', ['owner', 'manager', 'agent', 'readonly', 'workshop']), ('shop__isnull', False)), models.Q(('role__in', ['arbitrator', 'senior', 'operator']), ('shop__isnull', True)), _connector='OR'), name='accounts_invitation_role_fits'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('provider_id__isnull', False), ('role', 'workshop')), models.Q(models.Q(('role', 'workshop'), _negated=True), ('provider_id', None)), _connector='OR'), name='accounts_invitation_workshop'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['owner', 'manager', 'agent', 'readonly', 'workshop'])), name='accounts_membership_role_known'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('provider_id__isnull', False), ('role', 'workshop')), models.Q(models.Q(('role', 'workshop'), _negated=True), ('provider_id', None)), _connector='OR'), name='accounts_membership_workshop'),
        ),
        # The way back: without the role, nobody has it.
        migrations.RunSQL(
            migrations.RunSQL.noop,
            [
                "DELETE FROM accounts_membership WHERE role = 'workshop'",
                "DELETE FROM accounts_invitation WHERE role = 'workshop'",
            ],
        ),
    ]

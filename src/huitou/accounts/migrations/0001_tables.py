import django.db.models.deletion
import django.db.models.functions.text
import huitou.core.ids
from django.conf import settings
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
                name='Staff',
                fields=[
                    ('password', models.CharField(max_length=128, verbose_name='password')),
                    ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('email', models.EmailField(max_length=254, unique=True, verbose_name='E-mail')),
                    ('name', models.CharField(max_length=120, verbose_name='Name')),
                    ('locale', models.CharField(default='zh-hans', max_length=16, verbose_name='Language')),
                    ('is_active', models.BooleanField(default=True)),
                    ('session_epoch', models.PositiveIntegerField(default=0)),
                    ('created_at', models.DateTimeField()),
                ],
                options={
                    'db_table': 'accounts_staff',
                    'constraints': [models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower('email'))), name='accounts_staff_email_lower')],
                },
            ),
            migrations.CreateModel(
                name='AttemptCount',
                fields=[
                    ('id', models.BigAutoField(primary_key=True, serialize=False)),
                    ('kind', models.CharField(max_length=40)),
                    ('digest', models.BinaryField(max_length=32)),
                    ('window_started_at', models.DateTimeField()),
                    ('window_ends_at', models.DateTimeField()),
                    ('count', models.PositiveIntegerField()),
                ],
                options={
                    'db_table': 'accounts_attempt_count',
                    'indexes': [models.Index(fields=['window_ends_at'], name='accounts_attempt_count_old')],
                    'constraints': [models.UniqueConstraint(fields=('kind', 'digest'), name='accounts_attempt_count_key')],
                },
            ),
            migrations.CreateModel(
                name='SetupRun',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('shop', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='core.shop')),
                    ('steps_done', models.JSONField(default=list)),
                    ('notes', models.JSONField(default=dict)),
                    ('link_digest', models.BinaryField(max_length=32, null=True)),
                    ('link_expires_at', models.DateTimeField(null=True)),
                    ('created_at', models.DateTimeField()),
                    ('finished_at', models.DateTimeField(null=True)),
                ],
                options={
                    'db_table': 'accounts_setup_run',
                },
            ),
            migrations.CreateModel(
                name='ApiToken',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('shop', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='core.shop')),
                    ('staff', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('customer_id', models.UUIDField(null=True)),
                    ('provider_id', models.UUIDField(null=True)),
                    ('label', models.CharField(max_length=120)),
                    ('role', models.CharField(choices=[('buyer', 'buyer'), ('agent', 'agent'), ('manager', 'manager'), ('owner', 'owner'), ('platform', 'platform'), ('returns_provider', 'returns_provider')], max_length=16)),
                    ('digest', models.BinaryField(max_length=32, unique=True)),
                    ('prefix', models.CharField(max_length=16)),
                    ('created_at', models.DateTimeField()),
                    ('expires_at', models.DateTimeField(null=True)),
                    ('revoked_at', models.DateTimeField(null=True)),
                    ('last_used_at', models.DateTimeField(null=True)),
                ],
                options={
                    'db_table': 'accounts_api_token',
                    'indexes': [models.Index(fields=['shop', '-created_at'], name='accounts_api_token_by_shop')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('role__in', ['buyer', 'agent', 'manager', 'owner', 'platform', 'returns_provider'])), name='accounts_api_token_role_known'), models.CheckConstraint(condition=models.Q(models.Q(('customer_id__isnull', False), ('role', 'buyer')), models.Q(models.Q(('role', 'buyer'), _negated=True), ('customer_id', None)), _connector='OR'), name='accounts_api_token_buyer_has_customer'), models.CheckConstraint(condition=models.Q(models.Q(('provider_id__isnull', False), ('role', 'returns_provider')), models.Q(models.Q(('role', 'returns_provider'), _negated=True), ('provider_id', None)), _connector='OR'), name='accounts_api_token_provider')],
                },
            ),
            migrations.CreateModel(
                name='BuyerGrant',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                    ('customer_id', models.UUIDField()),
                    ('order_id', models.UUIDField(null=True)),
                    ('digest', models.BinaryField(max_length=32)),
                    ('way', models.CharField(choices=[('code', 'code'), ('link', 'link'), ('demo', 'demo')], max_length=8)),
                    ('created_at', models.DateTimeField()),
                    ('expires_at', models.DateTimeField()),
                    ('ended_at', models.DateTimeField(null=True)),
                ],
                options={
                    'db_table': 'accounts_buyer_grant',
                    'indexes': [models.Index(fields=['shop', 'customer_id'], name='accounts_buyer_grant_customer'), models.Index(fields=['shop', 'expires_at'], name='accounts_buyer_grant_old')],
                    'constraints': [models.UniqueConstraint(fields=('shop', 'id'), name='accounts_buyer_grant_in_shop'), models.UniqueConstraint(fields=('shop', 'digest'), name='accounts_buyer_grant_digest')],
                },
            ),
            migrations.CreateModel(
                name='CodeChallenge',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                    ('customer_id', models.UUIDField(null=True)),
                    ('digest', models.BinaryField(max_length=32)),
                    ('created_at', models.DateTimeField()),
                    ('expires_at', models.DateTimeField()),
                    ('attempts', models.PositiveSmallIntegerField(default=0)),
                    ('used_at', models.DateTimeField(null=True)),
                ],
                options={
                    'db_table': 'accounts_code_challenge',
                    'indexes': [models.Index(fields=['shop', 'expires_at'], name='accounts_code_challenge_old')],
                    'constraints': [models.UniqueConstraint(fields=('shop', 'id'), name='accounts_code_challenge_in_shop')],
                },
            ),
            migrations.CreateModel(
                name='Invitation',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('shop', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='core.shop')),
                    ('email', models.EmailField(max_length=254)),
                    ('role', models.CharField(choices=[('owner', 'owner'), ('manager', 'manager'), ('agent', 'agent'), ('readonly', 'readonly'), ('arbitrator', 'arbitrator'), ('senior', 'senior'), ('operator', 'operator')], max_length=16)),
                    ('invited_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('created_at', models.DateTimeField()),
                    ('expires_at', models.DateTimeField()),
                    ('accepted_at', models.DateTimeField(null=True)),
                    ('withdrawn_at', models.DateTimeField(null=True)),
                ],
                options={
                    'db_table': 'accounts_invitation',
                    'constraints': [models.UniqueConstraint(condition=models.Q(('accepted_at', None), ('withdrawn_at', None)), fields=('shop', 'email'), name='accounts_invitation_one_open'), models.UniqueConstraint(condition=models.Q(('accepted_at', None), ('shop', None), ('withdrawn_at', None)), fields=('email',), name='accounts_invitation_one_open_on_platform'), models.CheckConstraint(condition=models.Q(models.Q(('role__in', ['owner', 'manager', 'agent', 'readonly']), ('shop__isnull', False)), models.Q(('role__in', ['arbitrator', 'senior', 'operator']), ('shop__isnull', True)), _connector='OR'), name='accounts_invitation_role_fits')],
                },
            ),
            migrations.CreateModel(
                name='Membership',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('shop', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='core.shop')),
                    ('staff', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL)),
                    ('role', models.CharField(choices=[('owner', 'owner'), ('manager', 'manager'), ('agent', 'agent'), ('readonly', 'readonly')], max_length=16)),
                    ('muted', models.JSONField(default=list)),
                    ('created_at', models.DateTimeField()),
                ],
                options={
                    'db_table': 'accounts_membership',
                    'constraints': [models.UniqueConstraint(fields=('shop', 'staff'), name='accounts_membership_once'), models.CheckConstraint(condition=models.Q(('role__in', ['owner', 'manager', 'agent', 'readonly'])), name='accounts_membership_role_known')],
                },
            ),
            migrations.CreateModel(
                name='PlatformRole',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('staff', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='platform_roles', to=settings.AUTH_USER_MODEL)),
                    ('role', models.CharField(choices=[('arbitrator', 'arbitrator'), ('senior', 'senior'), ('operator', 'operator')], max_length=16)),
                    ('created_at', models.DateTimeField()),
                ],
                options={
                    'db_table': 'accounts_platform_role',
                    'constraints': [models.UniqueConstraint(fields=('staff', 'role'), name='accounts_platform_role_once'), models.CheckConstraint(condition=models.Q(('role__in', ['arbitrator', 'senior', 'operator'])), name='accounts_platform_role_known')],
                },
            ),
            migrations.CreateModel(
                name='ShopRecord',
                fields=[
                    ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
                    ('chain_length', models.PositiveIntegerField(default=0, editable=False)),
                    ('chain_head', models.BinaryField(default=b'')),
                ],
                options={
                    'db_table': 'accounts_shop_record',
                    'constraints': [models.UniqueConstraint(fields=('shop',), name='accounts_shop_record_once')],
                },
            ),
        ]),
    ]

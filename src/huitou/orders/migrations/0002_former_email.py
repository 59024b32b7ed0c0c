import django.db.models.deletion
import huitou.core.ids
import huitou.core.models.rows
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0002_poll_for_jobs'),
        ('orders', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='FormerEmail',
            fields=[
                ('id', models.UUIDField(default=huitou.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('salt', models.BinaryField(default=huitou.core.models.rows.new_salt)),
                ('erased_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('email', models.CharField(blank=True, max_length=254)),
                ('changed_at', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('undone_at', models.DateTimeField(null=True)),
                ('customer', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='former_emails', to='orders.customer')),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.shop')),
            ],
            options={
                'indexes': [models.Index(fields=['shop', 'customer', 'changed_at'], name='orders_former_email')],
                'constraints': [huitou.core.models.rows.SameShop(field='customer', name='orders_former_email_customer_same_shop', to='orders.Customer')],
            },
        ),
    ]

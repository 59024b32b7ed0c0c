from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0002_poll_for_jobs'),
        ('orders', '0007_discount_codes'),
        ('policies', '0001_tables'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='order',
            index=models.Index(condition=models.Q(('discount_codes', []), _negated=True), fields=['shop', 'placed_at'], name='orders_order_coded'),
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0004_promotions'),
    ]

    operations = [
        migrations.AddField(
            model_name='order',
            name='invoice_number',
            field=models.CharField(blank=True, db_default='', default='', max_length=40),
        ),
    ]

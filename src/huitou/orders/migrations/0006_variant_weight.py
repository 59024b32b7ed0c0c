from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0005_invoice_number'),
    ]

    operations = [
        migrations.AddField(
            model_name='variant',
            name='weight_grams',
            field=models.PositiveIntegerField(null=True),
        ),
    ]

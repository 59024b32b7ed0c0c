from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('parcels', '0001_tables'),
    ]

    operations = [
        migrations.AddField(
            model_name='parcelscan',
            name='weight_grams',
            field=models.PositiveIntegerField(null=True),
        ),
    ]

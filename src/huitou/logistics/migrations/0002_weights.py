from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('logistics', '0001_tables'),
    ]

    operations = [
        migrations.AddField(
            model_name='goodsreturn',
            name='weight_grams',
            field=models.PositiveIntegerField(null=True),
        ),
    ]

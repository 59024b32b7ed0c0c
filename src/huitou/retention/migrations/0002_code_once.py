from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0002_poll_for_jobs'),
        ('orders', '0008_coded'),
        ('retention', '0001_tables'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='couponcode',
            name='retention_code_once',
        ),
        migrations.AddConstraint(
            model_name='couponcode',
            constraint=models.UniqueConstraint(fields=('shop', 'code'), name='retention_code_once'),
        ),
    ]

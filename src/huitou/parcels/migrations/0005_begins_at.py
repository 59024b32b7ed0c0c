from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('parcels', '0004_refused_pushes'),
    ]

    operations = [
        migrations.AddField(
            model_name='parcel',
            name='begins_at',
            field=models.DateTimeField(null=True),
        ),
    ]

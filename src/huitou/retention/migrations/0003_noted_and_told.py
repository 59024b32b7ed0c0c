from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('retention', '0002_code_once'),
    ]

    operations = [
        migrations.AddField(
            model_name='contact',
            name='noted_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='contact',
            name='told_at',
            field=models.DateTimeField(null=True),
        ),
    ]

"""Claims that were escalated before the count began anew there: their reminders are counted from now on."""

from django.db import migrations

# Row-level security is forced on the owner of the table too: without a shop it would see no claim.
FORWARD = [
    "ALTER TABLE insurance_freightclaim NO FORCE ROW LEVEL SECURITY",
    "UPDATE insurance_freightclaim SET asks = 0 WHERE state = 'escalated' AND asks <> 0",
    "ALTER TABLE insurance_freightclaim FORCE ROW LEVEL SECURITY",
]


class Migration(migrations.Migration):
    dependencies = [
        ("insurance", "0001_tables"),
    ]

    operations = [
        migrations.RunSQL(FORWARD, migrations.RunSQL.noop),
    ]

"""Offers by both sides: who made one, who ended it, goods instead of money, how long it stands."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_kinds_and_disputes")]

    operations = [
        migrations.AddField("case", "buyer_offers", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField(
            "offer",
            "by",
            models.CharField(choices=[("buyer", "Buyer"), ("merchant", "Merchant")], default="merchant", max_length=10),
        ),
        migrations.AddField(
            "offer",
            "remedy",
            models.CharField(
                blank=True,
                choices=[
                    ("exchange", "an exchange for the same item"),
                    ("reship", "the same item again, and nothing to send back"),
                    ("repair", "a repair at no cost"),
                ],
                default="",
                max_length=10,
            ),
            preserve_default=False,
        ),
        migrations.AddField("offer", "hours", models.PositiveSmallIntegerField(null=True)),
        migrations.AddField(
            "offer",
            "answered_by",
            models.CharField(
                blank=True, choices=[("buyer", "Buyer"), ("merchant", "Merchant")], default="", max_length=10
            ),
            preserve_default=False,
        ),
        migrations.AlterField(
            "offer",
            "state",
            models.CharField(
                choices=[
                    ("open", "Open"),
                    ("accepted", "Accepted"),
                    ("declined", "Declined"),
                    ("countered", "Answered by another offer"),
                    ("lapsed", "Lapsed"),
                    ("replaced", "No longer stands"),
                ],
                default="open",
                max_length=10,
            ),
        ),
        migrations.RemoveConstraint("offer", "cases_offer_positive"),
        migrations.AddConstraint(
            "offer",
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0, remedy="") | (Q(amount_minor=0) & ~Q(remedy="")),
                name="cases_offer_sum_or_goods",
            ),
        ),
    ]

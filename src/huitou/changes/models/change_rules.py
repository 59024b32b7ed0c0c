"""What a shop allows without a person: its rules for changes of orders. A shop without a row has the defaults."""

from django.db import models
from django.db.models import Q

from huitou.core.models import Chained, ShopRow

# 1,000.00 in most currencies: above it an address is confirmed by a code.
CONFIRM_ABOVE_MINOR = 100_000
HOW_TO_PAY_LONGEST = 500


class ChangeRules(ShopRow, Chained):
    """`address_at_once`: a new address counts at once while nothing has left. `silence_agrees`: no answer agrees.

    `confirm_above_minor`: orders above this total (minor units of the order's currency) need a fresh code of the buyer
    before their goods go elsewhere; 0: every order. `tariffs`: `changes.tariffs.Tariffs`, in the shop's currency.
    `how_to_pay`: the shop's words on how it is paid what a change, an exchange or a repair costs the buyer.
    """

    address_at_once = models.BooleanField(default=True)
    silence_agrees = models.BooleanField(default=True)
    tariffs = models.JSONField(default=dict)
    how_to_pay = models.CharField(max_length=HOW_TO_PAY_LONGEST, blank=True)
    confirm_above_minor = models.BigIntegerField(default=CONFIRM_ABOVE_MINOR)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop"], name="changes_rules_once"),
            models.CheckConstraint(condition=Q(confirm_above_minor__gte=0), name="changes_rules_limit"),
        ]

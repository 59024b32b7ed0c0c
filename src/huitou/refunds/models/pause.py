"""A gateway through which nothing is paid for now: after a restore, until the reconciliation is clean."""

from django.db import models
from django.db.models import Q

from huitou.core.models import ShopRow


class Pause(ShopRow):
    """Refunds are still requested while it lasts; they wait in `reserved`.

    `compare_since`: it ends only after our books and the gateway's were compared from then on, at `compared_at`, and
    after a person has said, at `accounts_confirmed_at`, that no account of the shop is missing: without the account the
    gateway cannot tell what it paid.
    """

    gateway = models.CharField(max_length=40)
    reason = models.TextField()
    begun_at = models.DateTimeField()
    begun_by = models.CharField(max_length=80)
    compare_since = models.DateTimeField(null=True)
    compared_at = models.DateTimeField(null=True)
    accounts_confirmed_at = models.DateTimeField(null=True)
    accounts_confirmed_by = models.CharField(max_length=80, blank=True, default="", db_default="")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "gateway"], condition=Q(ended_at__isnull=True), name="refunds_pause_one_at_a_time"
            )
        ]

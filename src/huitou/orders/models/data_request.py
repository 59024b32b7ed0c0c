"""What a customer asked about their own data: to see it, to mend it, to have it erased. Written by `verbs/erase_*`.

Its chain proves what was asked and done; it holds no name, so it stays when everything else is gone.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from huitou.core.models import Chained, SameShop, ShopRow


class DataRequest(ShopRow, Chained):
    """One request. An erasure that a law postpones waits; a job does it once nothing stands against it."""

    class Kind(models.TextChoices):
        """What was asked."""

        EXPORT = "export", _("Copy of the data")
        CORRECTION = "correction", _("Correction")
        ERASURE = "erasure", _("Erasure")

    class State(models.TextChoices):
        """How it stands."""

        WAITING = "waiting", _("Waiting")
        DONE = "done", _("Done")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    customer = models.ForeignKey(
        "orders.Customer", on_delete=models.PROTECT, related_name="data_requests", db_constraint=False, db_index=False
    )
    ref = models.CharField(max_length=16)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    state = models.CharField(max_length=12, choices=State.choices)
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "id"], name="orders_data_request_shop_id"),
            models.UniqueConstraint(fields=["shop", "ref"], name="orders_data_request_ref"),
            models.UniqueConstraint(
                fields=["shop", "customer"],
                condition=Q(kind="erasure", state="waiting"),
                name="orders_data_request_one_waiting",
            ),
            models.CheckConstraint(
                condition=Q(state="done", done_at__isnull=False) | (~Q(state="done") & Q(done_at=None)),
                name="orders_data_request_done",
            ),
            SameShop(field="customer", to="orders.Customer", name="orders_data_request_customer"),
        ]
        indexes = [
            models.Index(fields=["shop", "customer", "-asked_at"], name="orders_data_request_by_cust"),
            models.Index(fields=["shop", "asked_at"], condition=Q(state="waiting"), name="orders_data_request_waiting"),
        ]

    def __str__(self) -> str:
        return self.ref

"""A host that a shop wants for its buyers' pages: the token that proves it, what was last found, and how it stands.

Until it is proven it takes the host from nobody; which shop has a host is told by `Shop.pages_host` alone.
"""

from typing import Any, ClassVar

from django.db import models

from huitou.core.models import ShopRow


class PagesDomain(ShopRow):
    """One host of one shop. `found` is `domains.looking.Found` as JSON: codes and what DNS said, for the page."""

    class State(models.TextChoices):
        PENDING = "pending"
        PROVEN = "proven"
        LOST = "lost"
        EXPIRED = "expired"

    class Proof(models.TextChoices):
        DNS = "dns"
        HTTP = "http"

    host = models.CharField(max_length=253)
    token = models.CharField(max_length=60)
    state = models.CharField(max_length=8, choices=State.choices, default=State.PENDING)
    proof = models.CharField(max_length=4, choices=Proof.choices, blank=True)
    claimed_at = models.DateTimeField()
    # A claim that is not proven by then is over.
    expires_at = models.DateTimeField()
    # When the owner's token was first found.
    owned_at = models.DateTimeField(null=True)
    proven_at = models.DateTimeField(null=True)
    looked_at = models.DateTimeField(null=True)
    next_look_at = models.DateTimeField(null=True)
    found = models.JSONField(default=dict)
    # Since when, and in how many looks, a proven host has not led here.
    failing_since = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)
    lost_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "accounts_pages_domain"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["shop", "host"], name="accounts_pages_domain_once"),
            models.UniqueConstraint(
                fields=["shop"], condition=models.Q(state="proven"), name="accounts_pages_domain_one_proven"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["shop", "next_look_at"], name="accounts_pages_domain_due")]

    def __str__(self) -> str:
        return f"{self.host} ({self.state})"

"""An invitation to work in a shop, or (without a shop) for the platform.

The link in the mail is signed; this row says whether it still holds.

Not under row-level security: the invited person opens the link before any shop is known.
"""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext

from huitou.accounts.roles import PlatformRoleName, StaffRole
from huitou.core.ids import new_id


class Invitation(models.Model):
    """One invitation; a new one to the same address in the same shop (or on the platform) replaces it.

    `provider_id`: the company of somebody from a workshop.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    shop = models.ForeignKey("core.Shop", on_delete=models.CASCADE, null=True, related_name="+")
    email = models.EmailField(max_length=254)
    role = models.CharField(
        max_length=16, choices=[(role.value, role.value) for role in (*StaffRole, *PlatformRoleName)]
    )
    provider_id = models.UUIDField(null=True)
    invited_by = models.ForeignKey("accounts.Staff", on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "accounts_invitation"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["shop", "email"],
                condition=models.Q(accepted_at=None, withdrawn_at=None),
                name="accounts_invitation_one_open",
            ),
            models.UniqueConstraint(
                fields=["email"],
                condition=models.Q(shop=None, accepted_at=None, withdrawn_at=None),
                name="accounts_invitation_one_open_on_platform",
            ),
            models.CheckConstraint(
                condition=models.Q(shop__isnull=False, role__in=[role.value for role in StaffRole])
                | models.Q(shop__isnull=True, role__in=[role.value for role in PlatformRoleName]),
                name="accounts_invitation_role_fits",
            ),
            models.CheckConstraint(
                condition=models.Q(role=StaffRole.WORKSHOP.value, provider_id__isnull=False)
                | (~models.Q(role=StaffRole.WORKSHOP.value) & models.Q(provider_id=None)),
                name="accounts_invitation_workshop",
            ),
        ]

    @property
    def place(self) -> str:
        """Where the person would work, in the active language."""
        return self.shop.name if self.shop is not None else gettext("the platform")

    def __str__(self) -> str:
        return f"{self.email} {self.role} {self.shop_id or 'platform'}"

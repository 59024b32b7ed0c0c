"""A key for programs. Only a digest is kept: the token itself is shown once, when it is made.

Not under row-level security: the token says which shop it belongs to.
"""

from typing import ClassVar

from django.db import models

from huitou.accounts.roles import TokenRole
from huitou.core.ids import new_id


class ApiToken(models.Model):
    """One token. For a buyer it carries the customer, for who checks returned goods the provider.

    For staff it is never more than the maker's own role.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    shop = models.ForeignKey("core.Shop", on_delete=models.CASCADE, related_name="+")
    staff = models.ForeignKey("accounts.Staff", on_delete=models.CASCADE, null=True, related_name="+")
    customer_id = models.UUIDField(null=True)
    provider_id = models.UUIDField(null=True)
    label = models.CharField(max_length=120)
    role = models.CharField(max_length=16, choices=[(role.value, role.value) for role in TokenRole])
    digest = models.BinaryField(max_length=32, unique=True)
    prefix = models.CharField(max_length=16)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "accounts_api_token"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(role__in=[role.value for role in TokenRole]),
                name="accounts_api_token_role_known",
            ),
            models.CheckConstraint(
                condition=(
                    models.Q(role=TokenRole.BUYER.value, customer_id__isnull=False)
                    | (~models.Q(role=TokenRole.BUYER.value) & models.Q(customer_id=None))
                ),
                name="accounts_api_token_buyer_has_customer",
            ),
            models.CheckConstraint(
                condition=(
                    models.Q(role=TokenRole.RETURNS_PROVIDER.value, provider_id__isnull=False)
                    | (~models.Q(role=TokenRole.RETURNS_PROVIDER.value) & models.Q(provider_id=None))
                ),
                name="accounts_api_token_provider",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["shop", "-created_at"], name="accounts_api_token_by_shop")]

    def __str__(self) -> str:
        return f"{self.prefix}… {self.role}"

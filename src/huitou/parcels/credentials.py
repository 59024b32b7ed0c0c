"""What a shop entered to reach those who tell of its parcels: kept sealed, opened for an adapter, shown only masked.

Written by `verbs.carrier_accounts`, read by adapters through `values_of`. No secret leaves otherwise.
"""

import json
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from huitou.core.errors import Invalid
from huitou.core.sealing import SealBroken, seal, unseal
from huitou.core.tenancy import current_shop_id, in_shop
from huitou.parcels.carriers.protocol import CredentialField, Misconfigured
from huitou.parcels.models import CarrierAccount

SHOWN_SIGNS = 4


class CredentialInvalid(Invalid):
    """Something entered cannot be what the source gave."""

    code = "credential_invalid"
    message = _("%(field)s: this is not what the provider gives. %(why)s")

    def __init__(self, *, field: object, name: str, why: object = "") -> None:
        super().__init__(field=field, why=why)
        self.name = name


def values_of(account: str, code: str) -> Mapping[str, str]:
    """Everything that the shop entered for the source, secrets opened.

    Raises Misconfigured where nothing was entered, the account is closed, or the seal does not open.
    """
    shop_id = UUID(account)
    if current_shop_id() == shop_id:
        row = _row(code)
    else:
        with in_shop(shop_id):
            row = _row(code)
    if row is None:
        raise Misconfigured("not_configured", "no credentials were entered for this shop")
    return {**row.shown, **opened(row)}


def demand(values: Mapping[str, str], name: str) -> str:
    """The value. Raises Misconfigured where it was never entered: nothing is ever accepted without it."""
    found = values.get(name, "")
    if not found:
        raise Misconfigured("secret_missing", f"“{name}” was never entered")
    return found


def sealed(row: CarrierAccount, secrets: Mapping[str, str]) -> str:
    """The secrets as the row keeps them: bound to its shop and source, so that a row that was moved does not open."""
    return seal(json.dumps({"for": _bound_to(row), "secrets": dict(secrets)}))


def opened(row: CarrierAccount) -> dict[str, str]:
    """The secrets of the row. Raises Misconfigured."""
    if not row.sealed:
        return {}
    try:
        kept = json.loads(unseal(row.sealed))
    except SealBroken as error:
        raise Misconfigured("seal_broken", "sealed under another secret key of the installation") from error
    if kept["for"] != _bound_to(row):
        raise Misconfigured("seal_broken", "sealed for another shop")
    secrets: dict[str, str] = kept["secrets"]
    return secrets


def hint(secret: str) -> str:
    """The last signs of a secret, to tell it from another one; nothing of a short one."""
    words = secret.strip()
    return f"…{words[-SHOWN_SIGNS:]}" if len(words) >= 6 * SHOWN_SIGNS and "\n" not in words else "…"


def faults(row: CarrierAccount, fields: Iterable[CredentialField]) -> list[str]:
    """What keeps the account from working, in words for the operator: for `doctor`."""
    if row.closed_at is not None:
        return []
    try:
        held = {**row.shown, **opened(row)}
    except Misconfigured as error:
        return [f"{row.source}: {error.detail}"]
    return [
        f"{row.source}: “{one.name}” was never entered" for one in fields if one.required and not held.get(one.name)
    ]


def _row(code: str) -> CarrierAccount | None:
    return CarrierAccount.objects.filter(source=code, closed_at__isnull=True).first()


def _bound_to(row: CarrierAccount) -> str:
    return f"{row.shop_id}/{row.source}"

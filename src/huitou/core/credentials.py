"""What a shop entered to reach a provider: kept sealed, opened for an adapter's call, shown only masked.

Each area that has providers keeps its accounts in a table of its own and a `Safe` for it (`refunds.credentials`,
`parcels.credentials`). No secret leaves otherwise, and none is logged.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from huitou.core.errors import Invalid
from huitou.core.sealing import SealBroken, seal, unseal
from huitou.core.tenancy import current_shop_id, in_shop

SHOWN_SIGNS = 4
LONGEST = 8000


@dataclass(frozen=True, slots=True)
class CredentialField:
    """One thing that the owner enters. `secret` ones are sealed and never shown again; `long` ones have many lines."""

    name: str
    label: Any
    help: Any = ""
    secret: bool = False
    long: bool = False
    required: bool = True


class CredentialInvalid(Invalid):
    """Something entered cannot be what the provider gave."""

    code = "credential_invalid"
    message = _("%(field)s: this is not what the provider gives. %(why)s")

    def __init__(self, *, field: object, name: str, why: object = "") -> None:
        super().__init__(field=field, why=why)
        self.name = name


class Account(Protocol):
    """A row of a shop's accounts. `shown`: what is no secret; `sealed`: what is; `hints`: the last signs of that."""

    shop_id: UUID
    shown: dict[str, str]
    hints: dict[str, str]
    sealed: str
    closed_at: datetime | None


class Asks(Protocol):
    """An adapter that asks for credentials."""

    @property
    def fields(self) -> tuple[CredentialField, ...]:
        """What it asks for."""

    def check(self, values: Mapping[str, str]) -> None:
        """Refuse what cannot work, before it is kept: shape and keys, no call. Raises CredentialInvalid."""


@dataclass(frozen=True, slots=True)
class Safe:
    """The accounts of one table. `provider`: its column that names the provider.

    `misconfigured`: the error of the area for an account that cannot be used, from a stable code and a sentence for
    the operator.
    """

    accounts: Any
    provider: str
    misconfigured: Callable[[str, str], Exception]

    def values_of(self, account: str, code: str) -> Mapping[str, str]:
        """Everything that the shop (`account`: its key) entered for the provider, secrets opened.

        Raises `misconfigured` where nothing was entered, the account is closed, or the seal does not open.
        """
        shop_id = UUID(account)
        if current_shop_id() == shop_id:
            row = self._row(code)
        else:
            with in_shop(shop_id):
                row = self._row(code)
        if row is None:
            raise self.misconfigured("not_configured", "no credentials were entered for this shop")
        return {**row.shown, **self.opened(row)}

    def demand(self, values: Mapping[str, str], name: str) -> str:
        """The value. Raises `misconfigured` where it was never entered: nothing is ever accepted without it."""
        found = values.get(name, "")
        if not found:
            raise self.misconfigured("secret_missing", f"“{name}” was never entered")
        return found

    def enter(self, row: Account, values: Mapping[str, str], adapter: Asks) -> list[str]:
        """Write what the owner entered into the row; a secret left empty stays as it is, unless the account was closed.

        Returns the names of the secrets that changed. Raises CredentialInvalid with the row as it was.
        """
        secrets = {} if row.closed_at is not None else self.opened(row)
        given = {one.name: values.get(one.name, "").strip()[:LONGEST] for one in adapter.fields}
        shown = {one.name: given[one.name] for one in adapter.fields if not one.secret}
        changed = [one.name for one in adapter.fields if one.secret and given[one.name]]
        secrets |= {name: given[name] for name in changed}
        held = {**shown, **secrets}
        for one in adapter.fields:
            if one.required and not held.get(one.name):
                raise CredentialInvalid(field=str(one.label), name=one.name, why=_("It is needed."))
        adapter.check(held)
        row.shown, row.hints = shown, {name: hint(secret) for name, secret in secrets.items()}
        row.sealed = self._sealed(row, secrets)
        return changed

    def opened(self, row: Account) -> dict[str, str]:
        """The secrets of the row. Raises `misconfigured`."""
        if not row.sealed:
            return {}
        try:
            kept = json.loads(unseal(row.sealed))
        except SealBroken as error:
            raise self.misconfigured("seal_broken", "sealed under another secret key of the installation") from error
        if kept["for"] != self._bound_to(row):
            raise self.misconfigured("seal_broken", "sealed for another shop")
        secrets: dict[str, str] = kept["secrets"]
        return secrets

    def faults(self, row: Account, fields: Iterable[CredentialField]) -> list[str]:
        """What keeps the account from working, in words for the operator: for the start and for `doctor`."""
        if row.closed_at is not None:
            return []
        named = self._provider_of(row)
        try:
            held = {**row.shown, **self.opened(row)}
        except Exception as error:
            if (detail := getattr(error, "detail", None)) is None:
                raise
            return [f"{named}: {detail}"]
        missing = (one.name for one in fields if one.required and not held.get(one.name))
        return [f"{named}: “{name}” was never entered" for name in missing]

    def _sealed(self, row: Account, secrets: Mapping[str, str]) -> str:
        """The secrets as the row keeps them: bound to shop and provider, so that a row that was moved does not open."""
        return seal(json.dumps({"for": self._bound_to(row), "secrets": dict(secrets)}))

    def _row(self, code: str) -> Account | None:
        found: Account | None = self.accounts.objects.filter(**{self.provider: code}, closed_at__isnull=True).first()
        return found

    def _provider_of(self, row: Account) -> str:
        return str(getattr(row, self.provider))

    def _bound_to(self, row: Account) -> str:
        return f"{row.shop_id}/{self._provider_of(row)}"


def hint(secret: str) -> str:
    """The last signs of a secret, to tell it from another one; nothing of a short one."""
    words = secret.strip()
    return f"…{words[-SHOWN_SIGNS:]}" if len(words) >= 6 * SHOWN_SIGNS and "\n" not in words else "…"

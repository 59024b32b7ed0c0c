"""The accounts of our ledger under the names that the shop's bookkeeping gives them. Pure."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

# Kind of our account → what it is, and its name where the shop has given none.
ACCOUNTS = {
    "payment": (_("Account of buyers' payments"), "payments"),
    "refund": (_("Account of refunds set aside"), "refunds-payable"),
    "gateway": (_("Account of payment providers"), "providers"),
    "loss": (_("Account of losses"), "losses"),
    "chargeback": (_("Account of chargebacks"), "chargebacks"),
    "receivable": (_("Account of what buyers owe"), "receivables"),
    "credit": (_("Account of buyers' credit"), "store-credit"),
    "share": (_("Account of cost shares"), "cost-shares"),
    "insurance": (_("Account of the insurance pool"), "insurance-pool"),
    "deposit": (_("Account of the deposit at the platform"), "deposit"),
}


def booked_as(account: str, names: Mapping[str, str]) -> tuple[str, str]:
    """The shop's account for one of ours, and what distinguishes it there (`gateway:sandbox` → `sandbox`)."""
    kind, _colon, detail = account.partition(":")
    default = ACCOUNTS[kind][1] if kind in ACCOUNTS else kind
    return names.get(kind) or default, detail

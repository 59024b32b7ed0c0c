"""What is said of a label that was bought, or was not: data, translated by gettext. Read by letters and the desk."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext as _

from huitou.logistics.models import LabelPurchase

N_ = str
# Why it was not bought, and what to do. By the failure codes of `parcels.carriers.labelling` and `verbs.buy_label`.
FAILURES: Final[Mapping[str, str]] = {
    "address_buyer": N_(
        "The carrier does not know the buyer's address. Ask the buyer for it, correct it on the order, and buy again; "
        "or give a label of your own."
    ),
    "address_shop": N_(
        "Your address for returns is not filled in part by part. Add it anew under Settings, Returns, with street, "
        "city, postcode and country: returns that are agreed from then on can have labels. Give this one a label of "
        "your own."
    ),
    "too_dear": N_("It costs more than the limit that you have set. Buy it all the same, or give a label of your own."),
    "other_currency": N_(
        "The carrier's price is in another currency than your limit. Buy it all the same, or give a label of your own."
    ),
    "no_rate": N_(
        "None of the carriers that you allow takes this parcel. Look at the carriers and the size under Settings, "
        "Returns; or give a label of your own."
    ),
    "abroad": N_("Labels across a border need customs papers, which are not made here. Give a label of your own."),
    "no_funds": N_("The account at the carrier has no money left. Top it up there, then buy again."),
    "unauthorised": N_(
        "The carrier does not accept the account's key. Enter it anew under Settings, Tracking; buy again."
    ),
    "secret_missing": N_("The account's key is missing. Enter it under Settings, Tracking; then buy again."),
    "too_many": N_("So many labels were bought for this return that no more are. Give a label of your own."),
}
ANYTHING_ELSE: Final = N_("The carrier did not sell it. Try again later, or give a label of your own.")


def why_not_bought(failure_code: str) -> str:
    """The sentence for the shop: what is wrong, and what to do about it."""
    return _(FAILURES.get(failure_code, ANYTHING_ELSE))


def said_of(purchase: LabelPurchase) -> str:
    """How the purchase stands, for the shop: with what to do where it was refused."""
    if purchase.state == "refused":
        return why_not_bought(purchase.failure_code) if not purchase.unwanted else ""
    return str(purchase.get_state_display())

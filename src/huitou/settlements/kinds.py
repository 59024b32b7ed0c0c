"""What a row of the ledger is to a shop, from its accounts alone: its kind, and what it changes for the shop. Pure.

The table is the whole rule. A row that nobody knows is `other`: it stands on the statement all the same.
"""

from typing import Final

N_ = str
# (start of the key, start of the debited account, start of the credited one) → kind; the first that fits counts.
TABLE: Final = (
    ("elsewhere:", "gateway:", "payment:", "elsewhere_failed"),
    ("elsewhere:", "gateway:", "loss:", "elsewhere_failed"),
    ("", "gateway:", "payment:", "captured"),
    ("", "payment:", "gateway:", "paid_back_elsewhere"),
    ("", "payment:", "refund:", "refund_set_aside"),
    ("", "refund:", "gateway:", "refund_paid"),
    ("", "refund:", "payment:", "refund_released"),
    ("chargeback:", "loss:", "gateway:", "fee"),
    ("chargeback:", "gateway:", "loss:", "fee"),
    ("", "payment:", "chargeback:", "chargeback_held"),
    ("", "chargeback:", "payment:", "chargeback_won"),
    ("chargeback:", "loss:", "chargeback:", "chargeback_held"),
    ("chargeback:", "chargeback:", "loss:", "chargeback_won"),
    ("", "chargeback:", "gateway:", "chargeback_lost"),
    ("", "payment:", "loss:", "overpaid_counted"),
    ("", "loss:", "gateway:", "refund_overpaid"),
    ("claim:", "share:", "insurance:pool", "pool_made_good"),
    ("cover:", "share:", "insurance:pool", "premium"),
    ("cover:", "share:", "insurer:", "premium"),
    ("claim:", "insurance:pool", "claim:", "claim_approved"),
    ("claim:", "insurer:", "claim:", "claim_approved"),
    ("claim:", "claim:", "", "claim_paid"),
    ("claim:", "credit:", "", "credit_spent"),
    ("carrier:", "share:carrier", "share:merchant", "carrier_bears"),
    ("return:", "share:insurer", "share:", "insurer_bears"),
    ("return:", "share:", "share:insurer", "insurer_bears"),
    ("return:", "share:", "freight:", "return_shipping"),
    ("return:", "freight:", "share:", "return_shipping_back"),
    ("deposit:", "bank:merchant", "deposit:", "deposit_topped_up"),
    ("deposit:", "deposit:", "share:platform", "deposit_set_off"),
    ("advance:", "receivable:", "reversed:", "advance_claimed"),
    ("advance:", "setoff:", "receivable:", "advance_kept_back"),
    ("advance:", "receivable:", "setoff:", "advance_owed_again"),
    ("advance:", "received:", "receivable:", "advance_paid_back"),
    ("advance:", "reversed:", "receivable:", "advance_reversed"),
    ("advance:", "loss:", "receivable:", "advance_lost"),
    ("byhand:", "hand:", "owed:", "owed_by_hand"),
    ("byhand:", "owed:", "hand:", "settled_by_hand"),
    ("", "", "fee:", "fee"),
    ("", "fee:", "", "fee"),
    ("", "share:", "ruling:", "ruling_share"),
    ("", "share:", "", "share"),
    ("", "", "share:", "share"),
)
OTHER: Final = "other"
KINDS: Final = (*dict.fromkeys(kind for _key, _debit, _credit, kind in TABLE), OTHER)
# Who bears shares, as people read it.
PARTY_NAMES: Final = {
    "merchant": N_("The shop"), "platform": N_("The platform"), "insurer": N_("The insurer"),
    "carrier": N_("The carrier"), "buyer": N_("The buyer"),
}  # fmt: skip
# The shop's own side: what was captured for it, what is set aside of that, its shares and losses, its deposit. What a
# ruling grants was paid out of the shop's payments already: of its shares, only what others bear comes back.
SHOPS_OWN: Final = (
    "payment:",
    "refund:",
    "share:merchant",
    "ruling:",
    "chargeback:",
    "loss:",
    "deposit:",
    "bank:merchant",
    # What buyers owe from instant refunds was paid out of the shop's payments: only what they pay back is a change.
    "receivable:",
    "reversed:",
    "setoff:",
)

NAMES: Final = {
    "captured": N_("Payment received"),
    "paid_back_elsewhere": N_("Paid back at the provider"),
    "elsewhere_failed": N_("Payment at the provider that failed"),
    "refund_set_aside": N_("Refund set aside"),
    "refund_paid": N_("Refund paid"),
    "refund_released": N_("Refund given up"),
    "chargeback_held": N_("Held for a chargeback"),
    "chargeback_won": N_("Back from a chargeback"),
    "chargeback_lost": N_("Lost to a chargeback"),
    "refund_overpaid": N_("Overpaid by the provider"),
    "overpaid_counted": N_("Overpaid before, counted now"),
    "pool_made_good": N_("Put into the insurance pool"),
    "premium": N_("Insurance premium"),
    "claim_approved": N_("Claim approved"),
    "claim_paid": N_("Claim paid"),
    "credit_spent": N_("Credit paid out or used"),
    "insurer_bears": N_("Return shipping taken over by the insurance"),
    "carrier_bears": N_("Recovered from a carrier"),
    "return_shipping": N_("Return shipping"),
    "return_shipping_back": N_("Return shipping paid back, or borne by others"),
    "deposit_topped_up": N_("Paid into the deposit"),
    "deposit_set_off": N_("Set off against the deposit"),
    "advance_claimed": N_("Owed by a buyer from an instant refund"),
    "advance_kept_back": N_("Instant refund kept back from a later refund"),
    "advance_owed_again": N_("Instant refund not kept back after all"),
    "advance_paid_back": N_("Instant refund paid back by the buyer"),
    "advance_reversed": N_("Instant refund no longer owed"),
    "advance_lost": N_("Lost on an instant refund"),
    "owed_by_hand": N_("Paid in by hand, to be given back"),
    "settled_by_hand": N_("Given back by hand, or never paid in"),
    "fee": N_("Fees and charges"),
    "ruling_share": N_("Share of a ruling"),
    "share": N_("Cost share"),
    "other": N_("Other movement"),
}


def kind_of(key: str, debit: str, credit: str) -> str:
    """The kind of the movement."""
    for starts, debited, credited, kind in TABLE:
        if key.startswith(starts) and debit.startswith(debited) and credit.startswith(credited):
            return kind
    return OTHER


def shops_own(account: str) -> bool:
    """Whether what comes into the account is the shop's."""
    return account.startswith(SHOPS_OWN)


def effect_minor(debit: str, credit: str, minor: int) -> int:
    """What the movement changes for the shop: above zero to its good, below to its cost, zero within its own side."""
    return minor * (int(shops_own(credit)) - int(shops_own(debit)))

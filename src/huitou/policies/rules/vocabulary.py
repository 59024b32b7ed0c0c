"""The closed word lists a policy is written in: kinds, reasons, evidence, grounds of exclusion, stages.

Read by the document reader, the evaluator, the sentences and (for labels) `policies.texts`. Pure data: a new
kind, reason or ground is a row here, never an `if` elsewhere. No Django, no gettext calls: `N_` only marks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

N_ = str  # marks an English msgid for extraction; the translation happens in policies.texts

Fault = Literal["buyer", "merchant", "carrier"]
Payer = Literal["buyer", "merchant"]
Stage = Literal["not_shipped", "in_transit", "delivered"]
Clock = Literal["delivery", "promise", "before_shipping", "before_delivery"]
Way = Literal["own_label", "shop_label", "receiver_pays"]


@dataclass(frozen=True, slots=True)
class Kind:
    """One way a case can be solved. `goods_return`: the buyer sends the goods back first.

    `pays`: it ends with money; `replaces`: with other goods sent; `repairs`: with the goods repaired. `names_sum`: the
    buyer names the sum, it is not computed.
    """

    code: str
    label: str
    goods_return: bool
    pays: bool = False
    replaces: bool = False
    repairs: bool = False
    names_sum: bool = False

    @property
    def sends(self) -> bool:
        """Whether goods go to the buyer, other ones or repaired ones."""
        return self.replaces or self.repairs


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a buyer asks, with the side that bears the cause (and so, by default, the cost).

    `about_goods`: it concerns goods that the buyer has in hand, not their coming.
    """

    code: str
    label: str
    fault: Fault
    about_goods: bool = True


@dataclass(frozen=True, slots=True)
class Label:
    """A code with the words a person reads for it."""

    code: str
    label: str


KINDS: Final[dict[str, Kind]] = {
    kind.code: kind
    for kind in (
        Kind("return_and_refund", N_("return and refund"), goods_return=True, pays=True),
        Kind("refund_only", N_("refund only"), goods_return=False, pays=True),
        Kind("exchange", N_("exchange"), goods_return=True, replaces=True),
        Kind("repair", N_("repair"), goods_return=True, repairs=True),
        Kind("reship", N_("send again"), goods_return=False, replaces=True),
        Kind("price_adjustment", N_("price adjustment"), goods_return=False, pays=True, names_sum=True),
        Kind("partial_refund", N_("partial refund"), goods_return=False, pays=True, names_sum=True),
    )
}

REASONS: Final[dict[str, Reason]] = {
    reason.code: reason
    for reason in (
        Reason("no_longer_wanted", N_("no longer wanted"), "buyer"),
        Reason("does_not_fit", N_("does not fit or suit"), "buyer"),
        Reason("not_as_described", N_("not as described"), "merchant"),
        Reason("damaged", N_("arrived damaged"), "carrier"),
        Reason("defective", N_("defective"), "merchant"),
        Reason("wrong_item", N_("wrong item sent"), "merchant"),
        Reason("missing_item", N_("item or part missing"), "merchant"),
        Reason("not_received", N_("not received"), "carrier", about_goods=False),
        Reason("arrived_late", N_("arrived late"), "carrier", about_goods=False),
        Reason("other", N_("another reason"), "buyer"),
    )
}

EVIDENCE: Final[dict[str, Label]] = {
    label.code: label
    for label in (
        Label("photo", N_("a photo of the goods")),
        Label("photo_label", N_("a photo of the shipping label")),
        Label("photo_parcel", N_("a photo of the parcel and its packing")),
        Label("video", N_("a short video")),
        Label("serial_number", N_("the serial number")),
        Label("carrier_note", N_("a note from the carrier")),
        Label("description", N_("a description in words")),
    )
}

BECAUSE: Final[dict[str, Label]] = {
    label.code: label
    for label in (
        Label("custom_made", N_("goods made to the buyer's order")),
        Label("perishable", N_("fresh or perishable goods")),
        Label("digital", N_("digital content already delivered or begun")),
        Label("unsealed_media", N_("audio, video or software with the seal broken")),
        Label("press", N_("newspapers and magazines")),
        Label("opened_hygiene", N_("opened goods that hygiene forbids to take back")),
        Label("inseparably_mixed", N_("goods mixed with others and no longer separable")),
        Label("price_fluctuates", N_("goods priced by a market that the shop cannot control")),
        Label("dated_service", N_("services booked for a fixed date")),
        Label("unsealed_safety", N_("unsealed goods whose safety or quality then changes")),
        Label("activated", N_("goods activated or tried out, with a large loss of value")),
        Label("flawed_disclosed", N_("goods sold as near their expiry date or as flawed")),
        Label("depreciated", N_("goods used or kept so long that they cannot be sold again")),
        Label("shop_choice", N_("goods that the shop excludes")),
    )
}

STAGES: Final[dict[str, Label]] = {
    label.code: label
    for label in (
        Label("not_shipped", N_("not shipped yet")),
        Label("in_transit", N_("on the way")),
        Label("delivered", N_("delivered")),
    )
}

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

WAYS: Final[tuple[str, ...]] = ("own_label", "shop_label", "receiver_pays")

# At which stages each clock can run at all; anything else in a document contradicts itself.
CLOCK_STAGES: Final[dict[str, frozenset[str]]] = {
    "delivery": frozenset({"delivered"}),
    "promise": frozenset({"not_shipped", "in_transit"}),
    "before_shipping": frozenset({"not_shipped"}),
    "before_delivery": frozenset({"not_shipped", "in_transit"}),
}

BUYER_REASONS: Final[frozenset[str]] = frozenset(r.code for r in REASONS.values() if r.fault == "buyer")
FAULT_REASONS: Final[frozenset[str]] = frozenset(REASONS) - BUYER_REASONS

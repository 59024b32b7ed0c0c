"""The text of a claim as it goes to the carrier, in the active language: by mail or into its own form.

Called by the desk, the API and the pack. Names no buyer: a carrier knows its parcel by the number.
"""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from huitou.claims.limits import DAMAGED
from huitou.claims.losses import pieces_of
from huitou.claims.models import CarrierClaim
from huitou.claims.values import cause_name
from huitou.core.models import Shop
from huitou.core.money import Money, format_money
from huitou.core.when import written
from huitou.parcels.models import Parcel, ParcelLine, ParcelScan

N_ = str
_WHAT = {
    "lost": N_("You took this parcel over and did not deliver it. We claim the value of the goods."),
    "damaged": N_("You delivered this parcel with goods that were broken on the way. We claim their value."),
    "late": N_("You delivered this parcel later than the day that you had guaranteed. We claim what that cost us."),
    "weight": N_("You charged this parcel by a weight that it does not have. We claim the difference."),
}


@dataclass(frozen=True, slots=True)
class ClaimLetter:
    """Subject and body, plain text."""

    subject: str
    body: str


def letter_of(claim: CarrierClaim, shop: Shop, *, photos: int) -> ClaimLetter:
    """The claim in words. `photos`: how many go with it. Four queries, inside `in_shop`."""
    parcel, zone = claim.parcel, ZoneInfo(shop.timezone)
    number = parcel.tracking_number or parcel.ref
    told = {"cause": cause_name(claim.what), "number": number, "ref": claim.ref}
    facts = [
        (_("Tracking number"), number),
        (_("Our reference"), claim.ref),
        (_("Your reference"), claim.reference),
        *_days(parcel, zone),
        (_("Weight"), _weights(parcel)),
        (_("Sum claimed"), format_money(claim.loss)),
    ]
    parts = [
        _(_WHAT[claim.what]),
        "\n".join(_("%(name)s: %(value)s") % {"name": name, "value": value} for name, value in facts if value),
        _("Contents:") + "\n" + "\n".join(_contents(claim)),
        _("Enclosed: the scans with their times, the weights, the value of the goods, photos: %(photos)s.")
        % {"photos": photos},
        _("Please confirm that you have received this claim, and tell us its number."),
        shop.name,
    ]
    return ClaimLetter(_("Claim %(ref)s: %(cause)s, parcel %(number)s") % told, "\n\n".join(parts) + "\n")


def _days(parcel: Parcel, zone: ZoneInfo) -> list[tuple[str, str]]:
    moments = (
        (_("Handed over"), parcel.shipped_at or parcel.collected_at),
        (_("Promised for"), parcel.promised_at),
        (_("Delivered"), parcel.delivered_at),
    )
    return [(name, written(moment, zone, "date")) for name, moment in moments if moment is not None]


def _weights(parcel: Parcel) -> str:
    rows = ParcelScan.objects.filter(parcel=parcel, weight_grams__isnull=False).order_by("occurred_at", "pk")
    return " → ".join(f"{grams} g" for grams in rows.values_list("weight_grams", flat=True))


def _contents(claim: CarrierClaim) -> list[str]:
    """What the claim is about: all that was in the parcel, or the pieces that came broken."""
    rows = ParcelLine.objects.filter(parcel=claim.parcel).select_related("order_line").order_by("order_line__position")
    broken = pieces_of(claim.case, DAMAGED) if claim.what == DAMAGED and claim.case is not None else None
    currency = claim.currency
    return [
        f"{pieces} × {row.order_line.title} {row.order_line.sku} · "
        f"{format_money(Money(row.order_line.unit_price_minor, currency))}".replace("  ", " ")
        for row in rows
        if (pieces := row.quantity if broken is None else min(row.quantity, broken.get(row.order_line_id, 0)))
    ]  # fmt: skip

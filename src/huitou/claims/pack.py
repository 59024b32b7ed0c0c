"""The evidence pack of a claim: one zip with the letter, the scans, the weights, the value and the photos, sealed.

Called by the desk and the API inside `in_shop`; it changes nothing. Written by the machinery of the evidence bundles,
but it holds only what a carrier needs: no name, no address, no word of the buyer's.
"""

import zipfile
from datetime import UTC, datetime
from typing import IO, Any

from huitou.cases.bundle.collect import ENDINGS
from huitou.cases.bundle.signing import seal_of
from huitou.cases.bundle.verify.checks import MANIFEST, SEAL
from huitou.cases.bundle.write import stored, text
from huitou.cases.models import Evidence
from huitou.claims.letters import letter_of
from huitou.claims.models import CarrierClaim
from huitou.core.events import canonical
from huitou.core.models import Shop
from huitou.core.spreadsheets import number, table
from huitou.parcels.models import Parcel, ParcelLine
from huitou.parcels.queries import timeline_of

FORMAT = "huitou-claim/1"
MOST_PHOTOS = 24


def photos_of(claim: CarrierClaim) -> list[Evidence]:
    """The pictures that the claim's case shows, the oldest first; none where they were erased. One query."""
    if claim.case_id is None:
        return []
    rows = Evidence.objects.filter(case_id=claim.case_id, erased_at=None).exclude(shown="")
    return list(rows.order_by("at", "pk")[:MOST_PHOTOS])


def write_pack(target: IO[bytes], claim: CarrierClaim, shop: Shop, *, at: datetime) -> None:
    """Write the pack into an open file, in the active language."""
    photos = photos_of(claim)
    letter = letter_of(claim, shop, photos=len(photos))
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        listed = [
            text(archive, "letter.txt", f"{letter.subject}\n\n{letter.body}".encode(), at),
            text(archive, "scans.csv", _scans(claim.parcel).encode(), at),
            text(archive, "value.csv", _value(claim).encode(), at),
            text(archive, "claim.json", canonical(_facts(claim)).encode(), at),
        ]
        for place, row in enumerate(photos, start=1):
            name = f"photos/{place:02}-{row.kind.replace('_', '-')}.{ENDINGS.get(row.shown_type, 'bin')}"
            listed.append(stored(archive, name, row.shown, at))
        manifest = canonical(_manifest(claim, shop, listed, at)).encode()
        text(archive, MANIFEST, manifest, at)
        text(archive, SEAL, canonical(seal_of(manifest)).encode(), at)


def pack_name(claim: CarrierClaim, at: datetime) -> str:
    """What a downloaded pack is called."""
    return f"{claim.ref}-{at:%Y%m%d}.zip"


def _manifest(claim: CarrierClaim, shop: Shop, listed: list[dict[str, Any]], at: datetime) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "made_at": at.astimezone(UTC).isoformat(timespec="seconds"),
        "shop": {"id": shop.pk, "name": shop.name, "slug": shop.slug},
        "claim": {"id": claim.pk, "ref": claim.ref},
        "files": listed,
    }


def _facts(claim: CarrierClaim) -> dict[str, Any]:
    parcel = claim.parcel
    days = {"shipped_at": parcel.shipped_at, "promised_at": parcel.promised_at, "delivered_at": parcel.delivered_at}
    return {
        "ref": claim.ref, "what": claim.what, "carrier": claim.carrier, "tracking_number": parcel.tracking_number,
        "order": claim.order.number, "currency": claim.currency, "loss_minor": claim.loss_minor,
        "reference": claim.reference, "file_by": claim.file_by.isoformat(),
        **{name: moment.isoformat() if moment else None for name, moment in days.items()},
    }  # fmt: skip


def _scans(parcel: Parcel) -> str:
    """What the carrier itself reported, the oldest first; its own words stay with us, they may name people."""
    weighed = {row.pk: row.weight_grams for row in parcel.scans.all()}
    rows = [
        (one.occurred_at.isoformat(), one.state, one.status, one.code, one.source, one.place, weighed[one.scan] or "")
        for one in reversed(timeline_of(parcel))
    ]
    return table(("occurred_at", "state", "status", "code", "source", "place", "grams"), rows)


def _value(claim: CarrierClaim) -> str:
    rows = ParcelLine.objects.filter(parcel=claim.parcel).select_related("order_line").order_by("order_line__position")
    head = ("sku", "title", "variant", "pieces", "unit_price", "discount", "currency", "order")
    return table(
        head,
        [
            (line.sku, line.title, line.variant, row.quantity, number(line.unit_price_minor, claim.currency),
             number(line.discount_minor, claim.currency), claim.currency, claim.order.number)
            for row in rows
            for line in (row.order_line,)
        ],
    )  # fmt: skip

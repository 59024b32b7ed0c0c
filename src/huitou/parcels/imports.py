"""Writes the parcels of imported orders, in the transaction of their batch.

Passed to `orders.imports` by whoever runs an import (the command line, the setup, the API): orders lie below parcels
and do not know them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from huitou.core.bulk import insert_rows, look_up
from huitou.core.ids import new_id, new_ref
from huitou.orders.drafts import ParcelDraft
from huitou.orders.erased import ERASED
from huitou.orders.models import Order
from huitou.orders.writing.result import Written
from huitou.parcels.course import COLLECTED, DELIVERED, Course, Scan, course_of
from huitou.parcels.following import follow_scans
from huitou.parcels.models import Parcel, ParcelLine, ParcelScan
from huitou.parcels.numbers import compact

SOURCE = "import"
PARCEL_FIELDS = (
    "id", "shop", "order", "ref", "external_id", "direction", "carrier", "tracking_number", "state", "shipped_at",
    "collected_at", "delivered_at", "promised_at", "chain_length", "chain_head", "status", "status_at",
)  # fmt: skip
LINE_FIELDS = ("id", "shop", "parcel", "order_line", "quantity")
SCAN_FIELDS = ("id", "shop", "parcel", "state", "occurred_at", "source", "weight_grams")


def write(shop_id: UUID, batch: Sequence[Written]) -> int:
    """Write the outbound parcels of the batch with their lines and times; returns how many are new.

    A parcel that came before gets the new times as further scans; nothing reported before is lost.
    """
    known = [one.order_id for one in batch if one.draft.parcels and not one.new]
    stored, erased = _stored(known), _erased(known)
    rows: dict[type[Any], list[tuple[Any, ...]]] = {Parcel: [], ParcelLine: [], ParcelScan: []}
    again: list[tuple[UUID, ParcelDraft]] = []
    for written in batch:
        for draft in written.draft.parcels:
            if written.order_id in erased:
                draft = replace(draft, tracking_number="")
            number = compact(draft.tracking_number)
            if parcel_id := stored.get((written.order_id, draft.external_id)) or stored.get((written.order_id, number)):
                again.append((parcel_id, draft))
                continue
            parcel_id = new_id()
            scans = list(_scans(draft))
            rows[Parcel].append(_parcel_row(parcel_id, shop_id, written.order_id, draft, course_of(scans)))
            rows[ParcelLine].extend(_line_rows(parcel_id, shop_id, written, draft))
            rows[ParcelScan].extend(_scan_rows(parcel_id, shop_id, scans, draft.weight_grams))
    insert_rows(Parcel, PARCEL_FIELDS, rows[Parcel])
    insert_rows(ParcelLine, LINE_FIELDS, rows[ParcelLine])
    insert_rows(ParcelScan, SCAN_FIELDS, rows[ParcelScan])
    for parcel_id, draft in again:
        _follow(parcel_id, shop_id, draft)
    return len(rows[Parcel])


def _stored(order_ids: list[UUID]) -> dict[tuple[UUID, str], UUID]:
    """Parcels by the source's name and by their number: the desk announces under names of ours."""
    names = ("order", "external_id", "tracking_number", "id")
    rows = list(look_up(Parcel, names, "order", order_ids, direction="outbound"))
    found = {(order_id, number): pk for order_id, _name, number, pk in rows if number}
    return found | {(order_id, name): pk for order_id, name, _number, pk in rows}


def _erased(order_ids: list[UUID]) -> set[UUID]:
    """Orders whose buyer's data is gone: no import brings a number back."""
    rows = Order.objects.filter(pk__in=order_ids, customer__external_id__startswith=ERASED) if order_ids else None
    return set() if rows is None else set(rows.values_list("pk", flat=True))


def _scans(draft: ParcelDraft) -> Iterator[Scan]:
    if draft.shipped_at:
        yield Scan(COLLECTED, draft.shipped_at)
    if draft.delivered_at:
        # Some sources book the hand-over after the delivery; the goods have come all the same.
        yield Scan(DELIVERED, max(draft.delivered_at, draft.shipped_at or draft.delivered_at))


def _parcel_row(parcel_id: UUID, shop_id: UUID, order_id: UUID, draft: ParcelDraft, course: Course) -> tuple[Any, ...]:
    return (
        parcel_id, shop_id, order_id, new_ref("P"), draft.external_id[:120], "outbound", draft.carrier[:60],
        compact(draft.tracking_number)[:80], course.state, course.shipped_at, course.collected_at, course.delivered_at,
        draft.promised_at, 0, b"", course.status, course.status_at,
    )  # fmt: skip


def _line_rows(parcel_id: UUID, shop_id: UUID, written: Written, draft: ParcelDraft) -> Iterator[tuple[Any, ...]]:
    everything = tuple((line.external_id, line.quantity) for line in written.draft.lines)
    for external_id, quantity in draft.lines or everything:
        if external_id in written.line_ids:
            yield new_id(), shop_id, parcel_id, written.line_ids[external_id], quantity


def _scan_rows(
    parcel_id: UUID, shop_id: UUID, scans: Sequence[Scan], weight_grams: int | None
) -> Iterator[tuple[Any, ...]]:
    """The weight of a source is that of the parcel as it left."""
    for scan in scans:
        weighed = weight_grams if scan.state == COLLECTED else None
        yield new_id(), shop_id, parcel_id, scan.state, scan.occurred_at, SOURCE, weighed


def _follow(parcel_id: UUID, shop_id: UUID, draft: ParcelDraft) -> None:
    parcel = Parcel.objects.select_for_update(of=("self",), no_key=True).get(pk=parcel_id)
    insert_rows(
        ParcelScan,
        SCAN_FIELDS,
        list(_scan_rows(parcel_id, shop_id, list(_scans(draft)), draft.weight_grams)),
        "ON CONFLICT (shop_id, parcel_id, state, occurred_at, fingerprint) DO NOTHING",
    )
    follow_scans(parcel)
    parcel.carrier = draft.carrier[:60] or parcel.carrier
    parcel.tracking_number = compact(draft.tracking_number)[:80] or parcel.tracking_number
    parcel.promised_at = draft.promised_at or parcel.promised_at
    parcel.save()

"""What the bookkeeping reads, as JSON: credit notes, and what differs from the payment providers."""

from datetime import datetime
from typing import Any

from ninja import Schema
from pydantic import Field

from huitou.api.schemas.common import Amount
from huitou.refunds.exports.notes import lines_of
from huitou.refunds.models import CreditNote, Discrepancy


class NoteLineOut(Schema):
    """`returned`: pieces are paid back; else a part of the price. `tax_basis_points`: of the net price."""

    title: str = Field(examples=["青瓷主人杯"])
    quantity: int = Field(examples=[1])
    net: Amount
    tax: Amount
    gross: Amount
    tax_basis_points: int = Field(examples=[1300])
    returned: bool


class CreditNoteOut(Schema):
    """Never changed. Numbers run from 1 in every year of the shop's clock, without a gap."""

    name: str = Field(examples=["2026-00012"])
    year: int = Field(examples=[2026])
    number: int = Field(examples=[12])
    order: str = Field(examples=["1001"])
    refund: str = Field(examples=["F-9M2C-7KQT"])
    total: Amount
    tax: Amount
    settled_at: datetime
    issued_at: datetime
    lines: list[NoteLineOut]


class CreditNotePage(Schema):
    items: list[CreditNoteOut]
    next: str | None = Field(examples=["MjAyNi0xMS0wMVQ…"])


class DifferenceOut(Schema):
    """`ours` is what our books say, `theirs` the provider's. It is closed on the desk, by a second person."""

    id: str = Field(examples=["01920000-0000-7000-8000-000000000001"])
    kind: str = Field(examples=["missing_there"])
    text: str = Field(examples=["Another sum was paid"])
    gateway: str = Field(examples=["stripe"])
    gateway_reference: str = Field(examples=["re_1HuitouA"])
    refund: str | None = Field(examples=["F-9M2C-7KQT"])
    ours: Amount
    theirs: Amount
    found_at: datetime
    explained_at: datetime | None
    closed_at: datetime | None
    note: str = Field(examples=["A test of the provider; it stands in its console under 4711."])


class DifferencePage(Schema):
    items: list[DifferenceOut]
    next: str | None = Field(examples=["MjAyNi0xMS0wMVQ…"])


def credit_note_out(note: CreditNote) -> dict[str, Any]:
    """A credit note with its lines."""
    money = note.currency
    lines = [
        {
            "title": line.title, "quantity": line.quantity, "net": Amount.of(line.net_minor, money),
            "tax": Amount.of(line.tax_minor, money), "gross": Amount.of(line.gross_minor, money),
            "tax_basis_points": line.rate_basis_points, "returned": line.returned,
        }
        for line in lines_of(note)
    ]  # fmt: skip
    return {
        "name": note.name, "year": note.year, "number": note.number, "order": note.content["order"],
        "refund": note.content["refund"], "total": Amount.of(note.total_minor, money),
        "tax": Amount.of(note.tax_minor, money), "settled_at": note.settled_at, "issued_at": note.issued_at,
        "lines": lines,
    }  # fmt: skip


def difference_out(found: Discrepancy) -> dict[str, Any]:
    """A difference, open or closed."""
    return {
        "id": str(found.pk), "kind": found.kind, "text": found.get_kind_display(), "gateway": found.gateway,
        "gateway_reference": found.gateway_reference, "refund": found.refund.ref if found.refund else None,
        "ours": Amount.of(found.ours_minor, found.currency), "theirs": Amount.of(found.theirs_minor, found.currency),
        "found_at": found.found_at, "explained_at": found.explained_at, "closed_at": found.closed_at,
        "note": found.closing_note,
    }  # fmt: skip

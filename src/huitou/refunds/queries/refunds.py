"""Refunds for pages: of an order, of a cause, those that need a person, and one with all that was said about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Case, IntegerField, Q, QuerySet, Sum, Value, When

from huitou.core.actors import Actor
from huitou.refunds.access import access_refund
from huitou.refunds.models import Discrepancy, GatewayExchange, Refund, RefundLine, StoredSheet
from huitou.refunds.models.discrepancy import OTHER_FACTS
from huitou.refunds.on_account import refunds_of, suffices

FOR_PEOPLE = ("escalated", "to_confirm", "other_way", "needs_person", "by_hand")


@dataclass(frozen=True, slots=True)
class RefundDetail:
    """A refund with its bill, its lines, what was said between us and the gateway, and the open differences."""

    refund: Refund
    sheet: StoredSheet
    lines: Sequence[RefundLine]
    exchanges: Sequence[GatewayExchange]
    differences: Sequence[Discrepancy]


def refunds_of_order(order_id: UUID) -> list[Refund]:
    """The refunds of the order, oldest first."""
    return list(Refund.objects.filter(order_id=order_id).select_related("payment").order_by("requested_at", "pk"))


def refunds_of_cause(cause_id: UUID) -> list[Refund]:
    """The refunds asked for on this behalf, oldest first."""
    return list(Refund.objects.filter(cause_id=cause_id).select_related("payment").order_by("requested_at", "pk"))


def paid_in_full(cause_id: UUID, sheet: StoredSheet, *, on_account: bool = False) -> bool:
    """Whether the whole sum of the sheet has been paid back; refunds that were given up do not count.

    What was paid by sheets whose place it takes counts, with `on_account` by whichever sheet; even if it was more.
    """
    paid = refunds_of(cause_id, sheet, all_sheets=on_account).filter(state="succeeded")
    total = int(paid.aggregate(total=Sum("amount_minor"))["total"] or 0)
    return suffices(total, sheet, all_sheets=on_account)


def queue_for_people() -> "QuerySet[Refund]":
    """Refunds that wait for a person, escalated ones first, then by deadline; one query when sliced."""
    first = Case(When(state="escalated", then=Value(0)), default=Value(1), output_field=IntegerField())
    rows: QuerySet[Refund] = Refund.objects.filter(state__in=FOR_PEOPLE)
    return rows.select_related("order", "payment").order_by(first, "deadline_at", "pk")


def refund_detail(actor: Actor, ref: Refund | UUID | str) -> RefundDetail:
    """Everything about one refund: six queries. Raises NotFound."""
    refund: Refund = access_refund(actor, ref)
    refund.payment  # noqa: B018  (read here: the page says as what it goes back)
    return RefundDetail(
        refund=refund,
        sheet=StoredSheet.objects.get(pk=refund.sheet_id),
        lines=list(RefundLine.objects.filter(refund=refund).select_related("line").order_by("line__position")),
        exchanges=list(GatewayExchange.objects.filter(refund=refund).order_by("at", "pk")),
        differences=list(Discrepancy.objects.filter(refund=refund).order_by("found_at")),
    )


def open_differences() -> "QuerySet[Discrepancy]":
    """Differences with gateways that nobody has closed, oldest first."""
    rows: QuerySet[Discrepancy] = Discrepancy.objects.filter(closed_at__isnull=True)
    return rows.select_related("refund").order_by("found_at", "pk")


def explained_of_same(difference: Discrepancy) -> "QuerySet[Discrepancy]":
    """What was explained of the same difference by other sums, oldest first."""
    key = difference.plain_key
    rows: QuerySet[Discrepancy] = Discrepancy.objects.filter(
        Q(key=key) | Q(key__startswith=key + OTHER_FACTS),
        gateway=difference.gateway,
        kind=difference.kind,
        explained_at__isnull=False,
    )
    return rows.exclude(pk=difference.pk).order_by("explained_at", "pk")

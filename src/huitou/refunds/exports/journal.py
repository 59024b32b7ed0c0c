"""The journal of a time: every booking of the shop's ledger, under the names of the shop's own accounts."""

from collections.abc import Iterator
from datetime import datetime

from huitou.core.models import LedgerEntry, Shop
from huitou.core.spreadsheets import number
from huitou.orders.models import Payment
from huitou.refunds.exports.accounts import booked_as
from huitou.refunds.exports.times import local
from huitou.refunds.models import Chargeback, Refund, RefundElsewhere
from huitou.refunds.rules import rules_of_shop

HEAD = (
    "at", "entry", "debit", "debit_detail", "credit", "credit_detail", "amount", "currency", "refund", "order",
)  # fmt: skip


def journal(shop: Shop, since: datetime, until: datetime) -> Iterator[tuple[object, ...]]:
    """One row per booking from `since` to before `until`, oldest first, with the refund or the chargeback.

    Inside the shop; six queries.
    """
    names = rules_of_shop(shop.pk).accounts
    rows = list(LedgerEntry.objects.filter(at__gte=since, at__lt=until).order_by("at", "pk"))
    keys = {row.subject_id for row in rows}
    about = {
        pk: (ref, order)
        for model in (Refund, Chargeback)
        for pk, ref, order in model._default_manager.filter(pk__in=keys).values_list("pk", "ref", "order__number")
    }
    elsewhere = RefundElsewhere.objects.filter(pk__in=keys).values_list("pk", "payment__order__number")
    about |= {pk: ("", order) for pk, order in elsewhere}
    about |= {pk: ("", order) for pk, order in Payment.objects.filter(pk__in=keys).values_list("pk", "order__number")}
    for row in rows:
        debit, debit_detail = booked_as(row.debit, names)
        credit, credit_detail = booked_as(row.credit, names)
        ref, order = about.get(row.subject_id, ("", ""))
        amount = number(row.amount_minor, row.currency)
        at = local(row.at, shop).isoformat(timespec="seconds")
        yield at, row.key, debit, debit_detail, credit, credit_detail, amount, row.currency, ref, order

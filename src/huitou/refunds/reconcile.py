"""Compares our refunds and our ledger with each gateway's list. Every difference becomes a row for a person.

Run every night, by hand and after a restore. It never mends anything by itself: a refund whose outcome is open is
asked about through its machine, everything else is a `Discrepancy`.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db.models import Q, Sum

from huitou.core.actors import Actor, system_actor
from huitou.core.models import LedgerEntry
from huitou.core.tenancy import every_shop, in_shop
from huitou.core.verbs import verb
from huitou.orders.models import Payment
from huitou.refunds import outflow
from huitou.refunds.gateway_calls import account_of, ask_about_refund
from huitou.refunds.gateways import registry
from huitou.refunds.gateways.protocol import GatewayAnswer, GatewayError, Outcome
from huitou.refunds.models import Discrepancy, Refund
from huitou.refunds.not_ours import has_account, take_what_is_not_ours
from huitou.refunds.verbs.record_discrepancy import record_discrepancy

log = structlog.get_logger(__name__)
# A payment may be listed shortly before or after the moment at which we settled it.
EDGE = timedelta(days=1)
SIDES = ("credit", "debit")
# The subject of rows that the area of orders books: captures, and what was paid back before our time.
OF_PAYMENTS = "orders.payment"
OF_OTHERS = (OF_PAYMENTS, outflow.ELSEWHERE, outflow.CHARGED_BACK)
Kind = Discrepancy.Kind


@dataclass(slots=True)
class Totals:
    """What one currency came to. All in minor units; `ledger_minor` is what our ledger booked at the gateway."""

    ours_minor: int = 0
    theirs_minor: int = 0
    ledger_minor: int = 0
    matched: int = 0


@dataclass(slots=True)
class ReconcileReport:
    """What one run found for one shop and gateway. `asked`: refunds that were open and were asked about.
    `elsewhere`: refunds of the back office and chargebacks that were listed and are counted now.
    """

    shop_id: UUID
    gateway: str
    since: datetime
    until: datetime
    currencies: dict[str, Totals] = field(default_factory=dict)
    differences: list[Discrepancy] = field(default_factory=list)
    asked: int = 0
    elsewhere: int = 0

    @property
    def clean(self) -> bool:
        """Whether nothing differs that nobody has closed."""
        return all(difference.closed_at is not None for difference in self.differences)

    def totals(self, currency: str) -> Totals:
        return self.currencies.setdefault(currency, Totals())


def reconcile_every_shop(*, since: datetime, at: datetime) -> list[ReconcileReport]:
    """Every shop with every gateway that can list. One that fails is logged and does not stop the others."""
    reports = []
    for shop_id in every_shop():
        for code in registry.codes():
            if not has_account(shop_id, registry.gateway(code)):
                continue
            try:
                reports.append(reconcile(shop_id=shop_id, gateway=code, since=since, at=at))
            except GatewayError as failure:
                log.warning("reconcile.failed", shop=str(shop_id), gateway=code, reason=failure.failure_code)
            except Exception:
                # A list of a form that its adapter does not know: of one shop, so it is not every shop's.
                log.exception("reconcile.failed_unexpectedly", shop=str(shop_id), gateway=code)
    return reports


def reconcile(*, shop_id: UUID, gateway: str, since: datetime, at: datetime) -> ReconcileReport:
    """Compare the refunds that either side dates from `since` up to `at`. Call it outside any transaction.

    Raises Retryable, Misconfigured when the gateway does not list.
    """
    adapter = registry.gateway(gateway)
    report = ReconcileReport(shop_id, gateway, since, at)
    if not adapter.capabilities.lists:
        return report
    account = account_of(shop_id)
    if not has_account(shop_id, adapter):
        return report
    everything = list(adapter.listing(account, since - EDGE, at + EDGE))
    listed, report.elsewhere = take_what_is_not_ours(shop_id, adapter, everything, since=since - EDGE, at=at)
    listed += _paid_instead(shop_id, gateway, everything)
    report.asked = _ask_about_open_ones(shop_id, gateway, listed, at)
    _compare(actor=system_actor(shop_id), at=at, report=report, listed=listed)
    return report


def _paid_instead(shop_id: UUID, gateway: str, listed: Iterable[GatewayAnswer]) -> list[GatewayAnswer]:
    """What was paid in the back office instead of a refund that waited here, under the key of that refund."""
    others = {answer.reference: answer for answer in listed if answer.payments and not answer.key}
    if not others:
        return []
    with in_shop(shop_id):
        rows = Refund.objects.filter(gateway=gateway, paid_through=gateway, gateway_reference__in=others)
        return [replace(others[reference], key=key) for reference, key in rows.values_list("gateway_reference", "key")]


def _ask_about_open_ones(shop_id: UUID, gateway: str, listed: Iterable[GatewayAnswer], at: datetime) -> int:
    """Refunds that we do not know the end of, and the gateway has paid, go through their machine first."""
    paid = [answer.key for answer in listed if answer.outcome == Outcome.PAID]
    with in_shop(shop_id):
        rows = Refund.objects.filter(key__in=paid, gateway=gateway, state__in=("unknown", "accepted"))
        open_ones = list(rows.values_list("pk", flat=True))
    for refund_id in open_ones:
        ask_about_refund(shop_id=shop_id, refund_id=refund_id, at=at)
    return len(open_ones)


@verb
def _compare(*, actor: Actor, at: datetime, report: ReconcileReport, listed: list[GatewayAnswer]) -> None:
    ours = {refund.key: refund for refund in _ours(report, listed)}
    theirs: dict[str, list[GatewayAnswer]] = {}
    for answer in listed:
        theirs.setdefault(answer.key, []).append(answer)
    found = _Finder(report, actor, at)
    for key, answers in theirs.items():
        found.compare(key, ours.get(key), answers)
    for key, refund in ours.items():
        if key not in theirs and _paid_here(refund, report) and _dated_within(refund, report):
            found.add(Kind.MISSING_THERE, key, refund, refund.currency, refund.paid_minor, 0, "")
    _compare_ledger(found)


def _ours(report: ReconcileReport, listed: Iterable[GatewayAnswer]) -> list[Refund]:
    """Our refunds that the gateway lists, and those that we settled within the time."""
    keys = [answer.key for answer in listed]
    by_key = Refund.objects.filter(key__in=keys)
    settled = Refund.objects.filter(
        paid_through=report.gateway, settled_at__gte=report.since, settled_at__lte=report.until
    )
    return list({refund.pk: refund for refund in [*by_key, *settled]}.values())


def _paid_here(refund: Refund, report: ReconcileReport) -> bool:
    return refund.state == "succeeded" and refund.paid_through == report.gateway


def _dated_within(refund: Refund, report: ReconcileReport) -> bool:
    """Whether the gateway's list, which goes by the time of the call and may come late, must hold it."""
    called = refund.called_at or refund.settled_at
    surely_listed = report.until - registry.gateway(report.gateway).capabilities.listed_after
    return called is not None and report.since - EDGE <= called <= surely_listed


class _Finder:
    """Records differences and adds up."""

    def __init__(self, report: ReconcileReport, actor: Actor, at: datetime) -> None:
        self.report, self.actor, self.at = report, actor, at

    def compare(self, key: str, refund: Refund | None, answers: list[GatewayAnswer]) -> None:
        paid = [answer for answer in answers if answer.outcome == Outcome.PAID]
        if not paid:
            if refund is not None and _paid_here(refund, self.report):
                self.add(Kind.MISSING_THERE, key, refund, refund.currency, refund.paid_minor, 0, "")
            return
        last = paid[-1]
        total = sum(answer.money.minor for answer in paid)
        totals = self.report.totals(last.money.currency)
        totals.theirs_minor += total
        ours = refund.paid_minor if refund is not None and _paid_here(refund, self.report) else 0
        totals.ours_minor += ours
        kind = self._kind(refund, paid, total, ours)
        if kind is None:
            totals.matched += 1
        else:
            if refund is not None and kind in (Kind.PAID_AFTER_FAILURE, Kind.AMOUNT_DIFFERS):
                ours = ours or refund.amount_minor  # as the answer itself says it (`settle`)
            self.add(kind, key, refund, last.money.currency, ours, total, last.reference)

    def _kind(self, refund: Refund | None, paid: list[GatewayAnswer], total: int, ours: int) -> str | None:
        if refund is None:
            return Kind.MISSING_HERE
        if len(paid) > 1 or (refund.state == "succeeded" and not _paid_here(refund, self.report)):
            return Kind.PAID_TWICE
        if refund.state == "failed":
            return Kind.PAID_AFTER_FAILURE
        if refund.currency != paid[0].money.currency or (ours and ours != total):
            return Kind.AMOUNT_DIFFERS
        if not ours:
            return Kind.AMOUNT_DIFFERS if total != refund.amount_minor else Kind.MISSING_HERE
        return None

    def add(
        self, kind: str, key: str, refund: Refund | None, currency: str, ours: int, theirs: int, reference: str
    ) -> None:
        difference = record_discrepancy(
            actor=self.actor,
            at=self.at,
            gateway=self.report.gateway,
            kind=kind,
            key=key,
            refund=refund,
            currency=currency,
            ours_minor=ours,
            theirs_minor=theirs,
            gateway_reference=reference,
        )
        self.report.differences.append(difference)


def _compare_ledger(found: _Finder) -> None:
    """Our refunds and our own ledger, over all time: what was paid through the gateway, currency by currency."""
    report = found.report
    rows = Refund.objects.filter(state="succeeded", paid_through=report.gateway)
    paid = {row["currency"]: row["paid"] for row in rows.values("currency").annotate(paid=Sum("paid_minor")).order_by()}
    for currency in paid.keys() | report.currencies.keys():
        booked = _refunded_through(report.gateway, currency)
        report.totals(currency).ledger_minor = booked
        if booked != paid.get(currency, 0):
            key = f"ledger:{currency}:{booked - paid.get(currency, 0)}"
            found.add(Kind.LEDGER_DIFFERS, key, None, currency, paid.get(currency, 0), booked, "")


def _refunded_through(code: str, currency: str) -> int:
    """What our refunds booked at the gateway; captures, refunds made elsewhere and chargebacks are not theirs."""
    account = f"gateway:{code}"
    rows = LedgerEntry.objects.filter(currency=currency).exclude(subject_type__in=OF_OTHERS)
    came, went = (rows.filter(**{side: account}).aggregate(sum=Sum("amount_minor"))["sum"] for side in SIDES)
    return int(came or 0) - int(went or 0)


def counters_against_ledger(shop_id: UUID, orders: Collection[UUID] | None = None) -> list[str]:
    """Payments whose counters are not what the ledger says, in words; empty when the books agree.

    For `doctor`, the tests and the benches. Five statements, however many payments. `orders`: only of these.
    """
    wrong = []
    with in_shop(shop_id):
        of_these = {} if orders is None else {"order_id__in": list(orders)}
        payments = list(Payment.objects.filter(**of_these).select_related("order").order_by("pk"))
        refunds = list(Refund.objects.filter(**of_these).values_list("pk", "payment_id", "currency"))
        names = [f"payment:{one.pk}" for one in payments] + [f"refund:{row[0]}" for row in refunds]
        among = None if orders is None else names
        captured, balances, held = _captured(among), _balances(among), dict[UUID, int]()
        for refund, payment_id, currency in refunds:
            held[payment_id] = held.get(payment_id, 0) + balances.get((f"refund:{refund}", currency), 0)
        for payment in payments:
            account = f"payment:{payment.pk}", payment.order.currency
            gone = captured.get(account, 0) - balances.get(account, 0)
            own = held.get(payment.pk, 0)
            counted = payment.reserved_minor, payment.refunded_minor
            if (own, gone - own) != counted:
                by_ledger = own, gone - own
                wrong.append(f"payment {payment.pk}: reserved and refunded {counted}, by the ledger {by_ledger}")
    return wrong


def _captured(among: list[str] | None) -> dict[tuple[str, str], int]:
    """What came in, by account and currency."""
    ours = {} if among is None else {"credit__in": among}
    rows = LedgerEntry.objects.filter(subject_type=OF_PAYMENTS, **ours).values_list("credit", "currency").order_by()
    return {(account, currency): int(total) for account, currency, total in rows.annotate(total=Sum("amount_minor"))}


def _balances(among: list[str] | None) -> dict[tuple[str, str], int]:
    """The balance of every payment and refund, or of those among these accounts, by account and currency."""
    found: dict[tuple[str, str], int] = {}
    for side, sign in (("credit", 1), ("debit", -1)):
        every = Q(**{f"{side}__startswith": "payment:"}) | Q(**{f"{side}__startswith": "refund:"})
        ours = every if among is None else Q(**{f"{side}__in": among})
        rows = LedgerEntry.objects.filter(ours).values_list(side, "currency").order_by()
        for account, currency, total in rows.annotate(total=Sum("amount_minor")):
            found[account, currency] = found.get((account, currency), 0) + sign * int(total)
    return found

"""Takes what happens to cases, returns and return parcels as the steps of advances."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from huitou.cases.machine import CASE
from huitou.cases.subscribers import ending_kinds
from huitou.core.actors import system_actor
from huitou.core.events import subscriber
from huitou.core.flow import ConditionNotMet, NotTheirTurn
from huitou.core.models import Event
from huitou.core.verbs import past, verb_of
from huitou.instant import lending, mails  # noqa: F401  (they register themselves)
from huitou.instant.machine import ADVANCE
from huitou.instant.models import Advance
from huitou.instant.verbs import assess
from huitou.instant.verbs.pay import SUM_CHANGED
from huitou.parcels.models import Parcel
from huitou.refunds.freezing import PaymentFrozen
from huitou.refunds.machine import REFUND
from huitou.refunds.models import Refund


def _kinds(states: Iterable[str]) -> list[str]:
    """The kinds of the events by which a case comes to these states."""
    wanted = set(states)
    actions = {step.action for step in CASE.steps if step.to in wanted and step.state != step.to}
    return [f"cases.{CASE.name}.{past(action)}" for action in sorted(actions)]


AGREED = [f"cases.{CASE.name}.{past('open')}", *_kinds(["awaiting_goods"])]
# With the carrier, or at the shop's door. A number that the buyer types in is no scan.
SCANNED = ("logistics.goods_return.collected", "logistics.goods_return.arrived")
ON_THE_ROAD = ("parcels.parcel.collected", "parcels.parcel.went_on", "parcels.parcel.delivered")


@subscriber(*dict.fromkeys(AGREED))
def goods_are_awaited(event: Event) -> None:
    """A return was agreed: is it paid ahead?"""
    if event.facts.get("to") == "awaiting_goods":
        assess(case_id=event.subject_id, actor=system_actor(event.shop_id), at=event.at)


@subscriber(*SCANNED)
def goods_were_scanned(event: Event) -> None:
    """The courier has the goods, or the shop has."""
    _pay_promised(event.shop_id, event.at, case__goods_return_id=event.subject_id)


@subscriber(*ON_THE_ROAD)
def return_parcel_was_scanned(event: Event) -> None:
    """A scan of the parcel that the return travels in, by its number."""
    parcel = Parcel.objects.get(pk=event.subject_id)
    if parcel.direction == Parcel.Direction.RETURN and parcel.tracking_number:
        _pay_promised(
            event.shop_id, event.at, order_id=parcel.order_id,
            case__goods_return__tracking_number=parcel.tracking_number,
        )  # fmt: skip


@subscriber(*dict.fromkeys(_kinds([*CASE.finals, "refunding", "contested", "requested", "goodwill"])))
def case_went_on(event: Event) -> None:
    """Over, or no longer waiting for its goods."""
    rows = Advance.objects.filter(case_id=event.subject_id)
    for advance, state, of_case in rows.values_list("pk", "state", "case__state"):
        if state == "promised" and of_case != "awaiting_goods":
            _take(event.shop_id, advance, "lapse", event.at)
        elif state == "owed" and of_case in CASE.finals:
            _take(event.shop_id, advance, "follow", event.at)


@subscriber(*ending_kinds(REFUND, "refunds"))
def refund_was_settled(event: Event) -> None:
    """What the case waited for last: whether the money went out is known now."""
    caused = Refund.objects.filter(pk=event.subject_id).values("cause_id")
    rows = Advance.objects.filter(state="owed", case_id__in=caused, case__state__in=CASE.finals)
    for advance in rows.values_list("pk", flat=True):
        _take(event.shop_id, advance, "follow", event.at)


def _pay_promised(shop_id: UUID, at: datetime, **which: object) -> None:
    rows = Advance.objects.filter(state="promised", case__state="awaiting_goods", **which)
    for advance in rows.values_list("pk", flat=True):
        try:
            _take(shop_id, advance, "pay", at)
        except SUM_CHANGED:
            _take(shop_id, advance, "lapse", at)


def _take(shop_id: UUID, advance: UUID, action: str, at: datetime) -> None:
    try:
        verb_of(ADVANCE, action)(advance=advance, actor=system_actor(shop_id), at=at)
    except (NotTheirTurn, ConditionNotMet):
        return  # it was settled in the meantime
    except PaymentFrozen:
        return  # an open chargeback holds the payment: nothing goes ahead of the goods, and the promise lapses

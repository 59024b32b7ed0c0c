"""What the rules of the best action may know of a case, its return or its refund; and the bound of a small sum.

Called by the queue and the case page. Reads no row: everything comes with the case.
"""

from typing import Any
from zoneinfo import ZoneInfo

from huitou.cases.carrier_names import carrier_name
from huitou.cases.models import Case
from huitou.core.flow import Machine
from huitou.core.models import Shop
from huitou.core.money import Money
from huitou.desk.best_action import Situation
from huitou.logistics.models import GoodsReturn, Replacement
from huitou.policies.models import PolicyVersion
from huitou.policies.queries import document_of
from huitou.policies.rules.facts import OrderFacts, Wish
from huitou.policies.rules.verdict import Verdict
from huitou.refunds.machine import UNCONFIRMED
from huitou.refunds.models import Refund
from huitou.services.models import Repair


def situation_of(
    machine: Machine, subject: Any, case: Case, shop: Shop, at: Any, *, small: Money | None, pieces: int
) -> Situation:
    """The situation of whatever waits: the case itself, its return, or a refund of it."""
    verdict = Verdict.from_json(case.judged["verdict"])
    wish = Wish.from_json(case.judged["wish"])
    customer = OrderFacts.from_json(case.judged["facts"]).customer
    goods = subject if isinstance(subject, GoodsReturn) else None
    parcel = subject if isinstance(subject, GoodsReturn | Replacement | Repair) else None
    refund = subject if isinstance(subject, Refund) else None
    return Situation(
        machine=machine.name,
        state=subject.state,
        sum=refund.money if refund is not None else case.sum,
        at=at,
        zone=ZoneInfo(shop.timezone),
        allowed=case.allowed,
        entitled=case.entitled,
        evidence_asked=verdict.evidence,
        evidence_missing=verdict.evidence_missing,
        photos="photo" in wish.evidence,
        rule=verdict.reasons[0].rule if verdict.reasons else "",
        orders=customer.orders,
        returns=customer.returns,
        since=customer.since,
        small=small,
        pieces=pieces,
        arrived_at=goods.arrived_at if goods is not None else None,
        tracking=" ".join(word for word in (carrier_name(parcel.carrier), parcel.tracking_number) if word)
        if parcel
        else "",
        failure_code=refund.failure_code if refund is not None else "",
        unconfirmed=refund is not None and UNCONFIRMED.test(refund),
    )


def _parcel_words(parcel: GoodsReturn | Replacement | Repair | None) -> tuple[str, ...]:
    return (carrier_name(parcel.carrier), parcel.tracking_number) if parcel is not None else ()


def small_sum(version: PolicyVersion) -> Money | None:
    """The highest sum that the policy agrees to without a person; None where it sets none."""
    document = document_of(version)
    bounds = [
        offer.automatic.max_value_minor
        for rule in document.rules
        for offer in rule.offers
        if offer.automatic is not None and offer.automatic.max_value_minor is not None
    ]
    return Money(max(bounds), document.currency) if bounds else None

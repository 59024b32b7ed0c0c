"""One case with everything that belongs to it, in a constant number of queries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from huitou.cases.access import access_case
from huitou.cases.at_work import parts
from huitou.cases.disputes.conflicts import conflict_of
from huitou.cases.disputes.machine import DISPUTE
from huitou.cases.disputes.view import DisputeView, dispute_view
from huitou.cases.machine import CASE
from huitou.cases.merging import fellows_of
from huitou.cases.messages import messages_for
from huitou.cases.models import Case, CaseLine, Evidence, Message, Offer
from huitou.cases.values import values_of
from huitou.core.actions import Action, available
from huitou.core.actors import Actor, Role
from huitou.core.models import Event, Shop
from huitou.logistics.machine import GOODS_RETURN
from huitou.logistics.models import GoodsReturn, ReturnLine
from huitou.refunds.machine import REFUND
from huitou.refunds.models import Refund
from huitou.refunds.values import values_of as refund_values


@dataclass(frozen=True, slots=True)
class CasePage:
    """A case as a page or the API shows it. `events` are those of the case, its return and its refunds, in order.

    `fellows`: the cases into which it can go; `absorbed`: those that go on in it.
    """

    case: Case
    lines: list[CaseLine]
    goods_return: GoodsReturn | None
    return_lines: list[ReturnLine]
    refunds: list[Refund]
    offer: Offer | None
    offers: list[Offer]
    messages: Mapping[str, Message]
    evidence: list[Evidence]
    events: list[Event]
    actions: list[Action]
    dispute: DisputeView | None
    fellows: list[Case]
    absorbed: list[Case]
    at: datetime

    @property
    def subjects(self) -> list[UUID]:
        """Whose changes concern this page, for live updates."""
        found = [self.case.pk, *(one.pk for one in self.absorbed), *(refund.pk for refund in self.refunds)]
        earlier = self.dispute.earlier if self.dispute is not None else []
        return [*found, *(part.subject.pk for part in parts(self.case)), *earlier]

    def subject_of(self, action: Action) -> Any:
        """The row that the action moves: the case, a refund of it, or what else is at work in it."""
        rows = [self.case, *self.refunds, *(part.subject for part in parts(self.case))]
        return next(row for row in rows if row.ref == action.subject)


def case_page(actor: Actor, name: UUID | str, shop: Shop, at: datetime) -> CasePage:
    """The case by id or reference. Raises NotFound."""
    case = access_case(actor, name)
    rows = CaseLine.objects.filter(case=case).select_related("order_line", "variant")
    lines = list(rows.order_by("order_line__position"))
    refunds = list(Refund.objects.filter(cause_id=case.pk).order_by("requested_at", "pk"))
    offers = list(Offer.objects.filter(case=case).select_related("sheet").order_by("made_at", "pk"))
    offer = next((made for made in offers if made.state == Offer.State.OPEN), None)
    fellows = fellows_of(case)
    page = CasePage(
        case=case,
        lines=lines,
        goods_return=case.goods_return,
        return_lines=_return_lines(case),
        refunds=refunds,
        offer=offer,
        offers=offers,
        messages={str(said.pk): said for said in messages_for(case, actor)},
        evidence=list(Evidence.objects.filter(case=case).order_by("at", "pk")),
        events=[],
        actions=actions_of(case, refunds, offer, shop, actor, at, fellows),
        dispute=dispute_view(case, actor),
        fellows=fellows,
        absorbed=list(Case.objects.filter(merged_into=case).order_by("opened_at", "pk")),
        at=at,
    )
    page.events.extend(_events(page.subjects))
    return page


def actions_of(
    case: Case,
    refunds: list[Refund],
    offer: Offer | None,
    shop: Shop,
    actor: Actor,
    at: datetime,
    fellows: list[Case] | None = None,
) -> list[Action]:
    """What the actor can do now with the case, its return and its refunds; the case's own actions first.

    `fellows`: where they were read already.
    """
    values = values_of(case, shop, at, offer)
    found = available(CASE, case, actor, values)
    could_merge = any(one.name == "merge" for one in found)
    if could_merge and not (fellows_of(case) if fellows is None else fellows):
        found = [one for one in found if one.name != "merge"]
    for part in parts(case):
        if part.machine is DISPUTE and conflict_of(actor, part.subject) is not None:
            continue
        if part.machine is not DISPUTE and actor.role == Role.PLATFORM:
            continue  # the platform hears disputes; goods on their way are between buyer and shop
        offered = available(part.machine, part.subject, actor, {**values, **part.values(shop, at)})
        # Who keeps the goods takes the wish back: that is the case's own action.
        found += [one for one in offered if (part.machine, one.name) != (GOODS_RETURN, "cancel")]
    for refund in refunds:
        found += available(REFUND, refund, actor, refund_values(refund, at))
    return found


def _return_lines(case: Case) -> list[ReturnLine]:
    if case.goods_return_id is None:
        return []
    rows = ReturnLine.objects.filter(goods_return_id=case.goods_return_id).select_related("order_line")
    return list(rows.order_by("order_line__position"))


def _events(subjects: list[UUID]) -> list[Any]:
    return list(Event.objects.filter(Q(subject_id__in=subjects)).order_by("at", "position"))

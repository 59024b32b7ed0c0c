"""How cases stand, for lists on the buyer's pages: the sentence, the line, whose turn. Two queries for any number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from huitou.cases.journey import journey
from huitou.cases.machine import CASE
from huitou.cases.models import Case, Offer
from huitou.cases.values import say_state
from huitou.core.actors import Role
from huitou.core.models import Shop
from huitou.core.turning_line import Journey
from huitou.logistics.machine import GOODS_RETURN
from huitou.portal.addresses import case_path


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case in a list."""

    case: Case
    path: str
    sentence: str
    journey: Journey
    your_turn: bool
    deadline_at: datetime | None


def case_rows(cases: Sequence[Case], shop: Shop, at: datetime) -> list[CaseRow]:
    """The cases as a list shows them. They come with sheet, reduced sheet and return."""
    offers = _open_offers([case.pk for case in cases if case.state == "offered"])
    return [
        CaseRow(
            case=case,
            path=case_path(shop, case.ref),
            sentence=say_state(case, Role.BUYER, shop, at, offers.get(case.pk)),
            journey=case_journey(case),
            your_turn=waits_on_buyer(case),
            deadline_at=deadline_of(case),
        )
        for case in cases
    ]


def case_journey(case: Case) -> Journey:
    """The case's turning line in the active language."""
    goods = case.goods_return
    comes_back = case.goods_come_back and not case.open_offer_keeps_goods
    return journey(case.state, goods_come_back=comes_back, goods_state=goods.state if goods else "")


def waits_on_buyer(case: Case) -> bool:
    """Whether it is the buyer's turn, in the case or in its return."""
    return Role.BUYER in _waited_on(case)


def deadline_of(case: Case) -> datetime | None:
    """When silence next decides something: the case's own clock, or that of the goods it waits for."""
    if case.state == "awaiting_goods" and case.goods_return is not None:
        return case.goods_return.deadline_at
    return case.deadline_at


def _waited_on(case: Case) -> set[Role]:
    waits = [CASE.waiting(case.state)]
    if case.state == "awaiting_goods" and case.goods_return is not None:
        waits.append(GOODS_RETURN.waiting(case.goods_return.state))
    return {wait.on for wait in waits if wait is not None}


def _open_offers(cases: list[UUID]) -> dict[UUID, Offer]:
    if not cases:
        return {}
    return {offer.case_id: offer for offer in Offer.objects.filter(case__in=cases, state=Offer.State.OPEN)}

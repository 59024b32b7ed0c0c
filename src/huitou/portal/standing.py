"""How cases stand, for lists on the buyer's pages: the sentence, the line, whose turn. Two queries for any number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from huitou.cases.models import Case, Offer
from huitou.cases.offers import ON_OFFER
from huitou.cases.standing import case_journey, deadline_of, waited_on
from huitou.cases.values import say_state
from huitou.core.actors import Role
from huitou.core.models import Shop
from huitou.core.turning_line import Journey
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
    offers = _open_offers([case.pk for case in cases if case.state in ON_OFFER])
    return [
        CaseRow(
            case=case,
            path=case_path(shop, case.ref),
            sentence=say_state(case, Role.BUYER, shop, at, offers.get(case.pk), law_apart=True),
            journey=case_journey(case),
            your_turn=waits_on_buyer(case),
            deadline_at=deadline_of(case),
        )
        for case in cases
    ]


def waits_on_buyer(case: Case) -> bool:
    """Whether it is the buyer's turn, in the case or in its return."""
    return Role.BUYER in waited_on(case)


def _open_offers(cases: list[UUID]) -> dict[UUID, Offer]:
    if not cases:
        return {}
    return {offer.case_id: offer for offer in Offer.objects.filter(case__in=cases, state=Offer.State.OPEN)}

"""Open the dispute of a case that somebody called the platform into. Called by the case's own arrival."""

from datetime import datetime

from huitou.cases.disputes.machine import DISPUTE
from huitou.cases.disputes.sums import most_to_grant, second_opinion_above
from huitou.cases.models import About, Case, Dispute
from huitou.core.actors import Actor
from huitou.core.ids import new_id, new_ref
from huitou.core.models import Shop
from huitou.core.verbs import arrive, born, verb
from huitou.policies.rules.facts import Wish


@verb
def open_dispute(*, case: Case, about: About, actor: Actor, at: datetime) -> Dispute:
    """The dispute about the case: both sides owe evidence from now on. `actor` is who called the platform in."""
    value = case.sheet.total_minor or most_to_grant(case).minor
    dispute = Dispute(
        id=new_id(),
        shop_id=case.shop_id,
        case=case,
        ref=new_ref("D"),
        state="evidence",
        about=about,
        called_by=str(actor.role),
        alone=Shop.objects.values_list("sole", flat=True).get(pk=case.shop_id),
        kind=case.kind,
        reason=_main_reason(case),
        currency=case.sheet.currency,
        value_minor=value,
        above_second_opinion=value > second_opinion_above(case.sheet.currency),
        opened_at=at,
    )
    facts = {
        "case": case.pk,
        "about": str(about),
        "kind": dispute.kind,
        "reason": dispute.reason,
        "value_minor": value,
        "currency": dispute.currency,
    }
    born(DISPUTE, dispute, "open", actor=actor, at=at, facts=facts)
    arrive(DISPUTE, dispute, actor=actor, at=at)
    return dispute


def _main_reason(case: Case) -> str:
    """The reason of most pieces; the first one where several have as many."""
    pieces: dict[str, int] = {}
    for line in Wish.from_json(case.judged["wish"]).lines:
        pieces[line.reason] = pieces.get(line.reason, 0) + line.quantity
    return max(pieces, key=lambda reason: pieces[reason], default="other")

"""A buyer (or the shop for a buyer) applies: exactly what was previewed is asked for."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from huitou.cases.attempts import asked_pieces, demand_attempts, demand_not_in_case
from huitou.cases.judging import Judgement, evidence_codes, judge, with_delivery
from huitou.cases.machine import CASE
from huitou.cases.messages import write_message
from huitou.cases.models import Case, CaseLine, Evidence, Kind
from huitou.cases.proofs import judged_digest, told
from huitou.cases.repair_claims import repaired_enough
from huitou.cases.reserving import reserve_variants
from huitou.cases.seen import demand_extra_seen, demand_seen
from huitou.cases.terms import hours_by_name
from huitou.cases.wishing import WishedLine, extra_minor, kind_of_line, set_duties, surcharge_minor
from huitou.core.actors import Actor, Role
from huitou.core.errors import Invalid
from huitou.core.ids import new_id, new_ref
from huitou.core.verbs import arrive, born, verb
from huitou.orders.access import access_order
from huitou.orders.models import Order
from huitou.orders.queries import lines_of
from huitou.orders.verbs import claim_quantity
from huitou.policies.rules.verdict import Verdict
from huitou.policies.texts import evidence_label, joined, say
from huitou.refunds.sheet_facts import NothingToRefund
from huitou.refunds.verbs import store_sheet


class NotPossible(Invalid):
    """Neither the policy nor goodwill allows the wish. `grounds` and `still` name the rules and what can be done."""

    code = "not_possible"
    message = _("This is not possible: %(why)s")

    @classmethod
    def because(cls, verdict: Verdict) -> "NotPossible":
        """With the verdict's own grounds in words."""
        error = cls(why=" ".join(say(ground) for ground in (*verdict.reasons, *verdict.still)))
        error.verdict = verdict
        return error

    verdict: Verdict


class EvidenceMissing(Invalid):
    """The rule asks for proof that was not given."""

    code = "evidence_missing"
    message = _("Add %(what)s: the rule for this reason asks for it.")


class EvidenceGone(Invalid):
    """A picture that was named is not there, or belongs to another application by now."""

    code = "evidence_gone"
    message = _("A picture that you added is no longer there. Add it again.")


@verb
def open_case(
    *,
    order: UUID | str,
    kind: Kind,
    lines: Sequence[WishedLine],
    note: str = "",
    evidence: Sequence[UUID] = (),
    seen_minor: int | None = None,
    seen_extra_minor: int | None = None,
    refunds_delivery: bool = False,
    actor: Actor,
    at: datetime,
) -> Case:
    """Open a case. `evidence` are uploads of the order.

    `seen_minor`, `seen_extra_minor`: what goes back and what is paid on top, as shown before the last tap.

    `refunds_delivery`: the shop owes the delivery too, whatever its rule says.

    A right, or what the policy agrees to by itself, starts agreed; the rest waits for the shop.
    Raises: StandsInCase, NotPossible, AttemptsUsedUp, EvidenceMissing, EvidenceGone, SheetChanged, SurchargeChanged,
    QuantityExceeded, NotFound, Forbidden.
    """
    actor.require("cases.open")
    if actor.role == Role.MERCHANT:
        actor.require("cases.agree")  # whoever applies for a buyer agrees by doing so
    found = access_order(actor, order, lock=True)
    proofs = list(Evidence.objects.filter(pk__in=evidence, order=found, case=None))
    if len(proofs) != len(set(evidence)):
        raise EvidenceGone()
    given = evidence_codes((proof.kind for proof in proofs), bool(note.strip()))
    bought = lines_of(found)
    demand_not_in_case(found, asked_pieces(lines), bought=bought)
    judgement = judge(found, kind, lines, evidence=given, at=at, bought=bought)
    if refunds_delivery and actor.role == Role.MERCHANT:
        judgement = with_delivery(judgement)
    demand_possible(judgement, actor)
    demand_attempts(found, lines, judgement.verdict, actor)
    demand_seen(seen_minor, judgement.sheet.total_minor, found.currency)
    demand_extra_seen(seen_extra_minor, extra_minor(judgement.order, lines), found.currency)
    claim_pieces(lines)
    reserve_variants(lines)
    case = _new_case(found, kind, lines, judgement, actor, at)
    facts = {**_facts(case, kind, lines), "proofs": [told(proof) for proof in proofs]}
    if note.strip():
        facts["note"] = write_message(case, actor, at, body=note, with_action="open").told
    born(CASE, case, "open", actor=actor, at=at, facts=facts)
    write_lines(case, kind, lines)
    Evidence.objects.filter(pk__in=[proof.pk for proof in proofs]).update(case=case)
    arrive(CASE, case, actor=actor, at=at)
    return case


def claim_pieces(lines: Sequence[WishedLine]) -> None:
    """Claim every piece on its order line, in the order in which lines are locked. Raises QuantityExceeded."""
    for line in sorted(lines, key=lambda line: line.line):
        claim_quantity(line.line, line.quantity)


def write_lines(case: Case, kind: str, lines: Sequence[WishedLine]) -> None:
    """Insert the case's lines."""
    CaseLine.objects.bulk_create(
        CaseLine(
            shop_id=case.shop_id,
            case=case,
            order_line_id=line.line,
            kind=kind_of_line(kind, line),
            quantity=line.quantity,
            reason=line.reason,
            opened=line.opened,
            variant_id=line.variant,
            surcharge_minor=max(0, surcharge_minor(case.order, line)) if line.variant else 0,
        )
        for line in lines
    )


def demand_possible(judgement: Judgement, actor: Actor) -> None:
    """Raise NotPossible, NothingToRefund or EvidenceMissing unless the actor can ask for this."""
    verdict = judgement.verdict
    if not verdict.allowed and not verdict.goodwill_possible:
        raise NotPossible.because(verdict)
    if judgement.sheet.total_minor == 0 and not judgement.sheet_facts.goods_only:
        raise NothingToRefund()
    # The shop that applies for a buyer needs no proof from itself: it is the one who would look at it.
    if verdict.allowed and verdict.evidence_missing and actor.role != Role.MERCHANT:
        raise EvidenceMissing(what=joined(evidence_label(code) for code in verdict.evidence_missing))


def _new_case(
    order: Order, kind: Kind, lines: Sequence[WishedLine], judgement: Judgement, actor: Actor, at: datetime
) -> Case:
    verdict = judgement.verdict
    case = Case(
        id=new_id(),
        shop_id=actor.shop_id,
        order=order,
        customer_id=order.customer_id,
        policy_version=judgement.version,
        sheet=store_sheet(actor=actor, at=at, order_id=order.pk, facts=judgement.sheet_facts),
        ref=new_ref("R"),
        kind=str(kind),
        allowed=verdict.allowed,
        entitled=verdict.entitled,
        automatic=verdict.automatic,
        judged=judgement.to_json(),
        terms=hours_by_name(judgement.document.terms),
        opened_at=at,
    )
    set_duties(case, kind, lines)
    case.choice_due = case.allowed and repaired_enough(order, kind, lines, at)
    if case.choice_at_once or (case.choice_due and actor.role == Role.MERCHANT):
        case.state, case.answered_at = "remedy_due", at
    # The shop that applies for a buyer has agreed by doing so, goodwill included.
    elif actor.role == Role.MERCHANT or (verdict.allowed and (verdict.entitled or verdict.automatic)):
        case.state = _first_state(case)
        case.answered_at = at
    else:
        case.state = "requested" if verdict.allowed else "goodwill"
    return case


def _first_state(case: Case) -> str:
    """Where a case begins that waits for nobody."""
    if case.goods_come_back:
        return "awaiting_goods"
    return "refunding" if case.owes_money else "replacing"


def told_lines(kind: str, lines: Sequence[WishedLine]) -> list[dict[str, object]]:
    """What an event says of a wish's lines."""
    return [
        {"line": line.line, "quantity": line.quantity, "reason": line.reason, "kind": kind_of_line(kind, line)}
        for line in lines
    ]


def _facts(case: Case, kind: str, lines: Sequence[WishedLine]) -> dict[str, object]:
    return {
        "order": case.order_id,
        "kind": case.kind,
        "lines": told_lines(kind, lines),
        "policy_version": case.policy_version_id,
        "policy_digest": case.policy_version.digest,
        "judged": judged_digest(case.judged),
        "entitled": case.entitled,
        "automatic": case.automatic,
        "allowed": case.allowed,
        "sheet": case.sheet.digest,
        "total_minor": case.sheet.total_minor,
        "currency": case.sheet.currency,
    }

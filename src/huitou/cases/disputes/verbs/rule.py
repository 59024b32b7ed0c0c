"""Ruling: what is granted, on which grounds, and who bears it; the second opinion, the appeal's end, and silence."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from huitou.cases.disputes.conflicts import demand_no_conflict, identity
from huitou.cases.disputes.machine import DISPUTE
from huitou.cases.disputes.sums import sheet_of_sum, sum_of
from huitou.cases.disputes.verbs.assign import taken_by
from huitou.cases.disputes.words import said
from huitou.cases.models import About, Dispute, Grounds, Outcome, Ruling
from huitou.core.actors import Actor
from huitou.core.errors import Conflict, Invalid
from huitou.core.ids import new_id
from huitou.core.verbs import verb

SHORTEST_GROUNDS = 10


class GroundsMissing(Invalid):
    """A ruling without grounds convinces nobody."""

    code = "ruling_grounds_missing"
    message = _("Write the grounds of the ruling in a sentence or two: both sides read them.")


class AmountMissing(Invalid):
    """Another sum was granted, but which one?"""

    code = "ruling_amount_missing"
    message = _("Enter the sum that the buyer gets. If it is nothing, choose that.")


class NothingContestedYet(Conflict):
    """There are no findings of the shop to rule by."""

    code = "no_findings"
    message = _("The shop has not checked any goods in this case. Grant the wish, another sum, or nothing.")


class CostsDoNotAddUp(Invalid):
    """More is to be borne by others than is granted."""

    code = "ruling_costs"
    message = _("Platform, carrier and insurer together cannot bear more than the sum that is granted.")


@verb(DISPUTE, "rule")
def rule(
    *,
    dispute: Dispute,
    actor: Actor,
    at: datetime,
    outcome: Outcome,
    grounds: Grounds,
    note: str,
    amount_minor: int | None = None,
    keeps_goods: bool = False,
    platform_minor: int = 0,
    carrier_minor: int = 0,
    insurer_minor: int = 0,
) -> dict[str, Any]:
    """Rule. `amount_minor` and `keeps_goods` are for another sum than the wish and the shop's findings.

    What platform, carrier and insurer do not bear of the sum is the shop's.
    Raises: AmountOutOfBounds, AmountMissing, NothingContestedYet, CostsDoNotAddUp, GroundsMissing,
    ConflictOfInterest, TakenByAnother.
    """
    instance = Ruling.Instance.SENIOR if dispute.state == "escalated" else Ruling.Instance.FIRST
    costs = (platform_minor, carrier_minor, insurer_minor)
    return _rule(dispute, actor, at, instance, outcome, grounds, note, amount_minor, keeps_goods, costs)


@verb(DISPUTE, "rule_again")
def rule_again(
    *,
    dispute: Dispute,
    actor: Actor,
    at: datetime,
    outcome: Outcome,
    grounds: Grounds,
    note: str,
    amount_minor: int | None = None,
    keeps_goods: bool = False,
    platform_minor: int = 0,
    carrier_minor: int = 0,
    insurer_minor: int = 0,
) -> dict[str, Any]:
    """Rule otherwise on the appeal, for good; by another arbitrator than the first. Inputs and errors as `rule`."""
    costs = (platform_minor, carrier_minor, insurer_minor)
    appeal = Ruling.Instance.APPEAL
    return _rule(dispute, actor, at, appeal, outcome, grounds, note, amount_minor, keeps_goods, costs)


@verb(DISPUTE, "sustain")
def sustain(*, dispute: Dispute, actor: Actor, at: datetime, note: str) -> dict[str, Any]:
    """The appeal changes nothing: the first ruling stands. Raises: GroundsMissing, ConflictOfInterest."""
    demand_no_conflict(actor, dispute)
    _demand_grounds(note)
    taken_by(dispute, actor)
    return {**granted(dispute), "note": said(dispute, actor, at, note, "sustain")}


@verb(DISPUTE, "confirm")
def confirm(*, dispute: Dispute, actor: Actor, at: datetime) -> dict[str, Any]:
    """The second arbitrator agrees with the ruling; now both sides are told. Raises: ConflictOfInterest."""
    demand_no_conflict(actor, dispute)
    ruling = latest_ruling(dispute)
    told = said(dispute, actor, at, ruling.draft, "rule")
    ruling.words_id, ruling.draft = (told["message"] if told else None), ""
    ruling.seconded_by, ruling.announced_at = identity(actor), at
    ruling.save(update_fields=["words_id", "draft", "seconded_by", "announced_at"])
    dispute.ruled_at = at
    return {**granted(dispute), **_facts(ruling), "note": told}


@verb(DISPUTE, "dissent")
def dissent(*, dispute: Dispute, actor: Actor, at: datetime, note: str) -> dict[str, Any]:
    """The second arbitrator sees it otherwise: the senior one rules. Raises: GroundsMissing, ConflictOfInterest."""
    demand_no_conflict(actor, dispute)
    _demand_grounds(note)
    return {"note": said(dispute, actor, at, note, "dissent")}


@verb(DISPUTE, "rule_for_buyer")
def rule_for_buyer(*, dispute: Dispute, actor: Actor, at: datetime) -> dict[str, Any]:
    """The platform did not rule in time: the buyer gets what was asked for."""
    return _write(
        dispute, actor, at, Ruling.Instance.SILENCE, Outcome.WISH, Grounds.NO_RULING, "", None, False, (0,) * 3
    )


def latest_ruling(dispute: Dispute) -> Ruling:
    """The ruling that counts now."""
    return Ruling.objects.filter(dispute=dispute).order_by("-at", "-pk")[0]


def granted(dispute: Dispute) -> dict[str, Any]:
    """What an event tells of the outcome."""
    return {
        "outcome": dispute.outcome,
        "amount_minor": dispute.outcome_minor,
        "value_minor": dispute.value_minor,
        "currency": dispute.currency,
        "goods_back": dispute.goods_back,
    }


def _rule(
    dispute: Dispute,
    actor: Actor,
    at: datetime,
    instance: Ruling.Instance,
    outcome: Outcome,
    grounds: Grounds,
    note: str,
    amount_minor: int | None,
    keeps_goods: bool,
    costs: tuple[int, ...],
) -> dict[str, Any]:
    demand_no_conflict(actor, dispute)
    _demand_grounds(note)
    taken_by(dispute, actor)
    return _write(dispute, actor, at, instance, outcome, grounds, note, amount_minor, keeps_goods, costs)


def _write(
    dispute: Dispute,
    actor: Actor,
    at: datetime,
    instance: Ruling.Instance,
    outcome: Outcome,
    grounds: Grounds,
    note: str,
    amount_minor: int | None,
    keeps_goods: bool,
    costs: tuple[int, ...],
) -> dict[str, Any]:
    """Write the ruling and what it comes to; the case follows it when the dispute is over."""
    _set_outcome(dispute, outcome, amount_minor, keeps_goods, actor, at)
    total = dispute.outcome_minor or 0
    if min(costs) < 0 or sum(costs) > total:
        raise CostsDoNotAddUp()
    secret = instance == Ruling.Instance.FIRST and dispute.awaits_second_opinion
    told = None if secret else said(dispute, actor, at, note, "rule")
    dispute.ruled_at = at
    ruling = Ruling.objects.create(
        id=new_id(),
        shop_id=dispute.shop_id,
        dispute=dispute,
        sheet=dispute.outcome_sheet,
        words_id=told["message"] if told else None,
        draft=note.strip() if secret else "",
        instance=instance,
        by_id=identity(actor),
        outcome=outcome,
        amount_minor=total,
        goods_back=bool(dispute.goods_back),
        grounds=grounds,
        platform_minor=costs[0],
        carrier_minor=costs[1],
        insurer_minor=costs[2],
        at=at,
        announced_at=None if secret else at,
    )
    # Both sides read this event: before the second opinion it tells nothing of the ruling.
    return {"ruling": ruling.pk} if secret else {**granted(dispute), **_facts(ruling), "note": told}


def _facts(ruling: Ruling) -> dict[str, Any]:
    """What an event tells of a ruling, so that scores and precedents can be computed from events alone."""
    return {
        "ruling": ruling.pk,
        "instance": str(ruling.instance),
        "grounds": str(ruling.grounds),
        "merchant_bears_minor": ruling.merchant_minor,
        "platform_bears_minor": ruling.platform_minor,
        "carrier_bears_minor": ruling.carrier_minor,
        "insurer_bears_minor": ruling.insurer_minor,
    }


def _set_outcome(
    dispute: Dispute, outcome: Outcome, amount_minor: int | None, keeps_goods: bool, actor: Actor, at: datetime
) -> None:
    case = dispute.case
    if outcome == Outcome.FINDINGS and case.reduced_sheet is None:
        raise NothingContestedYet()
    if outcome == Outcome.SUM and amount_minor is None:
        raise AmountMissing()
    if outcome == Outcome.SUM and amount_minor == 0:
        outcome = Outcome.NOTHING
    total = sum_of(dispute, outcome, amount_minor)
    # Contested goods are at the shop already: there is nothing to send.
    back = dispute.about == About.REFUSAL and case.goods_come_back
    sheet = {Outcome.WISH: case.sheet, Outcome.FINDINGS: case.reduced_sheet}.get(outcome)
    if outcome == Outcome.SUM:
        back = back and not keeps_goods
        counted = back or dispute.about == About.GOODS
        sheet = sheet_of_sum(case, total, goods_back=counted, ruled=True, actor=actor, at=at)
    dispute.outcome, dispute.outcome_minor, dispute.outcome_sheet = outcome, total, sheet
    dispute.goods_back = back and outcome != Outcome.NOTHING


def _demand_grounds(note: str) -> None:
    if len(note.strip()) < SHORTEST_GROUNDS:
        raise GroundsMissing()

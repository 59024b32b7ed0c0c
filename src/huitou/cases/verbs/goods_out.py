"""Goods that go out again: the replacement arrives, or cannot be sent; a repair fails, and the buyer chooses."""

from datetime import datetime
from typing import Any

from huitou.cases.judging import sheet_instead
from huitou.cases.machine import CASE
from huitou.cases.models import Case, Kind
from huitou.core.actors import Actor
from huitou.core.verbs import verb


@verb(CASE, "agree_and_ship_first")
def agree_and_ship_first(*, case: Case, actor: Actor, at: datetime) -> dict[str, Any]:
    """Agree, and send the replacement before the goods are back."""
    case.ships_first = True
    case.answered_at = case.answered_at or at
    return {"sheet": case.sheet.digest, "total_minor": case.sheet.total_minor, "currency": case.sheet.currency}


@verb(CASE, "receive")
def receive(*, case: Case, actor: Actor, at: datetime) -> dict[str, Any]:
    """The replacement is with the buyer."""
    case.replaces = False
    return {"replacement": case.replacement_id}


@verb(CASE, "await_goods")
def await_goods(*, case: Case, actor: Actor, at: datetime) -> dict[str, Any]:
    """The replacement is with the buyer, whose goods are still to come."""
    case.replaces = False
    return {"replacement": case.replacement_id}


@verb(CASE, "refund_instead")
def refund_instead(*, case: Case, actor: Actor, at: datetime) -> dict[str, Any]:
    """The replacement will not come: its pieces are paid for, once they are back where they are to come back."""
    before_the_goods = case.state == "replacing_first"
    case.replaces = case.ships_first = False
    return _paid_instead(case, Kind.RETURN_AND_REFUND if before_the_goods else Kind.REFUND_ONLY, "replaces", actor, at)


@verb(CASE, "owe_remedy")
def owe_remedy(*, case: Case, actor: Actor, at: datetime) -> dict[str, Any]:
    """The repair failed or took too long: the buyer chooses what they get."""
    return {"repair": case.repair_id}


@verb(CASE, "choose_refund")
def choose_refund(*, case: Case, actor: Actor, at: datetime) -> dict[str, Any]:
    """Money for what could not be repaired. Silence chooses the same."""
    case.repairs = case.choice_due = False
    return _paid_instead(case, _kind(case, Kind.RETURN_AND_REFUND, Kind.REFUND_ONLY), "repairs", actor, at)


@verb(CASE, "choose_replacement")
def choose_replacement(*, case: Case, actor: Actor, at: datetime) -> dict[str, Any]:
    """The same again for what could not be repaired."""
    case.repairs, case.replaces, case.choice_due = False, True, False
    for line in case.lines.filter(settled=False):
        if line.repairs:
            line.kind = _kind(case, Kind.EXCHANGE, Kind.RESHIP)
            line.save(update_fields=["kind"])
    return {}


def _kind(case: Case, goods_to_come: Kind, goods_here: Kind) -> Kind:
    """What becomes of a wish for a repair: another kind where the goods are still with the buyer."""
    return goods_to_come if case.goods_to_come else goods_here


def _paid_instead(case: Case, kind: Kind, duty: str, actor: Actor, at: datetime) -> dict[str, Any]:
    """Turn the lines of this duty into lines that pay, and the case's sheet into what they come to."""
    for line in case.lines.filter(settled=False):
        if getattr(line, duty):
            line.kind, line.variant = kind, None
            line.save(update_fields=["kind", "variant"])
    case.sheet = sheet_instead(case, actor=actor, at=at)
    return {"sheet": case.sheet.digest, "total_minor": case.sheet.total_minor, "currency": case.sheet.currency}

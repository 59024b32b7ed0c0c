"""The platform is called in and rules; in a shop that stands alone the owner is the last instance."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from huitou.cases.machine import CASE
from huitou.cases.messages import write_message
from huitou.cases.models import Case
from huitou.core.actors import Actor, Role
from huitou.core.errors import Invalid
from huitou.core.verbs import verb


class GroundsMissing(Invalid):
    """A ruling without grounds convinces nobody."""

    code = "ruling_grounds_missing"
    message = _("Write the grounds of the ruling in a sentence or two: both sides read them.")


@verb(CASE, "call_in_platform")
def call_in_platform(*, case: Case, actor: Actor, at: datetime, note: str = "") -> dict[str, Any]:
    """The buyer asks for a ruling after a refusal."""
    return _note(case, actor, at, note, "call_in_platform")


@verb(CASE, "rule_for_buyer")
def rule_for_buyer(*, case: Case, actor: Actor, at: datetime, grounds: str = "") -> dict[str, Any]:
    """Rule that the buyer gets what was asked for. The platform's silence rules the same.

    Raises: GroundsMissing, NotTheirTurn.
    """
    _demand_grounds(actor, grounds)
    return _note(case, actor, at, grounds, "rule_for_buyer")


@verb(CASE, "rule_for_merchant")
def rule_for_merchant(*, case: Case, actor: Actor, at: datetime, grounds: str) -> dict[str, Any]:
    """Rule that the shop was right. About contested goods this pays what the shop had reduced the refund to.

    Raises: GroundsMissing, NotTheirTurn.
    """
    _demand_grounds(actor, grounds)
    if case.reduced_sheet is not None:
        case.sheet = case.reduced_sheet
    return _note(case, actor, at, grounds, "rule_for_merchant")


def _demand_grounds(actor: Actor, grounds: str) -> None:
    if actor.role != Role.SYSTEM and len(grounds.strip()) < 10:
        raise GroundsMissing()


def _note(case: Case, actor: Actor, at: datetime, body: str, action: str) -> dict[str, Any]:
    told = write_message(case, actor, at, body=body, with_action=action).told if body.strip() else None
    return {"note": told, "total_minor": case.sheet.total_minor, "currency": case.sheet.currency}

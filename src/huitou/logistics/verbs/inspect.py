"""The shop looks at what came back: all as announced, or not."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, Field

from huitou.core.actors import Actor
from huitou.core.errors import Invalid
from huitou.core.verbs import verb
from huitou.logistics.machine import GOODS_RETURN
from huitou.logistics.models import Disposition, GoodsReturn, ReturnLine

WHOLE_BASIS_POINTS = 10_000


class Finding(BaseModel):
    """How the pieces of one order line were found. The counts add up to the announced quantity."""

    line: UUID
    good: int = Field(default=0, ge=0)
    wrong: int = Field(default=0, ge=0)
    damaged: int = Field(default=0, ge=0)
    missing: int = Field(default=0, ge=0)

    @property
    def total(self) -> int:
        return self.good + self.wrong + self.damaged + self.missing


class FindingsIncomplete(Invalid):
    """The counts are not those that were announced."""

    code = "findings_incomplete"
    message = _("Count every piece: %(announced)s were announced, %(counted)s are counted.")


class DamageShareInvalid(Invalid):
    """Less than nothing, or more than the whole price."""

    code = "damage_share_invalid"
    message = _("Take off between 0 and 100 per cent of the price of damaged pieces.")


class NothingContested(Invalid):
    """All pieces are good, so there is nothing to contest."""

    code = "nothing_contested"
    message = _("All pieces are marked as good. Accept the goods instead.")


@verb(GOODS_RETURN, "accept_goods")
def accept_goods(
    *, goods_return: GoodsReturn, actor: Actor, at: datetime, disposition: Disposition = Disposition.RESTOCK
) -> dict[str, Any]:
    """Accept the goods as they were announced; the refund follows."""
    lines = list(goods_return.lines.all())
    for line in lines:
        line.good, line.disposition = line.quantity, disposition
    ReturnLine.objects.bulk_update(lines, ["good", "disposition"])
    goods_return.inspected_at = at
    return {"disposition": str(disposition)}


@verb(GOODS_RETURN, "contest_goods")
def contest_goods(
    *,
    goods_return: GoodsReturn,
    actor: Actor,
    at: datetime,
    findings: Sequence[Finding],
    damaged_basis_points: int = WHOLE_BASIS_POINTS,
    disposition: Disposition = Disposition.TO_BUYER,
) -> dict[str, Any]:
    """Say what is wrong, damaged or missing. `damaged_basis_points`: what is taken off damaged pieces (10000 = all).

    Raises: FindingsIncomplete, DamageShareInvalid, NothingContested, NotTheirTurn.
    """
    lines = {line.order_line_id: line for line in goods_return.lines.all()}
    announced = sum(line.quantity for line in lines.values())
    counted = {finding.line: finding for finding in findings}
    if not 0 <= damaged_basis_points <= WHOLE_BASIS_POINTS:
        raise DamageShareInvalid()
    if (
        len(findings) != len(lines)
        or set(counted) != set(lines)
        or any(counted[key].total != line.quantity for key, line in lines.items())
    ):
        raise FindingsIncomplete(announced=announced, counted=sum(finding.total for finding in findings))
    # Damage for which nothing is taken off contests nothing either.
    kept = [finding.good + (0 if damaged_basis_points else finding.damaged) for finding in findings]
    if kept == [finding.total for finding in findings]:
        raise NothingContested()
    for key, line in lines.items():
        found = counted[key]
        line.good, line.wrong, line.damaged, line.missing = (
            found.good,
            found.wrong,
            found.damaged,
            found.missing,
        )
        line.disposition = disposition
    ReturnLine.objects.bulk_update(lines.values(), ["good", "wrong", "damaged", "missing", "disposition"])
    goods_return.inspected_at = at
    goods_return.damaged_basis_points = damaged_basis_points
    return {
        "findings": [finding.model_dump(mode="json") for finding in findings],
        "damaged_basis_points": goods_return.damaged_basis_points,
    }

"""The shop looks at what came back, or has it looked at: all as announced, or not."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, Field

from huitou.core.actors import Actor, Role
from huitou.core.errors import Invalid
from huitou.core.verbs import verb
from huitou.logistics.lines import lines_of
from huitou.logistics.machine import GOODS_RETURN
from huitou.logistics.models import Disposition, GoodsReturn, ReturnLine
from huitou.logistics.verbs.dispose import COUNTS, Disposal, dispose_all, put_down

WHOLE_BASIS_POINTS = 10_000


class Finding(BaseModel):
    """How the pieces of one order line were found. The counts add up to the announced quantity.

    `disposition`: what becomes of the good ones; None: as the inspection says for all, or to be settled later.
    """

    line: UUID
    good: int = Field(default=0, ge=0)
    wrong: int = Field(default=0, ge=0)
    damaged: int = Field(default=0, ge=0)
    missing: int = Field(default=0, ge=0)
    disposition: Disposition | None = None

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
    """Accept the goods as they were announced; the refund follows.

    Nobody has looked where silence accepts: what becomes of the pieces then waits for a person.
    """
    lines = lines_of(goods_return)
    for line in lines:
        line.good, line.wrong, line.damaged, line.missing = line.quantity, 0, 0, 0
    goods_return.inspected_at = goods_return.settled_at = at
    goods_return.found_fault = False
    looked_at = actor.role != Role.SYSTEM
    dispose_all(goods_return, lines, disposition if looked_at else None, actor=actor, at=at)
    return {"disposition": str(disposition) if looked_at else ""}


@verb(GOODS_RETURN, "contest_goods")
def contest_goods(
    *,
    goods_return: GoodsReturn,
    actor: Actor,
    at: datetime,
    findings: Sequence[Finding],
    damaged_basis_points: int = WHOLE_BASIS_POINTS,
    disposition: Disposition = Disposition.RESTOCK,
) -> dict[str, Any]:
    """Say what is wrong, damaged or missing. `damaged_basis_points`: what is taken off damaged pieces (10000 = all).

    `disposition`: of the good pieces. The others wait until it is settled what is paid for them.
    Raises: FindingsIncomplete, DamageShareInvalid, NothingContested, NotTheirTurn.
    """
    lines = count_pieces(goods_return, findings, damaged_basis_points)
    if not goods_return.found_fault:
        raise NothingContested()
    goods_return.inspected_at = at
    good = [
        Disposal(line=line.order_line_id, quantity=line.good, disposition=_of(line, findings) or disposition)
        for line in lines
        if line.good and line.disposition != Disposition.REPAIR
    ]
    put_down(goods_return, lines, good, actor=actor, at=at)
    return _told(findings, goods_return)


@verb(GOODS_RETURN, "report_findings")
def report_findings(
    *,
    goods_return: GoodsReturn,
    actor: Actor,
    at: datetime,
    findings: Sequence[Finding],
    damaged_basis_points: int = WHOLE_BASIS_POINTS,
) -> dict[str, Any]:
    """What the company that checks goods for the shop has found; the shop confirms it, or looks again.

    Raises: FindingsIncomplete, DamageShareInvalid, NotTheirTurn.
    """
    lines = count_pieces(goods_return, findings, damaged_basis_points)
    for line in lines:
        if line.disposition != Disposition.REPAIR:
            line.disposition = _of(line, findings) or ""
    ReturnLine.objects.bulk_update(lines, ["disposition"])
    return _told(findings, goods_return)


@verb(GOODS_RETURN, "confirm_findings")
def confirm_findings(*, goods_return: GoodsReturn, actor: Actor, at: datetime) -> dict[str, Any]:
    """The shop stands by what was reported, or says nothing: the good pieces go where the report sends them."""
    lines = list(goods_return.lines.select_related("order_line"))
    goods_return.inspected_at = at
    if not goods_return.found_fault:
        goods_return.settled_at = at
    good = [
        Disposal(line=line.order_line_id, quantity=line.good, disposition=Disposition(line.disposition))
        for line in lines
        if line.good and line.disposition
    ]
    put_down(goods_return, lines, good, actor=actor, at=at)
    return {"found_fault": goods_return.found_fault}


def count_pieces(goods_return: GoodsReturn, findings: Sequence[Finding], damaged_basis_points: int) -> list[ReturnLine]:
    """Write the counts, and whether they contest anything. Raises FindingsIncomplete, DamageShareInvalid."""
    lines = {line.order_line_id: line for line in goods_return.lines.select_related("order_line")}
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
    for key, line in lines.items():
        found = counted[key]
        line.good, line.wrong, line.damaged, line.missing = found.good, found.wrong, found.damaged, found.missing
    ReturnLine.objects.bulk_update(lines.values(), COUNTS)
    # Damage for which nothing is taken off contests nothing either.
    kept = [finding.good + (0 if damaged_basis_points else finding.damaged) for finding in findings]
    goods_return.found_fault = kept != [finding.total for finding in findings]
    goods_return.damaged_basis_points = damaged_basis_points
    return list(lines.values())


def _of(line: ReturnLine, findings: Sequence[Finding]) -> Disposition | None:
    return next(finding.disposition for finding in findings if finding.line == line.order_line_id)


def _told(findings: Sequence[Finding], goods_return: GoodsReturn) -> dict[str, Any]:
    return {
        "findings": [finding.model_dump(mode="json", exclude_none=True) for finding in findings],
        "damaged_basis_points": goods_return.damaged_basis_points,
    }

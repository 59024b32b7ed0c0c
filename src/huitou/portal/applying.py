"""The three steps of an application, read together: what was chosen, what the policy says to it, where to go on.

Called by `views.cases.apply` inside `in_shop`. A case that is revised gives its pieces free while it is looked at.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from huitou.cases.access import access_case
from huitou.cases.judging import evidence_codes
from huitou.cases.machine import CASE
from huitou.cases.models import Case, Evidence
from huitou.core.actors import Actor, Role
from huitou.core.errors import NotFound
from huitou.orders.models import Line, Order
from huitou.orders.queries import lines_of
from huitou.portal.possibilities import OrderPossibilities, possibilities
from huitou.portal.reasons import Reasons, reasons_for
from huitou.portal.solutions import Refusal, Solution, apart, solutions, wishes
from huitou.portal.visit import Visit
from huitou.portal.wishes import Draft, read_draft


@dataclass(slots=True)
class Application:
    """What the steps show. `step`: where the buyer stands, never beyond what is answered. `problems`: what to mend."""

    order: Order
    case: Case | None
    lines: dict[int, Line]
    found: OrderPossibilities
    draft: Draft
    photos: list[Evidence]
    step: str
    reasons: Reasons | None = None
    solutions: Sequence[Solution] = ()
    refusal: Refusal | None = None
    problems: list[str] = field(default_factory=list)

    @property
    def chosen(self) -> Solution | None:
        """The solution that the buyer picked, else the best."""
        picked = next((one for one in self.solutions if one.kind == self.draft.kind), None)
        return picked or (self.solutions[0] if self.solutions else None)


def application(visit: Visit, buyer: Actor, order: Order, given: Mapping[str, str]) -> Application:
    """Read the choices and ask the policy as far as they go. Raises NotFound, NoPolicy."""
    case = _revised(buyer, order, given.get("revises", ""))
    with _pieces_free(case):
        lines = {line.position: line for line in lines_of(order)}
        found = possibilities(visit.shop, order, list(lines.values()), visit.at)
        draft = read_draft(given, lines)
        photos = _photos(buyer, order, case)
        built = Application(order, case, lines, found, draft, photos, draft.step)
        if built.step != "what":
            _look_at_reasons(built)
        if built.step == "how":
            proofs = evidence_codes((photo.kind for photo in photos), description=True)
            wished = wishes(visit.shop, order, built.draft, lines, evidence=proofs, at=visit.at)
            found_ways = apart(wished, found.options) if draft.apart else []
            if not found_ways:
                found_ways, built.refusal = solutions(wished)
            # A refused wish is changed to what the policy gives; what is beyond it is asked for anew.
            refused = case is not None and case.stands == "refused"
            built.solutions = [one for one in found_ways if not (refused and one.goodwill)]
    return built


def _look_at_reasons(built: Application) -> None:
    options, delivered = built.found.options, built.found.facts.delivered_at is not None
    built.reasons = reasons_for(built.draft, built.lines, options, delivered=delivered)
    known = {one.place: one.reason for one in built.reasons.lines if one.reason}
    built.draft = replace(built.draft, reasons=known)
    if built.step != "how":
        return
    if not built.reasons.complete:
        built.step = "why"
        missing = any(not one.reason for one in built.reasons.lines)
        built.problems.append(_("Choose why.") if missing else _("Say whether it was opened."))
    elif built.reasons.needed - {photo.kind for photo in built.photos}:
        built.step = "why"
        built.problems.append(_("Add a photo: the rule for this reason asks for it."))


def _revised(buyer: Actor, order: Order, ref: str) -> Case | None:
    """The case whose wish is changed, while that is possible. Raises NotFound for one of another order."""
    if not ref:
        return None
    case = access_case(buyer, ref)
    if case.order_id != order.pk:
        raise NotFound()
    return case if any(step.action == "revise" for step in CASE.actions(case, Role.BUYER)) else None


def _photos(buyer: Actor, order: Order, case: Case | None) -> list[Evidence]:
    rows = Evidence.objects.filter(order=order, erased_at=None).order_by("at", "pk")
    mine = {"role": str(Role.BUYER)} if case is not None else {"author_id": buyer.id}
    return list(rows.filter(case=case, **mine))


@contextmanager
def _pieces_free(case: Case | None) -> Iterator[None]:
    """Within this block the case's pieces can be chosen again; afterwards everything is as before."""
    if case is None:
        yield
        return
    with transaction.atomic():
        for line in case.lines.all():
            Line.objects.filter(pk=line.order_line_id).update(claimed=F("claimed") - line.quantity)
        yield
        transaction.set_rollback(True)

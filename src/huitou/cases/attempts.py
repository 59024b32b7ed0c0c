"""How often a buyer may ask for the same item again, and what becomes of asking for pieces that are asked for already.

Called by `open_case` and `revise` after the wish was judged, under the order's lock. Counted over all cases of the
order, from their events: taking back and applying anew is one more time. A right is never counted and never limited,
nor is what the shop applies for itself.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from huitou.cases.models import Case, CaseLine
from huitou.cases.wishing import WishedLine
from huitou.core.actors import Actor, Role
from huitou.core.errors import Conflict
from huitou.core.models import Event
from huitou.orders.models import Line, Order
from huitou.orders.verbs.quantities import QuantityExceeded
from huitou.policies.rules import numbers
from huitou.policies.rules.verdict import Verdict

APPLICATIONS = ("cases.case.opened", "cases.case.revised")
# What led to money or goods was no vain asking.
FRUITFUL = ("resolved",)


class AttemptsUsedUp(Conflict):
    """The item was applied for as often as the policy's rule allows. `case`: where talk goes on."""

    code = "attempts_used_up"
    message = _("“%(title)s” was applied for %(used)s times; rule %(rule)s of the policy allows no more. %(still)s")


class StandsInCase(Conflict):
    """Some of the pieces stand in an open case. `case`: its reference; `available`: what can be chosen besides."""

    code = "already_in_case"
    message = _(
        "%(taken)s × “%(title)s” already stands in case %(case)s. Go on there instead of applying again; %(available)s "
        "more can be chosen here."
    )


def demand_not_in_case(order: Order, asked: Mapping[UUID, int], *, bought: Sequence[Line] = ()) -> None:
    """Refuse pieces that an open case of the order holds, naming the case. `asked`: pieces by order line.

    `bought`: the lines of the order, by position, where the caller has just read them.

    Raises StandsInCase; QuantityExceeded for pieces that are gone for good. One query where nothing is amiss.
    """
    for line in bought or Line.objects.filter(order=order, pk__in=asked).order_by("position"):
        if line.pk not in asked or not line.available < asked[line.pk] <= line.quantity:
            continue
        available, held = max(0, line.available), _holding(line)
        if held is None:
            raise QuantityExceeded(available=available)
        raise StandsInCase(case=held.case.ref, taken=held.quantity, title=line.title, available=available)


def holding_cases(order: Order) -> dict[UUID, str]:
    """The references of the open cases that hold pieces of the order's lines, the newest of each line. One query."""
    held = CaseLine.objects.filter(order_line__order=order, case__closed_at=None)
    rows = held.order_by("-settled", "case__opened_at", "pk").values_list("order_line", "case__ref")
    return dict(rows)


def asked_pieces(lines: Sequence[WishedLine]) -> dict[UUID, int]:
    """Pieces by order line."""
    return {line.line: line.quantity for line in lines}


def demand_attempts(
    order: Order, lines: Sequence[WishedLine], verdict: Verdict, actor: Actor, *, case: Case | None = None
) -> None:
    """Refuse what the buyer asked for too often. `case`: the one whose wish is changed. Raises AttemptsUsedUp."""
    if actor.role != Role.BUYER:
        return
    rights = {one.line_id for one in verdict.lines if one.entitled}
    limited = {line.line for line in lines if str(line.line) not in rights}
    used = attempts_of(order) if limited else Counter()
    for line_id in sorted(limited, key=str):
        if used[line_id] >= Case.ATTEMPTS:
            title = Line.objects.get(pk=line_id).title
            raise AttemptsUsedUp(title=title, used=used[line_id], rule=numbers.ATTEMPTS, **_still(order, line_id, case))


def attempts_of(order: Order) -> Counter[UUID]:
    """How often each line of the order was applied for in vain so far, by its buyer and not as a right. Two queries.

    What still waits for its outcome is not in vain: eight broken cups may stand in eight cases.
    """
    rows = Case.objects.filter(order=order).values_list("pk", "state", "closed_at", "merged_into")
    found = {key: (state, closed_at, into) for key, state, closed_at, into in rows}
    # What was put into another case shares its outcome.
    outcomes = {key: found[into or key] for key, (_state, _closed_at, into) in found.items()}
    waiting = {
        key: closed_at is None and state != "refused"
        for key, (state, closed_at, _into) in outcomes.items()
        if state not in FRUITFUL
    }
    told = Event.objects.filter(
        subject_type=Case._meta.label_lower,
        subject_id__in=list(waiting),
        kind__in=APPLICATIONS,
    )
    applications: dict[UUID, list[tuple[str, str]]] = {}
    for key, role, body in told.order_by("subject_id", "seq").values_list("subject_id", "actor_role", "body"):
        applications.setdefault(key, []).append((role, body))
    counted: Counter[UUID] = Counter()
    for key, made in applications.items():
        for role, body in made[:-1] if waiting[key] else made:
            facts = json.loads(body)["facts"]
            if role == str(Role.BUYER) and not facts["entitled"]:
                counted.update({UUID(line["line"]) for line in facts["lines"]})
    return counted


def _still(order: Order, line_id: UUID, case: Case | None) -> dict[str, str]:
    """What the buyer can do instead, and the case in which to do it."""
    cases: QuerySet[Case] = Case.objects.filter(order=order).order_by("-opened_at", "-pk")
    last = case or cases.filter(lines__order_line=line_id).first() or cases.first()
    said = []
    ref = last.ref if last is not None else ""
    if last is not None and last.state == "refused":
        said.append(gettext("In case %(case)s you can call in the platform.") % {"case": ref})
    if last is not None:
        said.append(gettext("You can write to the shop in case %(case)s.") % {"case": ref})
    said.append(
        gettext("Your rights by law and by the policy have no such limit: the shop's page of your rights names them.")
    )
    return {"case": ref, "still": " ".join(said)}


def _holding(line: Line) -> CaseLine | None:
    """The newest open case's part that holds pieces of the line; those whose money is already on its way come last."""
    held = CaseLine.objects.filter(order_line=line, case__closed_at=None).select_related("case")
    return held.order_by("settled", "-case__opened_at", "-pk").first()

"""The queue's page: rows with their best action, the sentence about what goes by itself, and what changed since.

Called by the queue's views inside `in_shop`; a constant number of queries.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huitou.accounts.staff_pages import StaffVisit
from huitou.cases.at_work import values_at_work
from huitou.cases.disputes.machine import DISPUTE
from huitou.cases.disputes.values import open_proposals
from huitou.cases.machine import CASE
from huitou.cases.models import Case, Kind, Proposal
from huitou.cases.queries import Queue, QueueItem, queue
from huitou.cases.queries.queue import COUNT_LIMIT, waiting_states
from huitou.cases.standing import case_journey
from huitou.cases.values import values_of
from huitou.core.actions import available
from huitou.core.actors import Role
from huitou.core.flow.texts import gap
from huitou.core.money import Money
from huitou.core.turning_line import Journey
from huitou.core.when import written
from huitou.desk.best_action import Best, best_action
from huitou.desk.changing import ChangeRow, count_waiting
from huitou.desk.charged_back import undefended
from huitou.desk.claims_on_carriers import claims_to_move
from huitou.desk.delivering import DeliveryRow, count_deliveries
from huitou.desk.domains_to_mend import domains_to_mend
from huitou.desk.forms.actions import must_ask
from huitou.desk.situations import situation_of, small_sum
from huitou.insights.queries import raised
from huitou.insights.telling import goal_words
from huitou.logistics.models import Replacement, SendBack
from huitou.policies.models import PolicyVersion
from huitou.policies.rules.facts import Wish
from huitou.policies.texts import joined, reason_label
from huitou.refunds.models import Refund
from huitou.services.models import Repair

LATELY = timedelta(days=7)
NAMED_ITEMS = 2
SHOWN = 50
# How far news look beyond the page, so that a row that was pushed off it does not count as done.
FAR = 400


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the queue."""

    item: QueueItem
    key: str
    kind: str
    titles: str
    reasons: str
    sum: Money
    instead: str
    journey: Journey
    url: str
    best: Best | None
    act_url: str
    place: str
    goal: str = ""

    @property
    def case(self) -> Case:
        return self.item.case

    @property
    def subject(self) -> Any:
        return self.item.subject

    @property
    def deadline(self) -> datetime:
        return self.item.deadline_at


@dataclass(frozen=True, slots=True)
class Waiting:
    """The whole page."""

    queue: Queue
    rows: list[Row]
    rest: str
    beside: int

    @property
    def total(self) -> int:
        """How many wait: cases, changes of orders, deliveries to arrange, chargebacks, claims on carriers."""
        return self.queue.waiting + self.beside

    @property
    def count(self) -> str:
        """The same, as it is shown."""
        return shown_count(self.total)


def shown_count(count: int) -> str:
    """The number, or 999+."""
    return f"{COUNT_LIMIT}+" if count > COUNT_LIMIT else str(count)


def waiting(
    visit: StaffVisit,
    *,
    limit: int = SHOWN,
    changes: Sequence[ChangeRow] | None = None,
    deliveries: Sequence[DeliveryRow] | None = None,
    further: int = 0,
) -> Waiting:
    """The cases of the queue's page, and how many wait in all. `changes` of orders, `deliveries`: where they were read
    already; `further`: how many wait besides these."""
    late = raised(at=visit.at)
    found = queue(visit.actor, limit=limit, raised=list(late))
    versions = {item.case.policy_version_id for item in found.items}
    small = {version.pk: small_sum(version) for version in PolicyVersion.objects.filter(pk__in=versions)}
    proposed = open_proposals(item.subject for item in found.items if item.machine is DISPUTE)
    rows = [
        _row(item, visit, small.get(item.case.policy_version_id), proposed.get(item.subject.pk)) for item in found.items
    ]
    rows = [replace(row, goal=goal_words(late.get(row.case.pk), visit.at)) for row in rows]
    others = count_waiting(visit, changes) + count_deliveries(visit, deliveries) + further
    return Waiting(found, rows, _rest(found, visit), others)


def key_of(item: QueueItem) -> str:
    """What the row is about and in which state: another state is another row."""
    return f"{item.subject.pk}:{item.subject.state}"


def news(visit: StaffVisit, known: Collection[str]) -> dict[str, Any]:
    """Since a page showed the rows `known`: how many came, which no longer wait, the heading and first line now."""
    found = queue(visit.actor, limit=FAR, raised=list(raised(at=visit.at)))
    further = len(undefended(visit)) + len(claims_to_move(visit)) + len(domains_to_mend(visit))
    total = found.waiting + count_waiting(visit) + count_deliveries(visit) + further
    waits = {key_of(item) for item in found.items}
    came = sum(1 for item in found.items[:SHOWN] if key_of(item) not in known)
    return {
        "came": came,
        "gone": sorted(set(known) - waits),
        "count": total,
        "shown": shown_count(total),
        "first_line": _rest(found, visit),
    }


def row_of(visit: StaffVisit, item: QueueItem) -> Row:
    """One row by itself."""
    return _row(item, visit, small_sum(PolicyVersion.objects.get(pk=item.case.policy_version_id)))


def _row(item: QueueItem, visit: StaffVisit, small: Money | None, proposal: Proposal | None = None) -> Row:
    case, shop = item.case, visit.shop
    part = values_at_work(item.machine, item.subject, shop, visit.at, proposal)
    values = {**values_of(case, shop, visit.at), **part}
    # The case that was read with its sheet and its return, not the bare row that waits.
    subject = case if item.machine is CASE else item.subject
    actions = available(item.machine, subject, visit.actor, values)
    situation = situation_of(item.machine, item.subject, case, shop, visit.at, small=small, pieces=item.pieces)
    best = best_action(situation, actions)
    return Row(
        item=item,
        key=key_of(item),
        kind=case.get_kind_display(),
        titles=_titles(item),
        reasons=_reasons(case),
        sum=situation.sum,
        instead="" if situation.sum else _instead(item),
        journey=case_journey(case),
        url=reverse("desk:case", args=[shop.slug, case.ref]),
        best=best,
        act_url=_act_url(item, best, shop.slug),
        place=_place(item, best, shop.slug),
    )


def _act_url(item: QueueItem, best: Best | None, slug: str) -> str:
    """Where the best action is done on the spot; "" where it asks for something first, or there is none."""
    if best is None or not best.action or (must_ask(best.action, item.machine.name) and not best.inputs):
        return ""
    return reverse("desk:act", args=[slug, item.case.ref, best.action])


def _place(item: QueueItem, best: Best | None, slug: str) -> str:
    """Where it is settled: where an action asks for its inputs, a refund on its own page, else on the case's."""
    if isinstance(item.subject, Refund):
        return reverse("desk:refund", args=[slug, item.subject.ref])
    if isinstance(item.subject, Replacement | Repair | SendBack) and best is not None and best.action:
        return f"{reverse('desk:act', args=[slug, item.case.ref, best.action])}?subject={item.subject.ref}"
    return reverse("desk:case", args=[slug, item.case.ref])


def _reasons(case: Case) -> str:
    """Why the buyer asks, in words, each reason once."""
    codes = dict.fromkeys(line.reason for line in Wish.from_json(case.judged["wish"]).lines)
    return joined(reason_label(code) for code in codes)


def _titles(item: QueueItem) -> str:
    named = joined(item.titles[:NAMED_ITEMS])
    more = len(item.titles) - NAMED_ITEMS
    if more > 0:
        return ngettext("%(items)s and %(count)s more", "%(items)s and %(count)s more", more) % {
            "items": named, "count": more,
        }  # fmt: skip
    return f"{named} × {item.pieces}" if item.pieces > len(item.titles) else named


def _instead(item: QueueItem) -> str:
    """What the case is about where it is no money: which goods an exchange brings, or how many pieces."""
    if item.case.kind == Kind.EXCHANGE:
        brought = joined(item.variants) or _("the same again")
        return f"{brought} × {item.pieces}"
    return ngettext("%(count)s piece", "%(count)s pieces", item.pieces) % {"count": item.pieces}


def _rest(found: Queue, visit: StaffVisit) -> str:
    """What goes by itself, and what that saved."""
    return gap().join(line for line in (_first_line(found, visit), _saved_line(visit.at)) if line)


def _first_line(found: Queue, visit: StaffVisit) -> str:
    """What goes by itself and when silence next decides something."""
    others = found.going_by_itself
    if not others:
        return ""
    said = ngettext(
        "%(count)s other case goes by itself.", "%(count)s other cases go by themselves.", others
    ) % {"count": shown_count(others)}  # fmt: skip
    following = _next_by_itself()
    if following is None or following <= visit.at:
        return said
    zone = ZoneInfo(visit.shop.timezone)
    style = "time" if following.astimezone(zone).date() == visit.at.astimezone(zone).date() else "full"
    return ngettext(
        "%(count)s other case goes by itself, the next step at %(moment)s.",
        "%(count)s other cases go by themselves, the next step at %(moment)s.",
        others,
    ) % {"count": shown_count(others), "moment": written(following, zone, style)}


def _next_by_itself() -> datetime | None:
    """When silence next decides in a case that does not wait for the shop."""
    mine = waiting_states(CASE, Role.MERCHANT)
    others = [state for state in CASE.states if CASE.waiting(state) and state not in mine]
    open_cases = Case.objects.filter(deadline_at__isnull=False, closed_at=None).order_by("deadline_at")
    # The first of each state: sought among all deadlines, those that wait for the shop would be read and passed over.
    first, *rest = [open_cases.filter(state=state).values_list("deadline_at", flat=True)[:1] for state in others]
    return min((moment for moment in first.union(*rest, all=True) if moment is not None), default=None)


def _saved_line(at: datetime) -> str:
    """How much of the last week needed nobody; empty where nothing did, or nothing came."""
    newest = Case.objects.filter(opened_at__gte=at - LATELY).order_by("-opened_at", "-pk")
    came = list(newest.values_list("entitled", "automatic")[: COUNT_LIMIT + 1])
    alone = sum(1 for entitled, automatic in came if entitled or automatic)
    if not alone:
        return ""
    return _("In the last 7 days, %(alone)s of %(all)s requests were agreed by your policy without you.") % {
        "alone": shown_count(alone), "all": shown_count(len(came)),
    }  # fmt: skip

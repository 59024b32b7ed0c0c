"""What waits for the shop and is no case: changes of orders, wishes for deliveries, chargebacks, claims on carriers,
couriers to call off, labels that were not bought, accounts for messages that send nothing, what is overdue by hand; as
rows of the queue, in one timetable with the cases. Called by the queue's view; asks the database nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar

from django.urls import reverse
from django.utils.translation import gettext as _

from huitou.cases.models import Case
from huitou.core.money import Money
from huitou.desk.changing import ChangeRow
from huitou.desk.delivering import DeliveryRow
from huitou.notifications.channels.registry import channel, codes
from huitou.notifications.explanations import explain_stalled
from huitou.notifications.models import ChannelAccount
from huitou.policies.texts import joined


@dataclass(frozen=True, slots=True)
class Beside:
    """One line. `action_url` is posted to, `action_href` only opened. `harm`: a state to name, as something lost.

    `state`: in which it waits; another state is another line. `ends`: false where nothing is over at the deadline,
    which then only gives the line its place.
    """

    deadline: datetime | None
    kind: str
    ref: str
    href: str
    item: str
    why: str
    sum: Money | None
    action: str
    action_url: str = ""
    action_href: str = ""
    harm: str = ""
    state: str = ""
    ends: bool = True
    beside: bool = True

    @property
    def over_at(self) -> datetime | None:
        """What the line counts down to."""
        return self.deadline if self.ends else None

    @property
    def key(self) -> str:
        """What the line is about and in which state, as a page that is open names it; without spaces."""
        return "-".join(f"{self.ref}:{self.state}".split())


class Dated(Protocol):
    """A row of the queue that is a case."""

    @property
    def goal(self) -> str: ...
    @property
    def deadline(self) -> datetime: ...


CaseRow = TypeVar("CaseRow", bound=Dated)


def in_time(cases: Sequence[CaseRow], others: Sequence[Beside]) -> list[CaseRow | Beside]:
    """Both in one order: cases that are raised by a goal stay first, then whatever is over soonest."""
    dated = [(row.deadline, row) for row in others if row.deadline is not None]
    left = sorted(dated, key=lambda pair: pair[0])
    found: list[CaseRow | Beside] = []
    for case in cases:
        while left and not case.goal and left[0][0] < case.deadline:
            found.append(left.pop(0)[1])
        found.append(case)
    return [*found, *(row for _moment, row in left), *(row for row in others if row.deadline is None)]


def besides(
    slug: str,
    *,
    changes: Iterable[ChangeRow],
    deliveries: Iterable[DeliveryRow],
    chargebacks: Iterable[Mapping[str, Any]],
    claims: Iterable[Mapping[str, Any]],
    accounts: Iterable[ChannelAccount] = (),
    couriers: Iterable[Mapping[str, Any]] = (),
    labels: Iterable[Case] = (),
) -> list[Beside]:
    """All of them as lines, in no order yet."""
    return [
        *(_of_change(row) for row in changes),
        *(_of_delivery(row, slug) for row in deliveries),
        *(_of_chargeback(row, slug) for row in chargebacks),
        *(_of_claim(row, slug) for row in claims),
        *(_of_account(row, slug) for row in accounts),
        *(_of_courier(row, slug) for row in couriers),
        *(_of_label(case, slug) for case in labels),
    ]


def _of_change(row: ChangeRow) -> Beside:
    change, best = row.change, row.best
    at_once = best is not None and not best.asks and change.state != "intercepting"
    return Beside(
        deadline=change.deadline_at,
        kind=change.get_kind_display(),
        ref=change.ref,
        href=row.url,
        item=_order(change.order.number),
        why=row.sentence,
        sum=change.value,
        action=best.action.label if best is not None and change.state != "intercepting" else _("Look at it"),
        action_url=best.url if best is not None and at_once else "",
        action_href="" if at_once else row.url,
        state=change.state,
    )


def _of_delivery(row: DeliveryRow, slug: str) -> Beside:
    wish = row.request
    page = f"{reverse('desk:deliveries', args=[slug])}#{wish.ref}"
    return Beside(
        deadline=wish.deadline_at,
        kind=wish.get_kind_display(),
        ref=wish.ref,
        href=page,
        item=joined(part for part in (_order(wish.order.number), row.carrier) if part),
        why=row.say or row.sentence,
        sum=None,
        action=_("Look at it"),
        action_href=page,
        state=wish.state,
    )


def _of_chargeback(row: Mapping[str, Any], slug: str) -> Beside:
    chargeback = row["chargeback"]
    page = reverse("desk:chargeback", args=[slug, chargeback.ref])
    return Beside(
        deadline=chargeback.deadline_at,
        kind=_("Chargeback"),
        ref=chargeback.ref,
        href=page,
        item=_order(chargeback.order.number),
        why=f"{row['state']} · {row['why']}" if row["why"] else row["state"],
        sum=chargeback.money,
        action=_("Look at it"),
        action_href=page,
        state=chargeback.state,
    )


def _of_claim(row: Mapping[str, Any], slug: str) -> Beside:
    claim = row["claim"]
    page = reverse("desk:claim", args=[slug, claim.ref])
    lost = row["tone"] == "harm"
    return Beside(
        deadline=claim.deadline_at,
        kind=_("Carrier claim"),
        ref=claim.ref,
        href=page,
        item=joined((_order(claim.order.number), row["carrier"])),
        why=" · ".join([row["cause"], row["then"]] if row["then"] else [row["state"], row["cause"]]),
        sum=claim.loss if claim.loss_minor else None,
        action=_("Look at it"),
        action_href=page,
        harm=row["state"] if lost else "",
        state=claim.state,
    )


def _of_account(row: ChannelAccount, slug: str) -> Beside:
    page = reverse("desk:channels", args=[slug])
    return Beside(
        deadline=row.stalled_at,
        kind=_("Messages"),
        ref="",
        href=page,
        item=str(channel(row.provider).title) if row.provider in codes() else row.provider,
        why=explain_stalled(row.stalled_why),
        sum=None,
        action=_("Look at it"),
        action_href=page,
        harm=_("Sends nothing"),
        state=f"{row.provider}:{row.stalled_at.isoformat()}" if row.stalled_at else row.provider,
        ends=False,
    )


def _of_courier(row: Mapping[str, Any], slug: str) -> Beside:
    pick_up = row["pick_up"]
    asked = _("Ask %(service)s to call the courier off: it refused to by itself (%(why)s). Number: %(number)s.")
    number = pick_up.tracking_number or pick_up.reference
    return Beside(
        deadline=pick_up.starts_at,
        kind=_("Courier to call off"),
        ref=pick_up.goods_return.ref,
        href=row["page"] or reverse("desk:returns", args=[slug]) + "?state=expected",
        item=joined(part for part in (_order(pick_up.goods_return.order.number), row["carrier"]) if part),
        why=asked % {"service": row["service"], "why": pick_up.failure_code, "number": number},
        sum=None,
        action=_("Called off"),
        action_url=reverse("desk:called_off", args=[slug, pick_up.pk]),
        state="call_off",
    )


def _of_label(case: Case, slug: str) -> Beside:
    page = reverse("desk:case", args=[slug, case.ref])
    back = case.goods_return
    assert back is not None  # it was found by it
    return Beside(
        deadline=back.deadline_at,
        kind=_("Label"),
        ref=case.ref,
        href=page,
        item=_order(case.order.number),
        why=_("The label was not bought. On the case's page stands why, and what to do."),
        sum=None,
        action=_("Look at it"),
        action_href=f"{page}#label",
        state="label",
    )


def _order(number: str) -> str:
    return _("Order %(number)s") % {"number": number}

"""Tells the shop by mail that refunds wait for a person: one could not be paid, needs a second look, is to leave
another way, or is late. What comes to the same within some minutes is one letter. The machine calls `plan_mail`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext

from huitou.core import clock
from huitou.core.actors import Actor, Role
from huitou.core.jobs import enqueue, periodic, task
from huitou.core.locks import lock_rows
from huitou.core.models import Shop
from huitou.core.money import format_money
from huitou.core.shop_by_shop import shop_by_shop
from huitou.core.tenancy import in_shop
from huitou.core.verbs import on_arrival
from huitou.core.when import written
from huitou.notifications.letters import Fact, Letter, Link, one_line
from huitou.notifications.verbs import send_to_staff
from huitou.refunds.best_step import best_step
from huitou.refunds.machine import REFUND, UNCONFIRMED
from huitou.refunds.models import Refund
from huitou.refunds.second_person import behind
from huitou.refunds.values import failure, say_state

N_ = str
TOLD_OF = ("to_confirm", "other_way", "needs_person", "escalated")
# Long enough for what stops together to be told together, short enough to be news.
JOINED_OVER = timedelta(minutes=3)
# More than this in one letter is shown on the page.
MOST_IN_A_MAIL = 20
ABOUT = "refunds.refund"
RESOLVE, RETRY = "refunds.resolve", "refunds.retry"

# Of one refund, and of several.
SUBJECTS = {
    "to_confirm": (
        N_("%(amount)s needs a second person: order %(order)s"),
        N_("%(count)s refunds need a second person"),
    ),
    "other_way": (
        N_("%(amount)s is to be paid another way: order %(order)s"),
        N_("%(count)s refunds are to be paid another way"),
    ),
    "needs_person": (
        N_("%(amount)s could not be paid back: order %(order)s"),
        N_("%(count)s refunds could not be paid back"),
    ),
    "escalated": (N_("A refund of %(amount)s is late: order %(order)s"), N_("%(count)s refunds are late")),
}
# What is best to do, as the desk proposes it.
BUTTONS = {
    "confirm": N_("Look at %(amount)s and confirm it"),
    "allow": N_("Decide how %(amount)s is paid"),
    "settle": N_("Settle %(amount)s"),
    "retry": N_("Try to pay %(amount)s again"),
}


@dataclass(frozen=True, slots=True)
class _Kind:
    """What one letter is about. `best`: what is to be done; `first`: who did it so far and is not the second look."""

    state: str
    best: str
    first: str = ""

    @property
    def permission(self) -> str:
        return RETRY if self.best == "retry" else RESOLVE

    @property
    def subject(self) -> tuple[str, str]:
        """What nobody has confirmed in time was not tried: it could not be said to have failed."""
        return SUBJECTS["to_confirm" if (self.state, self.best) == ("needs_person", "confirm") else self.state]


@on_arrival(REFUND, *TOLD_OF)
def plan_mail(refund: Refund, _actor: Actor, at: datetime) -> None:
    """The shop is told in a few minutes, with what stops until then. The caller saves the refund."""
    refund.untold_since = at
    enqueue(tell_what_waits, shop=str(refund.shop_id), not_before=timezone.now() + JOINED_OVER)


@task("refunds.tell_what_waits")
def tell_what_waits(*, shop: str, **_: object) -> None:
    """Mail what has waited for some minutes and still does, with what came after it. Twice is one mail."""
    tell(UUID(shop), at=clock.now())


@periodic("37 * * * *", name="refunds.tell_what_waits_still")
def tell_all() -> None:
    """Every hour, should a job have been lost."""
    at = clock.now()
    shop_by_shop(lambda shop_id: tell(shop_id, at=at), failed="refunds.telling_what_waits_failed")


def tell(shop_id: UUID, *, at: datetime) -> int:
    """Write the letters of the shop; of how many refunds."""
    with in_shop(shop_id):
        untold = Refund.objects.filter(state__in=TOLD_OF, untold_since__isnull=False)
        if not untold.filter(untold_since__lte=at - JOINED_OVER).exists():
            return 0
        rows = lock_rows(untold.select_related("order"))
        kinds: dict[_Kind, list[Refund]] = {}
        for row in rows:
            kinds.setdefault(_kind(row), []).append(row)
        shop = Shop.objects.get(pk=shop_id)
        for kind, several in kinds.items():
            _send(shop, kind, sorted(several, key=lambda row: (row.deadline_at or at, row.pk)), at)
        Refund.objects.filter(pk__in=[row.pk for row in rows]).update(untold_since=None)
        return len(rows)


def _kind(row: Refund) -> _Kind:
    best = best_step(row.state, row.failure_code, unconfirmed=UNCONFIRMED.test(row))
    first = {"confirm": row.agreed_by, "allow": row.other_way_by}.get(best, "")
    return _Kind(row.state, best, behind(first))


def _send(shop: Shop, kind: _Kind, rows: Sequence[Refund], at: datetime) -> None:
    # Each state that a refund comes to is a link of its chain: told again only when it comes to one anew.
    key = f"refunds.waiting:{kind.best}:{rows[0].pk}:{rows[0].chain_length}"
    send_to_staff(
        shop_id=shop.pk, permission=kind.permission, topic="cases", key=key, apart_from=kind.first,
        letter=lambda _: _of_one(shop, kind, rows[0], at) if len(rows) == 1 else _of_several(shop, kind, rows, at),
        about=(ABOUT, rows[0].pk), at=at,
    )  # fmt: skip


def _of_one(shop: Shop, kind: _Kind, row: Refund, at: datetime) -> Letter:
    amount = format_money(row.money)
    values = {"amount": amount, "order": row.order.number}
    facts = [Fact(gettext("Order"), row.order.number), Fact(gettext("Refund"), row.ref)]
    facts.append(Fact(gettext("Amount"), amount))
    if row.note and row.state == "other_way":
        facts.append(Fact(gettext("Reason given"), row.note))
    if row.deadline_at is not None:
        facts.append(Fact(gettext("Until"), _moment(shop, row.deadline_at)))
    return Letter(
        subject=one_line(gettext(kind.subject[0]) % values),
        sentence=say_state(row, Role.MERCHANT, at),
        facts=facts,
        button=Link(gettext(BUTTONS[kind.best]) % values, f"{_desk(shop)}{row.ref}/"),
        why=_why(),
    )


def _of_several(shop: Shop, kind: _Kind, rows: Sequence[Refund], at: datetime) -> Letter:
    shown = rows[:MOST_IN_A_MAIL]
    values = {"count": len(rows), "until": _moment(shop, rows[0].deadline_at or at)}
    late = kind.state == "escalated"
    said = (
        gettext("%(what)s. The money stays set aside until somebody settles it. You are reminded again on %(until)s.")
        if late
        else gettext("%(what)s. The money stays set aside; what nobody has decided on by %(until)s is passed on.")
    )
    rest = len(rows) - len(shown)
    subject = gettext(kind.subject[1]) % values
    return Letter(
        subject=subject,
        sentence=said % {**values, "what": subject},
        bill=[(_line(row), format_money(row.money)) for row in shown],
        paragraphs=[gettext("%(rest)s more are on the page.") % {"rest": rest}] if rest else [],
        button=Link(gettext("Look at the %(count)s refunds") % values, _desk(shop)),
        why=_why(),
    )


def _line(row: Refund) -> str:
    """The refund, its order, and why it stopped where something failed."""
    parts = [row.ref, gettext("Order %(number)s") % {"number": row.order.number}]
    return " · ".join([*parts, failure(row.failure_code)] if row.failure_code else parts)


def _why() -> str:
    return gettext("You get this mail because you may settle refunds that wait for a person.")


def _desk(shop: Shop) -> str:
    return f"{settings.HUITOU_PUBLIC_URL}/desk/{shop.slug}/refunds/"


def _moment(shop: Shop, at: datetime) -> str:
    return written(at, ZoneInfo(shop.timezone), "full")

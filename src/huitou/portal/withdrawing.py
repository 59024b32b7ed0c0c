"""Takes a statement of withdrawal from a page that needs no log-in; the same work whether it matches an order or not.

Called by the withdrawal function's view. The job opens the case as the order's buyer and sends the receipt; a statement
that matches nothing is told to the shop's people, who can still find the order: it may be a slip of the pen.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from huitou.accounts.client import client_address
from huitou.accounts.limits import Limit, count
from huitou.accounts.permissions import BUYER_PERMISSIONS
from huitou.cases.verbs import withdraw_contract
from huitou.cases.withdrawal_letter import Statement
from huitou.core.actors import Actor, Role
from huitou.core.ids import new_id
from huitou.core.jobs import enqueue, task
from huitou.core.models import Shop
from huitou.core.tenancy import in_shop
from huitou.notifications.letters import Fact, Letter, Link, one_line
from huitou.notifications.verbs import send_to_staff
from huitou.orders.contacts import contact_key, number_key
from huitou.orders.queries import look_up

BY_ORDER = Limit("withdraw.order", times=6, window=timedelta(hours=1))
BY_CONTACT = Limit("withdraw.contact", times=6, window=timedelta(hours=1))
BY_CLIENT = Limit("withdraw.client", times=30, window=timedelta(hours=1))


def state_withdrawal(request: HttpRequest, shop: Shop, statement: Statement) -> None:
    """Count the attempt and hand the statement to the job, with the time at which it was made. Raises: TooManyTries."""
    count(
        [
            # As the look-up reads them: another spelling of the same is no new attempt.
            (BY_ORDER, f"{shop.pk}:{number_key(statement.number)}"),
            (BY_CONTACT, f"{shop.pk}:{contact_key(statement.contact, shop.country)}"),
            (BY_CLIENT, client_address(request)),
        ],
        at=statement.at,
    )
    with in_shop(shop):
        enqueue(
            withdraw,
            shop=str(shop.pk),
            key=str(new_id()),
            name=statement.name,
            number=statement.number,
            contact=statement.contact,
            at=statement.at.isoformat(),
            locale=get_language() or shop.locale,
        )


@task("portal.withdraw", priority=10)
def withdraw(
    *, shop: str, key: str, name: str, number: str, contact: str, at: str, locale: str, **_more: object
) -> None:
    """Act on the statement as of the moment it was made. A second run finds the pieces in their case."""
    owner = Shop.objects.get(pk=UUID(shop))
    stated_at = datetime.fromisoformat(at)
    with in_shop(owner):
        found = look_up(owner, number, contact)
        if found is None:
            _tell_shop(owner, key, Statement(name, number, contact, stated_at))
            return
        order_id, customer_id = found.order.pk, found.customer.pk
    buyer = Actor(
        role=Role.BUYER,
        shop_id=owner.pk,
        id=f"buyer:{customer_id}",
        permissions=BUYER_PERMISSIONS,
        customer_id=customer_id,
        order_ids=frozenset({order_id}),
        name=name,
    )
    withdraw_contract(order=order_id, name=name, actor=buyer, at=stated_at, locale=locale)


def _tell_shop(shop: Shop, key: str, statement: Statement) -> None:
    def letter(_locale: str) -> Letter:
        return Letter(
            subject=_("A withdrawal that matches no order: %(number)s") % {"number": one_line(statement.number, 80)},
            sentence=_(
                "Somebody withdrew from a contract, but order number and e-mail address do not belong together."
            ),
            facts=[
                Fact(_("Name"), statement.name),
                Fact(_("Order number"), statement.number),
                Fact(_("E-mail address"), statement.contact),
                Fact(_("Stated"), statement.at.isoformat(timespec="seconds")),
            ],
            paragraphs=[
                _(
                    "Look for the order: a slip of the pen does not make a withdrawal void. If you find it, open the "
                    "case for the buyer."
                )
            ],
            button=Link(_("Open the desk"), f"{settings.HUITOU_PUBLIC_URL}/desk/{shop.slug}/"),
        )

    send_to_staff(
        shop_id=shop.pk, permission="cases.agree", key=f"withdrawal.unmatched:{key}", letter=letter, at=statement.at
    )

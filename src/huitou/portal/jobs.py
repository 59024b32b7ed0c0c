"""Writes the letter with a one-time code and a signed link. Enqueued for every look-up, found or not."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import override

from huitou.accounts.buyers import door_to, signed_link
from huitou.core import clock
from huitou.core.jobs import task
from huitou.core.models import Shop
from huitou.core.sealing import unseal
from huitou.core.tenancy import in_shop
from huitou.notifications.letters import Fact, Letter, Link, one_line
from huitou.notifications.verbs import send
from huitou.orders.models import Order


@task("portal.send_code", priority=10)
def send_code(*, shop: str, challenge: str, sealed_code: str, order: str, locale: str, **_more: object) -> None:
    """Send the code to the order's contact. Nothing was found: nothing is sent. Twice is one mail.

    The code comes sealed: a job's arguments lie in the database, and in its log and backups.
    """
    if not order:
        return
    code = unseal(sealed_code)
    at = clock.now()
    owner = Shop.objects.get(pk=UUID(shop))
    with in_shop(owner):
        bought = Order.objects.select_related("customer__contact").get(pk=UUID(order))
        contact = bought.customer.contact
        with override(locale):
            letter = code_letter(owner, bought, code, name=contact.name, at=at)
        send(
            shop_id=owner.pk,
            key=f"portal.code:{challenge}",
            to_email=contact.email,
            to_name=contact.name,
            locale=locale,
            letter=letter,
            about=("orders.order", bought.pk),
            at=at,
        )


def code_letter(shop: Shop, order: Order, code: str, *, name: str, at: datetime) -> Letter:
    """The letter in the active language."""
    secret = signed_link(shop_id=shop.pk, customer_id=order.customer_id, order_id=order.pk, at=at)
    address = door_to(shop, "", secret)
    return Letter(
        subject=_("Your code for %(shop)s") % {"shop": one_line(shop.name, 80)},
        preheader=_("It opens your order for you, and only for you."),
        greeting=_("Hello %(name)s,") % {"name": name} if name else _("Hello,"),
        sentence=_("Enter this code on the page where you looked up your order. It is good for 10 minutes."),
        code=code,
        facts=[Fact(_("Order"), order.number)],
        paragraphs=[_("Give this code to nobody; the shop will never ask you for it.")],
        button=Link(_("Open the order without the code"), address),
        why=_(
            "You get this mail because somebody looked up this order with your contact. If it was not you, ignore it."
        ),
        secrets=[code, secret],
    )

"""The letter that brings the shop's answer to a question about a parcel. In the active language."""

from django.urls import reverse
from django.utils.translation import gettext as _

from huitou.accounts.buyers import door_to
from huitou.core.models import Shop
from huitou.notifications.letters import Fact, Letter, Link, one_line
from huitou.orders.models import Order
from huitou.orders.naming import segment_of
from huitou.retention.models import Contact


def answer_letter(shop: Shop, order: Order, asked: Contact, *, name: str, secret: str) -> Letter:
    """`secret` opens the order's pages."""
    place = f"{reverse('portal:order', args=[shop.slug, segment_of(order)])}parcels/"
    return Letter(
        subject=_("The shop has answered: order %(order)s") % {"order": one_line(order.number, 80)},
        greeting=_("Hello %(name)s,") % {"name": name} if name else _("Hello,"),
        sentence=_("The shop has answered your question about your parcel."),
        paragraphs=[asked.answer],
        facts=[Fact(_("You asked"), one_line(asked.text, 200)), Fact(_("Order"), order.number)],
        button=Link(_("Look at the parcel"), door_to(shop, place, secret)),
        why=_("You get this mail because you asked the shop about your parcel."),
        secrets=[secret],
    )

"""The letters of questions about parcels: the question to the shop, its answer to the buyer. In the active language."""

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huitou.accounts.buyers import door_to
from huitou.core.flow.texts import well_spaced
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


def asked_letter(shop: Shop, order: Order, asked: Sequence[Contact]) -> Letter:
    """To the shop's people: the words of one or several questions about the parcels of an order, the oldest first."""
    number = one_line(order.number, 80)
    return Letter(
        subject=_("A question about a parcel: order %(order)s") % {"order": number},
        sentence=ngettext(
            "A buyer asks about a parcel of order %(order)s.",
            "A buyer asked %(number)s questions about parcels of order %(order)s.", len(asked),
        ) % {"order": number, "number": len(asked)},
        paragraphs=[one.text for one in asked],
        facts=[Fact(_("Order"), order.number)],
        button=Link(
            _("Answer the questions"), f"{settings.HUITOU_PUBLIC_URL}{reverse('desk:questions', args=[shop.slug])}"
        ),
        why=well_spaced(_("You get this mail because you work for %(shop)s.") % {"shop": shop.name}),
    )  # fmt: skip

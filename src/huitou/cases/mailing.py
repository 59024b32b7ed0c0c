"""Sends one letter about a case to its buyer or to the shop's people; a mail's key is the event and its audience.

Called by what tells of cases' parts (goods, replacements, repairs, disputes). What is in the letter is theirs to say.
"""

from collections.abc import Callable

from django.utils.translation import override

from huitou.accounts.buyers import signed_link
from huitou.cases.bundle.verify.checkpoints import in_words
from huitou.cases.letters import Told
from huitou.cases.models import Case
from huitou.core.models import Event, Shop
from huitou.notifications.languages import supported
from huitou.notifications.letters import Letter
from huitou.notifications.verbs import send, send_to_staff
from huitou.orders.models import CustomerContact


def tell_buyer(event: Event, case: Case, shop: Shop, told: Told, letter: Callable[[str, str], Letter]) -> None:
    """`letter(name, secret)` is written in the buyer's language; `secret` opens the link to the case."""
    contact = CustomerContact.objects.filter(customer_id=case.customer_id).first()
    locale = supported((contact.locale if contact else "") or case.order.locale, shop.locale)
    secret = signed_link(shop_id=shop.pk, customer_id=case.customer_id, order_id=case.order_id, at=event.at)
    name = contact.name if contact else ""
    with override(locale):
        written = letter(name, secret)
    send(
        shop_id=shop.pk,
        key=f"{event.pk}:buyer:{told.subject}",
        to_email=contact.email if contact else None,
        to_name=name,
        locale=locale,
        letter=written,
        about=("cases.case", case.pk),
        at=event.at,
    )


def tell_staff(event: Event, case: Case, shop: Shop, permission: str, letter: Callable[[], Letter]) -> None:
    """Everybody in the shop who may do what the letter is about and wants mails of cases, each in their language."""
    send_to_staff(
        shop_id=shop.pk,
        permission=permission,
        topic="cases",
        key=f"{event.pk}:staff",
        letter=lambda _: letter(),
        about=("cases.case", case.pk),
        at=event.at,
    )


def checkpoint(event: Event, ref: str) -> str:
    """The head of the chain of what the event is about, at this event, in words."""
    return in_words(ref, event.seq, bytes(event.hash).hex())

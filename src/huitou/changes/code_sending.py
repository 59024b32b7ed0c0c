"""Sends the code by which a buyer confirms a change. Enqueued by `codes`, for the first code and for another one."""

from uuid import UUID

from django.utils.translation import override

from huitou.changes.letters import code_letter
from huitou.changes.models import OrderChange
from huitou.core import clock
from huitou.core.jobs import task
from huitou.core.models import Shop
from huitou.core.sealing import unseal
from huitou.core.tenancy import in_shop
from huitou.notifications.languages import supported
from huitou.notifications.verbs import send
from huitou.orders.former_emails import trusted_email
from huitou.orders.models import CustomerContact


@task("changes.send_code", priority=10)
def send_change_code(*, shop: str, change: str, sealed_code: str, number: str, **_more: object) -> None:
    """Send the code to the stored contact; never to one that came with the change. Twice is one mail.

    An address that was changed lately does not get it: the one before does.
    """
    owner, at = Shop.objects.get(pk=UUID(shop)), clock.now()
    with in_shop(owner):
        asked = OrderChange.objects.select_related("order").get(pk=UUID(change))
        contact = CustomerContact.objects.filter(customer_id=asked.order.customer_id, erased_at=None).first()
        email = trusted_email(contact, at=at) if contact is not None else ""
        if asked.state != "confirming" or contact is None or not email:
            return
        locale = supported(contact.locale or asked.order.locale, owner.locale)
        with override(locale):
            letter = code_letter(owner, asked, unseal(sealed_code), name=contact.name)
        send(
            shop_id=owner.pk, key=f"changes.code:{asked.pk}:{number}", to_email=email, to_name=contact.name,
            locale=locale, letter=letter, about=("changes.orderchange", asked.pk), at=at,
        )  # fmt: skip

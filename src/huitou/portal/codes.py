"""Asking for a one-time code: the same work whether the look-up finds something or not. Called by the look-up's views.

The letter is written by a job, so that the answer tells nothing by the time it takes.
"""

from datetime import datetime

from django.http import HttpRequest
from django.utils.translation import get_language

from huitou.accounts import buyers
from huitou.accounts.client import client_address
from huitou.core.jobs import enqueue
from huitou.core.models import Shop
from huitou.core.sealing import seal
from huitou.core.tenancy import in_shop
from huitou.orders.contacts import contact_key, number_key
from huitou.orders.queries import look_up
from huitou.portal.jobs import send_code
from huitou.portal.session import PendingCode

# Sealed where nothing was found: the job's row looks the same either way.
NO_CODE = "      "


def ask_for_code(
    request: HttpRequest, shop: Shop, number: str, contact: str, at: datetime, then: str = ""
) -> PendingCode:
    """Look the order up and have a code sent, if there is somebody to send it to.

    Raises: TooManyTries.
    """
    with in_shop(shop):
        found = look_up(shop, number, contact)
    challenge = buyers.request_code(
        shop_id=shop.pk,
        # The limits count what the look-up reads, not how it was typed.
        order_number=number_key(number),
        contact=contact_key(contact, shop.country),
        client=client_address(request),
        found=buyers.Found(found.customer.pk) if found else None,
        at=at,
    )
    with in_shop(shop):
        enqueue(
            send_code,
            shop=str(shop.pk),
            challenge=challenge.ref,
            sealed_code=seal(challenge.code or NO_CODE),
            order=str(found.order.pk) if found else "",
            locale=get_language() or shop.locale,
        )
    return PendingCode(challenge.ref, number, contact, at, then)


def masked(contact: str) -> str:
    """A contact as typed, known again by who typed it and by nobody else: `l…@example.com`, `138…78`."""
    name, at_sign, domain = contact.strip().partition("@")
    if at_sign:
        return f"{name[:1]}…@{domain}"
    return f"{name[:3]}…{name[-2:]}" if len(name) > 6 else f"{name[:1]}…"

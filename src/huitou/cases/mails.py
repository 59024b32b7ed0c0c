"""Sends the letters of a case. Runs as a subscriber, once per event; a mail's key is the event and its audience."""

from django.utils.translation import override

from huitou.accounts.buyers import signed_link
from huitou.accounts.models import PlatformRole
from huitou.cases.letters import TOLD, Told, letter_for
from huitou.cases.models import Case
from huitou.core.events import subscriber
from huitou.core.models import Event, Shop
from huitou.notifications.languages import supported
from huitou.notifications.verbs import send, send_to_staff
from huitou.orders.models import CustomerContact


@subscriber(*TOLD)
def tell(event: Event) -> None:
    """Write the letters that this kind of event calls for, as the case stands when they are written."""
    case = Case.objects.select_related("sheet", "reduced_sheet", "goods_return", "order").get(pk=event.subject_id)
    shop = Shop.objects.get(pk=event.shop_id)
    state = event.facts.get("to", "")
    for told in TOLD[event.kind]:
        if not told.states or state in told.states:
            _SENDERS[told.audience](event, case, shop, told)


def _tell_buyer(event: Event, case: Case, shop: Shop, told: Told) -> None:
    contact = CustomerContact.objects.filter(customer_id=case.customer_id).first()
    # The language that the mail is laid out in, so that letter and layout agree.
    locale = supported((contact.locale if contact else "") or case.order.locale, shop.locale)
    secret = signed_link(shop_id=shop.pk, customer_id=case.customer_id, order_id=case.order_id, at=event.at)
    with override(locale):
        letter = letter_for(case, shop, told, event.at, name=contact.name if contact else "", secret=secret)
    send(
        shop_id=shop.pk,
        key=f"{event.pk}:buyer:{told.subject}",
        to_email=contact.email if contact else None,
        to_name=contact.name if contact else "",
        locale=locale,
        letter=letter,
        about=("cases.case", case.pk),
        at=event.at,
    )


def _tell_staff(event: Event, case: Case, shop: Shop, told: Told) -> None:
    send_to_staff(
        shop_id=shop.pk,
        permission="cases.agree",
        key=f"{event.pk}:staff",
        letter=lambda _: letter_for(case, shop, told, event.at),
        about=("cases.case", case.pk),
        at=event.at,
    )


def _tell_platform(event: Event, case: Case, shop: Shop, told: Told) -> None:
    """The platform's arbitrators; in a shop that stands alone its owner, who may rule there."""
    if shop.sole:
        send_to_staff(
            shop_id=shop.pk,
            permission="staff.remove",
            key=f"{event.pk}:platform",
            letter=lambda _: letter_for(case, shop, told, event.at),
            about=("cases.case", case.pk),
            at=event.at,
        )
        return
    arbitrators = PlatformRole.objects.filter(role="arbitrator", staff__is_active=True).select_related("staff")
    for holder in arbitrators.order_by("pk"):
        locale = supported(holder.staff.locale, shop.locale)
        with override(locale):
            letter = letter_for(case, shop, told, event.at)
        send(
            shop_id=shop.pk,
            key=f"{event.pk}:platform:{holder.pk}",
            to_email=holder.staff.email,
            to_name=holder.staff.name,
            locale=locale,
            letter=letter,
            about=("cases.case", case.pk),
            at=event.at,
        )


_SENDERS = {"buyer": _tell_buyer, "staff": _tell_staff, "platform": _tell_platform}

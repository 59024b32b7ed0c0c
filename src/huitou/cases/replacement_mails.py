"""Sends the letters of a replacement. Runs as a subscriber, once per event; a mail's key is event and audience."""

from django.utils.translation import override

from huitou.accounts.buyers import signed_link
from huitou.cases.bundle.verify.checkpoints import in_words
from huitou.cases.letters import Told
from huitou.cases.models import Case
from huitou.cases.replacement_letters import TOLD, replacement_letter
from huitou.core.events import subscriber
from huitou.core.models import Event, Shop
from huitou.logistics.models import Replacement
from huitou.notifications.languages import supported
from huitou.notifications.verbs import send, send_to_staff
from huitou.orders.models import CustomerContact


@subscriber(*TOLD)
def tell_of_replacement(event: Event) -> None:
    """Write the letters that this step of a replacement calls for, as it stands when they are written."""
    replacement = Replacement.objects.get(pk=event.subject_id)
    rows = Case.objects.select_related("sheet", "reduced_sheet", "goods_return", "order", "replacement", "repair")
    case = rows.filter(replacement=replacement).first()
    if case is None:
        return
    shop = Shop.objects.get(pk=event.shop_id)
    for told in TOLD[event.kind]:
        if told.is_for(event.facts.get("from", ""), event.facts.get("to", "")):
            _SENDERS[told.audience](event, case, replacement, shop, told)


def _tell_buyer(event: Event, case: Case, replacement: Replacement, shop: Shop, told: Told) -> None:
    contact = CustomerContact.objects.filter(customer_id=case.customer_id).first()
    locale = supported((contact.locale if contact else "") or case.order.locale, shop.locale)
    secret = signed_link(shop_id=shop.pk, customer_id=case.customer_id, order_id=case.order_id, at=event.at)
    name, checkpoint = contact.name if contact else "", _checkpoint(event, replacement)
    with override(locale):
        letter = replacement_letter(
            case, replacement, shop, told, event.at, name=name, secret=secret, checkpoint=checkpoint
        )
    send(
        shop_id=shop.pk,
        key=f"{event.pk}:buyer:{told.subject}",
        to_email=contact.email if contact else None,
        to_name=name,
        locale=locale,
        letter=letter,
        about=("cases.case", case.pk),
        at=event.at,
    )


def _tell_staff(event: Event, case: Case, replacement: Replacement, shop: Shop, told: Told) -> None:
    checkpoint = _checkpoint(event, replacement)
    send_to_staff(
        shop_id=shop.pk,
        permission="goods.ship",
        topic="cases",
        key=f"{event.pk}:staff",
        letter=lambda _: replacement_letter(case, replacement, shop, told, event.at, checkpoint=checkpoint),
        about=("cases.case", case.pk),
        at=event.at,
    )


def _checkpoint(event: Event, replacement: Replacement) -> str:
    """The head of the replacement's chain at this event, in words."""
    return in_words(replacement.ref, event.seq, bytes(event.hash).hex())


_SENDERS = {"buyer": _tell_buyer, "staff": _tell_staff}

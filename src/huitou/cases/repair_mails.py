"""Sends the letters of a repair. Runs as a subscriber, once per event; a mail's key is the event and its audience."""

from django.utils.translation import override

from huitou.accounts.buyers import signed_link
from huitou.cases.bundle.verify.checkpoints import in_words
from huitou.cases.letters import Told
from huitou.cases.models import Case
from huitou.cases.repair_letters import TOLD, repair_letter
from huitou.core.events import subscriber
from huitou.core.models import Event, Shop
from huitou.notifications.languages import supported
from huitou.notifications.verbs import send, send_to_staff
from huitou.orders.models import CustomerContact
from huitou.services.models import Repair


@subscriber(*TOLD)
def tell_of_repair(event: Event) -> None:
    """Write the letters that this step of a repair calls for, as it stands when they are written."""
    repair = Repair.objects.get(pk=event.subject_id)
    rows = Case.objects.select_related("sheet", "reduced_sheet", "goods_return", "order__policy_version", "repair")
    case = rows.filter(repair=repair).first()
    if case is None:
        return
    shop = Shop.objects.get(pk=event.shop_id)
    for told in TOLD[event.kind]:
        if told.is_for(event.facts.get("from", ""), event.facts["to"]):
            _SENDERS[told.audience](event, case, repair, shop, told)


def _tell_buyer(event: Event, case: Case, repair: Repair, shop: Shop, told: Told) -> None:
    contact = CustomerContact.objects.filter(customer_id=case.customer_id).first()
    locale = supported((contact.locale if contact else "") or case.order.locale, shop.locale)
    secret = signed_link(shop_id=shop.pk, customer_id=case.customer_id, order_id=case.order_id, at=event.at)
    name, checkpoint = contact.name if contact else "", _checkpoint(event, repair)
    with override(locale):
        letter = repair_letter(case, repair, shop, told, event.at, name=name, secret=secret, checkpoint=checkpoint)
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


def _tell_staff(event: Event, case: Case, repair: Repair, shop: Shop, told: Told) -> None:
    send_to_staff(
        shop_id=shop.pk,
        permission="repairs.work",
        topic="cases",
        key=f"{event.pk}:staff",
        letter=lambda _: repair_letter(case, repair, shop, told, event.at, checkpoint=_checkpoint(event, repair)),
        about=("cases.case", case.pk),
        at=event.at,
    )


def _checkpoint(event: Event, repair: Repair) -> str:
    """The head of the repair's chain at this event, in words."""
    return in_words(repair.ref, event.seq, bytes(event.hash).hex())


_SENDERS = {"buyer": _tell_buyer, "staff": _tell_staff}

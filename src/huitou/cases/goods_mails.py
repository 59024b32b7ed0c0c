"""Sends the letters about goods on their way, once per event; a mail's key is the event and its audience."""

from django.db.models import Q
from django.utils.translation import override

from huitou.accounts.buyers import signed_link
from huitou.cases.bundle.verify.checkpoints import in_words
from huitou.cases.goods_letters import TOLD, goods_letter
from huitou.cases.letters import Told
from huitou.cases.models import Case
from huitou.core.events import subscriber
from huitou.core.models import Event
from huitou.core.tenancy import open_shop_row
from huitou.logistics.models import GoodsReturn, SendBack
from huitou.notifications.languages import supported
from huitou.notifications.verbs import send, send_to_staff
from huitou.orders.models import CustomerContact


@subscriber(*TOLD)
def tell_of_goods(event: Event) -> None:
    """Write the letters that this step calls for, as things stand when they are written."""
    rows = Case.objects.select_related("sheet", "reduced_sheet", "goods_return", "send_back", "order", "money_due")
    case = rows.filter(Q(goods_return_id=event.subject_id) | Q(send_back_id=event.subject_id)).first()
    if case is None:
        return
    subject = case.goods_return if case.goods_return_id == event.subject_id else case.send_back
    assert subject is not None  # the case was found by it
    for told in TOLD[event.kind]:
        if not told.states or event.facts["to"] in told.states:
            _SENDERS[told.audience](event, case, subject, told)


def _tell_buyer(event: Event, case: Case, subject: GoodsReturn | SendBack, told: Told) -> None:
    shop = open_shop_row()
    contact = CustomerContact.objects.filter(customer_id=case.customer_id).first()
    locale = supported((contact.locale if contact else "") or case.order.locale, shop.locale)
    secret = signed_link(shop_id=shop.pk, customer_id=case.customer_id, order_id=case.order_id, at=event.at)
    name, checkpoint = contact.name if contact else "", _checkpoint(event, subject)
    with override(locale):
        letter = goods_letter(case, subject, shop, told, event.at, name=name, secret=secret, checkpoint=checkpoint)
    send(
        shop_id=shop.pk, key=f"{event.pk}:buyer:{told.subject}", to_email=contact.email if contact else None,
        to_name=name, locale=locale, letter=letter, about=("cases.case", case.pk), at=event.at,
    )  # fmt: skip


def _tell_staff(event: Event, case: Case, subject: GoodsReturn | SendBack, told: Told) -> None:
    shop = open_shop_row()
    send_to_staff(
        shop_id=shop.pk, permission="goods.receive", topic="cases", key=f"{event.pk}:staff",
        letter=lambda _: goods_letter(case, subject, shop, told, event.at, checkpoint=_checkpoint(event, subject)),
        about=("cases.case", case.pk), at=event.at,
    )  # fmt: skip


def _checkpoint(event: Event, subject: GoodsReturn | SendBack) -> str:
    """The head of the chain at this event, in words."""
    return in_words(subject.ref, event.seq, bytes(event.hash).hex())


_SENDERS = {"buyer": _tell_buyer, "staff": _tell_staff}

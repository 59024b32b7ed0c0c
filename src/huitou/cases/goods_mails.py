"""Sends the letters about goods on their way, once per event; a mail's key is the event and its audience."""

from django.db.models import Q

from huitou.cases.goods_letters import TOLD, goods_letter
from huitou.cases.letters import Told
from huitou.cases.mailing import checkpoint, tell_buyer, tell_staff
from huitou.cases.models import Case
from huitou.core.events import subscriber
from huitou.core.models import Event
from huitou.core.tenancy import open_shop_row
from huitou.logistics.models import GoodsReturn, SendBack
from huitou.notifications.letters import Letter


@subscriber(*TOLD)
def tell_of_goods(event: Event) -> None:
    """Write the letters that this step calls for, as things stand when they are written."""
    rows = Case.objects.select_related("sheet", "reduced_sheet", "goods_return", "send_back", "order", "money_due")
    case = rows.filter(Q(goods_return_id=event.subject_id) | Q(send_back_id=event.subject_id)).first()
    if case is None:
        return
    subject = case.goods_return if case.goods_return_id == event.subject_id else case.send_back
    assert subject is not None  # the case was found by it
    bought = isinstance(subject, GoodsReturn) and bool(subject.label_service)
    if bought and event.kind == "logistics.goods_return.asked_label":
        return  # by itself; the shop hears of it where that fails
    for told in TOLD[event.kind]:
        if not told.states or event.facts["to"] in told.states:
            _send(event, case, subject, told)


def _send(event: Event, case: Case, subject: GoodsReturn | SendBack, told: Told) -> None:
    shop = open_shop_row()

    def letter(name: str = "", secret: str = "") -> Letter:
        head = checkpoint(event, subject.ref)
        return goods_letter(case, subject, shop, told, event.at, name=name, secret=secret, checkpoint=head)

    if told.audience == "buyer":
        tell_buyer(event, case, shop, told, letter)
    else:
        tell_staff(event, case, shop, "goods.receive", letter)

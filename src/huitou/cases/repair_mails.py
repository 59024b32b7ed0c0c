"""Sends the letters of a repair. Runs as a subscriber, once per event; a mail's key is the event and its audience."""

from huitou.cases.letters import Told
from huitou.cases.mailing import checkpoint, tell_buyer, tell_staff
from huitou.cases.models import Case
from huitou.cases.repair_letters import TOLD, repair_letter
from huitou.core.events import subscriber
from huitou.core.models import Event, Shop
from huitou.notifications.letters import Letter
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
            _send(event, case, repair, shop, told)


def _send(event: Event, case: Case, repair: Repair, shop: Shop, told: Told) -> None:
    def letter(name: str = "", secret: str = "") -> Letter:
        head = checkpoint(event, repair.ref)
        return repair_letter(case, repair, shop, told, event.at, name=name, secret=secret, checkpoint=head)

    if told.audience == "buyer":
        tell_buyer(event, case, shop, told, letter)
    else:
        tell_staff(event, case, shop, "repairs.work", letter)

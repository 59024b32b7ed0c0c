"""Sends the letters of a replacement. Runs as a subscriber, once per event; a mail's key is event and audience."""

from huitou.cases.letters import Told
from huitou.cases.mailing import checkpoint, tell_buyer, tell_staff
from huitou.cases.models import Case
from huitou.cases.replacement_letters import TOLD, replacement_letter
from huitou.core.events import subscriber
from huitou.core.models import Event, Shop
from huitou.logistics.models import Replacement
from huitou.notifications.letters import Letter


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
            _send(event, case, replacement, shop, told)


def _send(event: Event, case: Case, replacement: Replacement, shop: Shop, told: Told) -> None:
    def letter(name: str = "", secret: str = "") -> Letter:
        head = checkpoint(event, replacement.ref)
        return replacement_letter(case, replacement, shop, told, event.at, name=name, secret=secret, checkpoint=head)

    if told.audience == "buyer":
        tell_buyer(event, case, shop, told, letter)
    else:
        tell_staff(event, case, shop, "goods.ship", letter)

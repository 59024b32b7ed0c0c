"""The letters about goods on their way: label, courier, report, rejected goods.

One table; the words are the page's own. Called by `goods_mails`.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext

from huitou.cases.carrier_names import carrier_name
from huitou.cases.letters import READERS, Told, letter_for
from huitou.cases.models import Case
from huitou.core.flow import Machine
from huitou.core.flow.texts import sentence, time_left
from huitou.core.models import Shop
from huitou.core.when import written
from huitou.logistics.label_words import why_not_bought
from huitou.logistics.labels import label_of, purchase_of
from huitou.logistics.machine import GOODS_RETURN
from huitou.logistics.models import GoodsReturn, SendBack
from huitou.logistics.sending_back import SEND_BACK
from huitou.notifications.letters import Fact, Letter

N_ = str
LABEL = N_("The label for your return: %(ref)s")

TOLD: Mapping[str, tuple[Told, ...]] = {
    "logistics.goods_return.asked_label": (Told("staff", N_("A buyer waits for your label: %(ref)s")),),
    "logistics.goods_return.given_label": (Told("buyer", LABEL),),
    "logistics.goods_return.failed_label": (Told("staff", N_("The label was not bought: %(ref)s")),),
    "logistics.goods_return.kept_courier": (Told("staff", N_("A courier must be called off: %(ref)s")),),
    "logistics.goods_return.done_without_label": (Told("buyer", N_("Send your goods another way: %(ref)s")),),
    "logistics.goods_return.booked_pick_up": (Told("buyer", N_("The courier comes: %(ref)s")),),
    "logistics.goods_return.changed_pick_up": (Told("buyer", N_("The courier comes at another time: %(ref)s")),),
    "logistics.goods_return.missed_pick_up": (
        Told("buyer", N_("The courier missed you and comes again: %(ref)s"), ("pick_up_booked",)),
        Told("buyer", N_("The courier missed you, please choose anew: %(ref)s"), ("awaiting_hand_over",)),
    ),
    "logistics.goods_return.declined_pick_up": (
        Told("buyer", N_("No courier can come then, please choose anew: %(ref)s")),
    ),
    "logistics.goods_return.reported_findings": (Told("staff", N_("Goods were checked for you: %(ref)s")),),
    "logistics.send_back.opened": (
        Told("buyer", N_("Your goods come back to you: %(ref)s")),
        Told("staff", N_("To send back to the buyer: %(ref)s")),
    ),
    "logistics.send_back.sent": (Told("buyer", N_("Your goods are on their way back: %(ref)s")),),
    "logistics.send_back.fallen_behind": (
        Told("buyer", N_("Your goods are late: %(ref)s")),
        Told("staff", N_("Overdue, to send back to the buyer: %(ref)s")),
    ),
    "logistics.send_back.traced": (
        Told("buyer", N_("Your goods are being looked for: %(ref)s")),
        Told("staff", N_("The buyer's goods have not arrived: %(ref)s")),
    ),
    "logistics.send_back.reminded": (Told("staff", N_("Overdue, to send back to the buyer: %(ref)s")),),
}


def goods_letter(
    case: Case,
    subject: GoodsReturn | SendBack,
    shop: Shop,
    told: Told,
    at: datetime,
    *,
    name: str = "",
    secret: str = "",
    checkpoint: str = "",
) -> Letter:
    """The letter in the active language: the case's own, with the sentence of the goods, the slot or the parcel."""
    letter = letter_for(
        case, shop, replace(told, subject="%(ref)s"), at, name=name, secret=secret, checkpoint=checkpoint
    )
    machine: Machine = SEND_BACK if isinstance(subject, SendBack) else GOODS_RETURN
    values = {"shop": shop.name, "left": time_left(subject.deadline_at, at)}
    return replace(
        letter,
        subject=gettext(told.subject) % {"ref": case.ref},
        sentence=sentence(machine, subject.state, READERS[told.audience], values),
        facts=[*letter.facts, *_facts(subject, shop, told, at)],
    )


def _facts(subject: GoodsReturn | SendBack, shop: Shop, told: Told, at: datetime) -> list[Fact]:
    found = [Fact(gettext("Number of the return"), subject.ref)]
    if isinstance(subject, GoodsReturn) and subject.pick_up_starts_at and subject.pick_up_ends_at:
        zone = ZoneInfo(shop.timezone)
        day, start = written(subject.pick_up_starts_at, zone, "day"), written(subject.pick_up_starts_at, zone, "time")
        end = written(subject.pick_up_ends_at, zone, "time")
        found.append(Fact(gettext("The courier calls on you"), f"{day} {start}–{end}"))
    if isinstance(subject, GoodsReturn) and (subject.label_service or told.subject == LABEL):
        found += _of_label(subject, shop, told, at)
    if subject.tracking_number:
        found.append(
            Fact(gettext("Tracking number"), f"{carrier_name(subject.carrier)} {subject.tracking_number}".strip())
        )
    return found


def _of_label(back: GoodsReturn, shop: Shop, told: Told, at: datetime) -> list[Fact]:
    """To the buyer who carries it under which number, and until when the label is valid; to the shop why there is none,
    and what to do."""
    if told.audience != "buyer":
        failed = purchase_of(back) if back.label_standing == "failed" else None
        return [Fact(gettext("Label"), why_not_bought(failed.failure_code))] if failed is not None else []
    label = label_of(back, at)
    if label is None:
        return []
    words = " ".join(part for part in (carrier_name(label.carrier), label.tracking_number) if part)
    said = [Fact(gettext("Label"), words)] if words else []
    if label.expires_at is not None:
        said.append(Fact(gettext("Valid until"), written(label.expires_at, ZoneInfo(shop.timezone), "day")))
    return said

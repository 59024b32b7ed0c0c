"""Parcels in trouble in the desk's words: what is wrong, why the proposed step helps, and the letter to the buyer.

Tables by kind; called by `parcels_in_trouble`. Decides nothing: the kind and the step come from `lanes.trouble`.
"""

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import quote

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huitou.core.models import Shop
from huitou.lanes.trouble import Found, Kind, Step
from huitou.notifications.letters import Fact, Letter, Link, one_line
from huitou.orders.models import Order

N_ = str
NAMES: Mapping[Kind, str] = {
    Kind.LOST: N_("Lost"),
    Kind.CAME_BACK: N_("Came back"),
    Kind.BAD_ADDRESS: N_("Address not found"),
    Kind.CUSTOMS: N_("Customs wait"),
    Kind.GOING_BACK: N_("Going back"),
    Kind.NOT_COLLECTED: N_("Not collected"),
    Kind.STUCK: N_("Stuck"),
    Kind.NOT_MET: N_("Nobody met"),
    Kind.HELD: N_("Held up"),
    Kind.UNSCANNED: N_("Never scanned"),
    Kind.OVERDUE: N_("Overdue"),
}
_WHY: Mapping[Kind, str] = {
    Kind.LOST: N_("The carrier says that it is lost: the buyer need not wait."),
    Kind.CAME_BACK: N_("It is back with you: ask where it should go now."),
    Kind.BAD_ADDRESS: N_("The courier could not find the address: only the buyer knows it."),
    Kind.CUSTOMS: N_("Customs wait for papers or money: only the buyer can give them."),
    Kind.GOING_BACK: N_("It is on its way back to you, and the buyer may not know."),
    Kind.NOT_COLLECTED: N_("It waits at the pick-up point and soon goes back."),
    Kind.NOT_MET: N_("The courier met nobody: the buyer can say when somebody is there."),
    Kind.HELD: N_("The carrier reports a problem: tell the buyer before they ask."),
    Kind.UNSCANNED: N_("It has a label, and nobody has scanned it: it may still be in the house."),
    Kind.OVERDUE: N_("Its promised day has passed: tell the buyer before they ask."),
}
_TO_BUYER: Mapping[Kind, str] = {
    Kind.LOST: N_("The carrier has lost your parcel. Tell us on its page whether we send it again or pay it back."),
    Kind.CAME_BACK: N_("Your parcel came back to us. Tell us on its page whether we send it again or pay it back."),
    Kind.BAD_ADDRESS: N_("The courier could not find your address. Please write to us with the right one."),
    Kind.CUSTOMS: N_(
        "Customs hold your parcel until they get papers or a payment from you. The carrier tells you how."
    ),
    Kind.GOING_BACK: N_(
        "Your parcel is on its way back to us. Tell us on its page whether we send it again or pay it back."
    ),
    Kind.NOT_COLLECTED: N_("Your parcel waits for you at the pick-up point. What nobody collects goes back to us."),
    Kind.NOT_MET: N_("The courier came with your parcel and met nobody. Its page says when it is tried again."),
}
_LATE = N_("Your parcel takes longer than it should. We are looking after it; its page shows the newest date.")
# What was tried already, so that the row says why it now proposes something else.
_DONE: Mapping[str, str] = {
    Step.WRITE: N_("You wrote to the buyer on %(day)s."),
    Step.ASK: N_("You asked the carrier on %(day)s."),
    Step.SEARCH: N_("You searched the house on %(day)s."),
}


def why(found: Found) -> str:
    """What is wrong with it, with its figures."""
    if found.kind != Kind.STUCK:
        return _(_WHY[found.kind])
    if not found.lane_parcels:
        return ngettext(
            "Nothing new for %(days)s day, and too few parcels to compare it with.",
            "Nothing new for %(days)s days, and too few parcels to compare it with.",
            found.days,
        ) % {"days": found.days}
    return ngettext(
        "%(days)s day under way; of %(parcels)s parcels on this way 19 of 20 took at most %(usual)s.",
        "%(days)s days under way; of %(parcels)s parcels on this way 19 of 20 took at most %(usual)s.",
        found.days,
    ) % {"days": found.days, "parcels": found.lane_parcels, "usual": found.lane_days}


def done(did: str, day: str) -> str:
    """What was tried before; "" for what leaves no trace of its own."""
    return _(_DONE[did]) % {"day": day} if did in _DONE else ""


def step_label(step: Step, carrier: str) -> str:
    """The button: a verb with its result."""
    if step == Step.ASK:
        return _("I asked %(carrier)s") % {"carrier": carrier} if carrier else _("I asked the carrier")
    return {
        Step.WRITE: _("Write to the buyer"),
        Step.REPLACE: _("Send again or pay back"),
        Step.SEARCH: _("I searched the house"),
    }[step]


def letter(
    shop: Shop, order: Order, found: Found, *, number: str, expected: str, name: str, secret: str, at: datetime
) -> Letter:
    """To the buyer, in the active language. `expected`: the day in words, or ""."""
    place = f"/s/{shop.slug}/orders/{quote(order.number, safe='')}/parcels/"
    numbered = [Fact(_("Tracking number"), number)] if number else []
    return Letter(
        subject=_("About your parcel: order %(order)s") % {"order": one_line(order.number, 80)},
        greeting=_("Hello %(name)s,") % {"name": name} if name else _("Hello,"),
        sentence=_(_TO_BUYER.get(found.kind, _LATE)),
        paragraphs=[expected] if expected else [],
        facts=[Fact(_("Order"), order.number), *numbered],
        button=Link(_("Look at the parcel"), f"{settings.HUITOU_PUBLIC_URL}/s/{shop.slug}/enter/?to={place}#{secret}"),
        why=_("You get this mail because the shop looks after a parcel of yours."),
        secrets=[secret],
    )

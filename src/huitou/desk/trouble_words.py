"""Parcels in trouble in the desk's words: what is wrong, why the proposed step helps, and the letter to the buyer.

Tables by kind; called by `parcels_in_trouble`. Decides nothing: the kind and the step come from `lanes.trouble`.
"""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huitou.lanes.trouble import Found, Kind, Step

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

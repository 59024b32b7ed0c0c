"""The house's own texts: what is said where a shop has written nothing else. English msgids, translated by gettext.

The first line of a text is the large sentence of the mail. Lines with a variable that is unknown are left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext

from huitou.news.triggers import Trigger

N_ = str


@dataclass(frozen=True, slots=True)
class Text:
    """A mail's subject and text, and the short message. With variables."""

    subject: str
    text: str
    short: str


def usual(trigger: Trigger) -> Text:
    """The text in the active language."""
    raw = _TEXTS[trigger]
    return Text(gettext(raw.subject), "\n".join(gettext(line) for line in raw.text.split("\n")), gettext(raw.short))


_EXPECTED = N_("Expected {days}.")
_NEXT = "{next}"
_SEND_OR_PAY = N_("Tell us on its page whether we send it again or pay it back.")

_TEXTS: Final[Mapping[Trigger, Text]] = {
    Trigger.SHIPPED: Text(
        N_("On its way to you: order {order}"),
        "\n".join((N_("Your parcel has left the shop."), _EXPECTED, _NEXT)),
        N_("{shop}: your order {order} is on its way with {carrier}."),
    ),
    Trigger.COLLECTED: Text(
        N_("On its way to you: order {order}"),
        "\n".join((N_("{carrier} has your parcel."), _EXPECTED, _NEXT)),
        N_("{shop}: your order {order} is on its way with {carrier}."),
    ),
    Trigger.CUSTOMS: Text(
        N_("At customs: order {order}"),
        "\n".join((N_("Your parcel is at customs."), _NEXT, _EXPECTED)),
        N_("{shop}: the parcel of your order {order} is at customs."),
    ),
    Trigger.CUSTOMS_ACTION: Text(
        N_("Customs need something from you: order {order}"),
        "\n".join((
            N_("Customs hold your parcel until they get papers or a payment from you."),
            N_("{carrier} tells you how. Without an answer the parcel goes back."),
        )),
        N_("{shop}: customs hold the parcel of order {order} and need papers or a payment. {carrier} tells you how."),
    ),
    Trigger.OUT_FOR_DELIVERY: Text(
        N_("Comes today: order {order}"),
        "\n".join((N_("The courier is on the way to you."), _NEXT)),
        N_("{shop}: {carrier} brings your order {order} today."),
    ),
    Trigger.DELIVERED: Text(
        N_("Delivered: order {order}"),
        "\n".join((N_("Your parcel was delivered."), N_("Is something missing or not right? Say so on its page."))),
        N_("{shop}: your order {order} was delivered."),
    ),
    Trigger.ALL_DELIVERED: Text(
        N_("Everything has come: order {order}"),
        "\n".join((
            N_("All parcels of your order were delivered."),
            N_("Is something missing or not right? Say so on its page."),
        )),
        N_("{shop}: all parcels of your order {order} were delivered."),
    ),
    Trigger.DELAYED: Text(
        N_("Takes longer: order {order}"),
        "\n".join((
            N_("Your parcel takes longer than it should."), N_("The reason: {cause}."), _EXPECTED,
            N_("We keep an eye on it; you need not do anything."),
        )),
        N_("{shop}: the parcel of order {order} takes longer. We keep an eye on it."),
    ),
    Trigger.NEW_DATE: Text(
        N_("Another date: order {order}"),
        "\n".join((
            N_("Your parcel is now expected {days}."), N_("Before it was {before}."), N_("The reason: {cause}."),
        )),
        N_("{shop}: order {order} is now expected {days}."),
    ),
    Trigger.ATTEMPT_FAILED: Text(
        N_("Could not be delivered: order {order}"),
        "\n".join(("{reason}", _NEXT, _EXPECTED)),
        N_("{shop}: {carrier} could not deliver order {order}. What now is on its page."),
    ),
    Trigger.READY: Text(
        N_("Waits for you: order {order}"),
        "\n".join((N_("Your parcel waits for you at the pick-up point."), _NEXT)),
        N_("{shop}: order {order} waits for you at the pick-up point of {carrier}."),
    ),
    Trigger.GOING_BACK_SOON: Text(
        N_("Please fetch it: order {order}"),
        "\n".join((
            N_("Your parcel still waits at the pick-up point."), N_("What nobody collects goes back to us."),
        )),
        N_("{shop}: order {order} still waits at the pick-up point and soon goes back to us."),
    ),
    Trigger.STUCK: Text(
        N_("Takes longer: order {order}"),
        "\n".join((
            N_("Nothing has been heard of your parcel for some days."), N_("Last seen in {place}."),
            N_("We are looking after it; its page shows the newest date."),
        )),
        N_("{shop}: the parcel of order {order} takes longer. We keep an eye on it."),
    ),
    Trigger.RETURNING: Text(
        N_("Going back to us: order {order}"),
        "\n".join((N_("Your parcel is on its way back to us."), _SEND_OR_PAY)),
        N_("{shop}: order {order} is on its way back to us. Choose on its page: send again, or money back."),
    ),
    Trigger.RETURNED: Text(
        N_("Came back to us: order {order}"),
        "\n".join((N_("Your parcel came back to us."), _SEND_OR_PAY)),
        N_("{shop}: order {order} came back to us. Choose on its page: send again, or money back."),
    ),
    Trigger.LOST: Text(
        N_("Lost on its way: order {order}"),
        "\n".join((N_("The carrier has lost your parcel."), N_("We are sorry."), _SEND_OR_PAY)),
        N_("{shop}: the carrier has lost order {order}. Choose on its page: send again, or money back."),
    ),
    Trigger.UNSCANNED: Text(
        N_("Not under way yet: order {order}"),
        "\n".join((
            N_("Your parcel is packed, but the carrier has not scanned it yet."),
            N_("We are looking after it; its page shows the newest date."),
        )),
        N_("{shop}: order {order} is packed, but not under way yet. We keep an eye on it."),
    ),
}  # fmt: skip

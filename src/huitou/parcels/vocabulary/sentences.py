"""What each status says to people, in one sentence. Read by pages, mails and the API."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from huitou.parcels.vocabulary.pairs import phase_of

SENTENCES: Final[Mapping[str, Any]] = {
    "pending.not_found": _("The carrier does not know this number yet. That is usual in the first two days."),
    "info.label_created": _("The label is printed. The carrier does not have the parcel yet."),
    "info.awaiting_collection": _("The parcel waits for the carrier to collect it."),
    "expired.other": _("The carrier has not reported anything for a long time."),
    "exception.other": _("The carrier reports a problem with this parcel."),
    "exception.delayed": _("The parcel is delayed."),
    "cancelled.other": _("The shipment was cancelled."),
    "exception.lost": _("The carrier has lost the parcel."),
    "exception.destroyed": _("The carrier has destroyed the parcel."),
    "transit.collected": _("The carrier has the parcel."),
    "transit.moving": _("The parcel is on its way."),
    "transit.at_facility": _("The parcel is at one of the carrier's depots."),
    "transit.dest_country": _("The parcel has reached the country it goes to."),
    "transit.redirected": _("The parcel was redirected to another address."),
    "customs.processing": _("Customs are looking at the parcel."),
    "customs.action_required": _("Customs wait for papers or a payment."),
    "customs.cleared": _("The parcel has left customs."),
    "exception.damaged": _("The carrier reports that the parcel is damaged."),
    "exception.not_signed": _("The parcel was brought, but nobody has signed for it yet."),
    "exception.not_collected": _("The parcel has not been picked up, and may soon go back."),
    "out_for_delivery.other": _("The parcel is with the courier and comes today."),
    "attempt.other": _("The courier could not deliver the parcel."),
    "attempt.nobody": _("The courier met nobody. They will try again, or leave a card."),
    "attempt.bad_address": _("The courier could not find the address."),
    "attempt.refused": _("The parcel was refused at the door."),
    "pickup_ready.other": _("The parcel is ready to be picked up."),
    "returning.other": _("The parcel is going back to the sender."),
    "delivered.other": _("The parcel was delivered."),
    "delivered.collected": _("The parcel was picked up."),
    "delivered.signed": _("The parcel was delivered and signed for."),
    "delivered.cash": _("The parcel was delivered and paid for."),
    "delivered.neighbour": _("The parcel was handed to a neighbour."),
    "delivered.locker": _("The parcel was put into a locker and taken out."),
    "delivered.proxy": _("Somebody took the parcel in on behalf of its receiver."),
    "returned.other": _("The parcel is back with its sender."),
}
UNREAD = _("The carrier reports something that we cannot read yet.")


# Who took it in, where it lies and that nobody was at home is the buyer's to know, not everybody's with a number.
_IN_PUBLIC: Final[Mapping[str, str]] = {"delivered": "delivered.other", "attempt": "attempt.other"}


def public_sentence_of(status: str) -> str:
    """What whoever only knows the number may read: that it came, or could not be handed over, and no more."""
    return sentence_of(_IN_PUBLIC.get(phase_of(status), status))


def sentence_of(status: str) -> str:
    """The sentence in the reader's language; for no status, that we cannot read it."""
    return str(SENTENCES.get(status, UNREAD))

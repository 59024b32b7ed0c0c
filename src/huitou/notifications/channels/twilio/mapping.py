"""What Twilio's codes and words mean to us. Data only.

Sources: Twilio's error dictionary (api/errors) and the life of a message (docs/messaging/guides/track-outbound).
"""

from typing import Final

from huitou.notifications.channels.protocol import Outcome

# By `MessageStatus` of a status callback. What is left out says nothing new (queued, sending, accepted).
STATES: Final = {
    "sent": Outcome.ACCEPTED,
    "delivered": Outcome.DELIVERED,
    "read": Outcome.DELIVERED,
    "undelivered": Outcome.REFUSED,
    "failed": Outcome.REFUSED,
}
# Nobody can be reached there, now or later: no number, a landline, a number that was given up.
DEAD: Final = frozenset({"21211", "21214", "21217", "21614", "30005", "30006"})
# The holder sent STOP.
OPTED_OUT: Final = frozenset({"21610"})
# Our account sends nothing to anybody: wrong keys, not active, suspended (which is what having no money looks like),
# a trial's messages used up, no sender.
STALLED: Final = frozenset({"10001", "20003", "20005", "21603", "21703", "30002", "63038", "90010"})
# Our account does not send to this number: no right for the country, a sender that does not reach it, or a trial's
# unverified number.
ACCOUNT: Final = frozenset({"21408", "21606", "21608", "21659"})
LATER: Final = frozenset({"20429", "14107", "30001"})

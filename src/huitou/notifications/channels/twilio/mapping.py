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
# Our account: suspended, no right for this country, no such sender, no money.
ACCOUNT: Final = frozenset({"20003", "21408", "21606", "21659", "21703", "30002", "90010"})
LATER: Final = frozenset({"20429", "14107", "30001"})

"""Every write on a wish for a delivery."""

from huitou.changes.deliveries.verbs.answer import accept, arrange, decline, deliver, end, lapse, pass_on, withdraw
from huitou.changes.deliveries.verbs.ask import ask_for_delivery

__all__ = ["accept", "arrange", "ask_for_delivery", "decline", "deliver", "end", "lapse", "pass_on", "withdraw"]

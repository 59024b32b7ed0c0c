"""Every write of the orders area: batches from imports, one order from the API, quantities, erasure."""

from huitou.orders.verbs.change_address import change_address
from huitou.orders.verbs.correct_customer import correct_address, correct_contact
from huitou.orders.verbs.erase_customer import (
    ask_erasure,
    erase_again,
    erase_customer,
    erase_waiting,
    withdraw_erasure,
)
from huitou.orders.verbs.export_customer import export_customer
from huitou.orders.verbs.import_batch import import_batch
from huitou.orders.verbs.import_cancellations import import_cancellations, match_cancellations
from huitou.orders.verbs.mark_product import mark_product, unmark_product
from huitou.orders.verbs.note_invoice import note_invoice
from huitou.orders.verbs.owe_by_hand import owe_by_hand, pay_back_by_hand, remind_of_owed, strike_by_hand
from huitou.orders.verbs.place_order import OrderKeyReused, OrderRefused, place_order
from huitou.orders.verbs.quantities import (
    QuantityExceeded,
    QuantityInvalid,
    claim_quantity,
    release_quantity,
    settle_quantity,
)
from huitou.orders.verbs.save_variants import save_variants
from huitou.orders.verbs.set_segments import set_segments
from huitou.orders.verbs.take_word import set_silence_limit, take_word
from huitou.orders.verbs.undo_email import undo_email

__all__ = [
    "OrderKeyReused",
    "OrderRefused",
    "QuantityExceeded",
    "QuantityInvalid",
    "ask_erasure",
    "change_address",
    "claim_quantity",
    "correct_address",
    "correct_contact",
    "erase_again",
    "erase_customer",
    "erase_waiting",
    "export_customer",
    "import_batch",
    "import_cancellations",
    "mark_product",
    "match_cancellations",
    "note_invoice",
    "owe_by_hand",
    "pay_back_by_hand",
    "place_order",
    "release_quantity",
    "remind_of_owed",
    "save_variants",
    "set_segments",
    "set_silence_limit",
    "settle_quantity",
    "strike_by_hand",
    "take_word",
    "undo_email",
    "unmark_product",
    "withdraw_erasure",
]

"""The tables of the refunds: one model per file."""

from huitou.refunds.models.chargeback import Chargeback
from huitou.refunds.models.credit_note import CreditNote, NoteCounter
from huitou.refunds.models.discrepancy import Discrepancy
from huitou.refunds.models.elsewhere import RefundElsewhere
from huitou.refunds.models.gateway_account import GatewayAccount
from huitou.refunds.models.gateway_exchange import GatewayExchange
from huitou.refunds.models.gateway_notice import GatewayNotice
from huitou.refunds.models.pause import Pause
from huitou.refunds.models.refund import Refund
from huitou.refunds.models.refund_line import RefundLine
from huitou.refunds.models.refund_rules import RefundRules
from huitou.refunds.models.stored_sheet import StoredSheet

__all__ = [
    "Chargeback",
    "CreditNote",
    "Discrepancy",
    "GatewayAccount",
    "GatewayExchange",
    "GatewayNotice",
    "NoteCounter",
    "Pause",
    "Refund",
    "RefundElsewhere",
    "RefundLine",
    "RefundRules",
    "StoredSheet",
]

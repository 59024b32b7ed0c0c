"""Writes down what was said between us and a gateway. Called by verbs."""

from datetime import datetime

from huitou.refunds.decide import Said
from huitou.refunds.gateways.protocol import AnswerLost, GatewayAnswer, GatewayError, Misconfigured, Permanent
from huitou.refunds.models import GatewayExchange, Refund


def write_exchange(refund: Refund, *, kind: str, at: datetime, said: Said = None) -> None:
    """One row; `said` is empty when a call is begun, and for a question to which the gateway knew nothing."""
    row = GatewayExchange(
        shop_id=refund.shop_id, refund=refund, attempt=refund.attempts, kind=kind, gateway=refund.gateway, at=at
    )
    if isinstance(said, GatewayAnswer):
        row.outcome = str(said.outcome)
        row.gateway_reference = said.reference[:200]
        row.amount_minor = said.money.minor
        row.currency = said.money.currency
        row.failure_code = said.failure_code[:60]
    elif isinstance(said, GatewayError):
        row.outcome = _outcome(said)
        row.failure_code = said.failure_code[:60]
        row.detail = said.detail[:300]
    elif kind == "question":
        row.outcome = "nothing"
    row.save(force_insert=True)


def _outcome(failure: GatewayError) -> str:
    if isinstance(failure, Permanent):
        return "refused"
    if isinstance(failure, Misconfigured):
        return "misconfigured"
    if isinstance(failure, AnswerLost):
        return "lost"
    return "unreachable"

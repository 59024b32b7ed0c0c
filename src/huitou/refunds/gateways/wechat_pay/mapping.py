"""WeChat Pay's refunds in our words, from answers, notices and bills. Pure. Sums are in fen, as ours are."""

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

from huitou.core.money import Money, parse_amount
from huitou.refunds.gateways.protocol import AnswerLost, GatewayAnswer, Outcome
from huitou.refunds.gateways.sums import whole

CHINA = timezone(timedelta(hours=8))
OURS = "huitou-"
OUTCOMES = {
    "PROCESSING": Outcome.ACCEPTED,
    "SUCCESS": Outcome.PAID,
    "CLOSED": Outcome.REFUSED,
    # The bank did not take it: WeChat keeps the money until the merchant says how to go on.
    "ABNORMAL": Outcome.REFUSED,
}
FAILURES = {"CLOSED": "refused", "ABNORMAL": "refund_failed"}
# Codes of errors with which a call changed nothing and never will.
ERRORS = {
    "NOT_ENOUGH": "balance_too_low",
    "RESOURCE_NOT_EXISTS": "payment_unknown",
    "USER_ACCOUNT_ABNORMAL": "card_closed",
    "PARAM_ERROR": "call_malformed",
    "INVALID_REQUEST": "refused",
    "MCH_NOT_EXISTS": "unauthorised",
    "NO_AUTH": "unauthorised",
    "SIGN_ERROR": "unauthorised",
}
NOTICE_FIELDS = ("out_refund_no", "refund_id", "transaction_id", "out_trade_no", "refund_status", "success_time")


def answer_of(refund: Mapping[str, Any]) -> GatewayAnswer:
    """A refund as WeChat answers or notifies it; what was not made by us has no key."""
    status = str(refund.get("status") or refund["refund_status"])
    amount = refund["amount"]
    ours = str(refund["out_refund_no"])
    when = refund.get("create_time") or refund.get("success_time")
    return GatewayAnswer(
        key=ours if ours.startswith(OURS) else "",
        outcome=OUTCOMES.get(status, Outcome.ACCEPTED),  # a word that we do not know yet: asked again
        reference=str(refund["refund_id"]),
        money=Money(whole(amount["refund"]), str(amount.get("currency") or "CNY")),
        at=datetime.fromisoformat(str(when)) if when else datetime.now(CHINA),
        failure_code=FAILURES.get(status, ""),
        payments=names_of(refund),
    )


def names_of(refund: Mapping[str, Any]) -> tuple[str, ...]:
    """The payment's names: WeChat's and the shop's own."""
    return tuple(str(refund[name]) for name in ("transaction_id", "out_trade_no") if refund.get(name))


def kept(told: Mapping[str, Any], at: str) -> dict[str, Any]:
    """What is kept of an opened notice: numbers, status and sums; not the account that the money went to."""
    amount = told.get("amount") or {}
    found: dict[str, Any] = {name: told.get(name) for name in NOTICE_FIELDS}
    found["amount"] = {"refund": whole(amount["refund"]), "total": whole(amount["total"]), "currency": "CNY"}
    return {**found, "create_time": told.get("success_time") or at}


def of_bill(text: str) -> Iterator[GatewayAnswer]:
    """The refunds of one day's bill: CSV with a back-tick before every value, a header, and two lines of sums last.

    Raises AnswerLost where a column that we need is not there.
    """
    rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff"))))
    if not rows:
        return
    names = [name.strip().strip("`") for name in rows[0]]
    column = {name: place for place, name in enumerate(names)}
    needed = ("微信订单号", "商户订单号", "微信退款单号", "商户退款单号", "退款金额", "退款状态")
    if any(name not in column for name in needed):
        raise AnswerLost("answer_broken", "the bill lacks a column")
    for row in rows[1:]:
        if len(row) < len(names) or not row[0].startswith("`"):
            return  # the sums begin
        values = {name: row[place].strip().lstrip("`").strip() for name, place in column.items()}
        if not values["微信退款单号"].strip("0"):
            continue
        yield _of_row(values)


def _of_row(values: Mapping[str, str]) -> GatewayAnswer:
    ours, status = values["商户退款单号"], values["退款状态"]
    when = values.get("退款申请时间") or values.get("退款成功时间") or values.get("交易时间", "")
    currency = values.get("货币种类") or "CNY"
    return GatewayAnswer(
        key=ours if ours.startswith(OURS) else "",
        outcome=OUTCOMES.get(status, Outcome.ACCEPTED),
        reference=values["微信退款单号"],
        money=parse_amount(values.get("申请退款金额") or values["退款金额"], currency),
        at=datetime.strptime(when, "%Y-%m-%d %H:%M:%S").replace(tzinfo=CHINA),
        failure_code=FAILURES.get(status, ""),
        payments=tuple(name for name in (values["微信订单号"], values["商户订单号"]) if name),
    )

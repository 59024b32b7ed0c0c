"""Alipay's refunds in our words, from answers and bills. Pure. Sums are decimal strings in yuan."""

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from huitou.core.money import Money, parse_amount
from huitou.refunds.gateways.protocol import AnswerLost, GatewayAnswer, Outcome

CHINA = timezone(timedelta(hours=8))
OURS = "huitou-"
LARGEST_FILE = 64 * 1024 * 1024
# Sub-codes with which a call changed nothing and never will, in our words.
ERRORS = {
    "ACQ.SELLER_BALANCE_NOT_ENOUGH": "balance_too_low",
    "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL": "above_captured",
    "ACQ.REASON_TRADE_REFUND_FEE_ERR": "above_captured",
    "ACQ.TRADE_NOT_EXIST": "payment_unknown",
    "ACQ.TRADE_HAS_FINISHED": "too_late",
    "ACQ.TRADE_NOT_ALLOW_REFUND": "too_late",
    "ACQ.BUYER_NOT_EXIST": "card_closed",
    "ACQ.BUYER_ERROR": "card_closed",
    "ACQ.DISCORDANT_REPEAT_REQUEST": "key_reused",
    "ACQ.INVALID_PARAMETER": "call_malformed",
    "ACQ.REASON_TRADE_BEEN_FREEZEN": "payment_frozen_there",
}
UNSURE = ("ACQ.SYSTEM_ERROR", "aop.ACQ.SYSTEM_ERROR", "ACQ.REFUND_CHARGE_ERROR", "isp.unknow-error")
BUSY = ("isv.app-call-limited", "isp.call-limited")


def yuan(money: Money) -> str:
    """`9.67`."""
    return f"{Decimal(money.minor).scaleb(-2):.2f}"


def fen(text: str) -> Money:
    """The sum without its sign."""
    return parse_amount(text.strip().lstrip("-"), "CNY")


def reference_of(trade: str, number: str) -> str:
    """Alipay gives refunds no number of its own: the trade's with the request's."""
    return f"{trade}/{number}"


def moment(text: str) -> datetime:
    """Alipay writes China's time."""
    return datetime.strptime(text.strip()[:19], "%Y-%m-%d %H:%M:%S").replace(tzinfo=CHINA)


def answer_of(told: Mapping[str, Any], at: datetime) -> GatewayAnswer | None:
    """A refund as the query tells it; None where Alipay knows nothing of the number."""
    number = str(told.get("out_request_no") or "")
    if not number or not told.get("refund_amount"):
        return None
    paid = told.get("refund_status") == "REFUND_SUCCESS"
    when = told.get("gmt_refund_pay")
    return GatewayAnswer(
        key=number if number.startswith(OURS) else "",
        outcome=Outcome.PAID if paid else Outcome.ACCEPTED,
        reference=reference_of(str(told["trade_no"]), number),
        money=fen(str(told["refund_amount"])),
        at=moment(str(when)) if when else at,
        payments=tuple(str(told[name]) for name in ("trade_no", "out_trade_no") if told.get(name)),
    )


def of_archive(data: bytes) -> Iterator[GatewayAnswer]:
    """The refunds in a day's bill: a ZIP with CSV files in GBK. Raises AnswerLost where it cannot be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for entry in archive.infolist():
                name = _name_of(entry)
                if not name.endswith(".csv") or "汇总" in name:
                    continue
                if entry.file_size > LARGEST_FILE:
                    raise AnswerLost("answer_broken", "the bill is too large")
                yield from of_bill(archive.read(entry).decode("gb18030"))
    except (zipfile.BadZipFile, UnicodeDecodeError, RuntimeError) as error:
        raise AnswerLost("answer_broken", type(error).__name__) from error


def _name_of(entry: zipfile.ZipInfo) -> str:
    """Alipay writes names in GBK without saying so."""
    if entry.flag_bits & 0x800:
        return entry.filename
    return entry.filename.encode("cp437", "replace").decode("gb18030", "replace")


def of_bill(text: str) -> Iterator[GatewayAnswer]:
    """The refunds of one file: comments begin with #, every value ends with a tab. Raises AnswerLost."""
    rows = [row for row in csv.reader(io.StringIO(text)) if row and not row[0].startswith("#")]
    if not rows:
        return
    column = {name.strip(): place for place, name in enumerate(rows[0])}
    needed = ("支付宝交易号", "商户订单号", "业务类型", "完成时间", "订单金额（元）", "退款批次号/请求号")
    if any(name not in column for name in needed):
        raise AnswerLost("answer_broken", "the bill lacks a column")
    for row in rows[1:]:
        if len(row) < len(column):
            continue
        trade, order, kind, ended, amount, number = (row[column[name]].strip() for name in needed)
        if kind != "退款":
            continue
        yield GatewayAnswer(
            key=number if number.startswith(OURS) else "",
            outcome=Outcome.PAID,
            reference=reference_of(trade, number),
            money=fen(amount),
            at=moment(ended),
            payments=tuple(name for name in (trade, order) if name),
        )

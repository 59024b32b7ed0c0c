"""A shop's application at Alipay: signs calls, checks answers, tells failures apart, fetches bills.

Called by `adapter` only; a failure's meaning is decided here.
"""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode, urlsplit

from cryptography.hazmat.primitives.asymmetric import rsa

from huitou.core import clock
from huitou.core.errors import HuitouError
from huitou.refunds.credentials import demand, values_of
from huitou.refunds.gateways import wire
from huitou.refunds.gateways.alipay import certificates, mapping, signing
from huitou.refunds.gateways.protocol import (
    AnswerLost,
    GatewayAnswer,
    GatewayError,
    Misconfigured,
    Permanent,
    Retryable,
)

API = "https://openapi.alipay.com"
BILLS = ".alipay.com"


class Application:
    """The shop's application at Alipay: signs calls, checks answers."""

    def __init__(self, account: str) -> None:
        self.values = values_of(account, "alipay")
        try:
            self.key = signing.private_key(demand(self.values, "private_key"))
            self.theirs = their_key(self.values)
            self.numbers = certificates.of_account(self.values)
        except (signing.KeyUnreadable, certificates.CertificateWrong) as error:
            raise Misconfigured("key_unreadable", "a key that was entered is none") from error
        self.address = wire.address_of("alipay", API)

    def call(self, method: str, told: Mapping[str, Any]) -> Mapping[str, Any]:
        """One call; the node of its answer. Raises Retryable, Permanent, Misconfigured, AnswerLost."""
        fields = {
            "app_id": self.values["app_id"],
            "method": method,
            "format": "JSON",
            "charset": "utf-8",
            "sign_type": "RSA2",
            "timestamp": clock.now().astimezone(mapping.CHINA).strftime("%Y-%m-%d %H:%M:%S"),
            "version": "1.0",
            "biz_content": json.dumps(told, ensure_ascii=False, separators=(",", ":")),
            **self.numbers,
        }
        fields["sign"] = signing.sign(self.key, signing.content(fields, without=("sign",)))
        answer = wire.send(
            "POST",
            f"{self.address}/gateway.do",
            headers={"Content-Type": "application/x-www-form-urlencoded;charset=utf-8"},
            content=urlencode(fields).encode(),
        )
        return self._checked(answer.content, method.replace(".", "_") + "_response")

    def _checked(self, body: bytes, name: str) -> Mapping[str, Any]:
        """The node, after its signature was checked. Alipay signs no answer to a call that it could not verify."""
        try:
            text = body.decode()
            whole = json.loads(text)
            node = whole[name] if name in whole else whole["error_response"]
            if "sign" in whole:
                part = signing.signed_part(text, name if name in whole else "error_response")
                signing.verify(self.theirs, str(whole["sign"]), part.encode())
            elif str(node.get("code")) == "10000":
                raise AnswerLost("answer_broken", "an answer without a signature")
        except signing.SignatureWrong as error:
            raise AnswerLost("answer_broken", "signature_wrong") from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise AnswerLost("answer_broken", type(error).__name__) from error
        failure = failure_of(node)
        if failure is not None:
            raise failure
        found: Mapping[str, Any] = node
        return found

    def find(self, key: str, payment: str) -> GatewayAnswer | None:
        """The refund of this number. Raises Retryable, Permanent, Misconfigured, AnswerLost."""
        if not payment:
            raise Permanent("payment_unknown", "Alipay knows numbers at their payment only")
        asked = {named(payment): payment, "out_request_no": key, "query_options": ["gmt_refund_pay"]}
        try:
            told = self.call("alipay.trade.fastpay.refund.query", asked)
        except Permanent as refused:
            if refused.failure_code == "payment_unknown":
                return None
            raise
        return mapping.answer_of(told, clock.now())

    def bill(self, day: date) -> list[GatewayAnswer]:
        """The refunds of one day. Raises Retryable, Misconfigured."""
        try:
            told = self.call(
                "alipay.data.dataservice.bill.downloadurl.query", {"bill_type": "trade", "bill_date": day.isoformat()}
            )
            url = str(told["bill_download_url"])
            file = wire.ask("GET", self._bill_address(url), headers={"User-Agent": "huitou"})
            return list(mapping.of_archive(file.content))
        except Permanent as refused:
            if refused.detail.startswith("isp.bill_not_exist"):
                return []
            raise Retryable("bill_refused", refused.detail) from refused
        except (AnswerLost, KeyError, ValueError, HuitouError) as error:
            if isinstance(error, Retryable | Misconfigured):
                raise
            raise Retryable("bill_broken", type(error).__name__) from error

    def _bill_address(self, url: str) -> str:
        """Bills come from Alipay's own hosts, or from where the installation says that Alipay is."""
        ours, theirs = urlsplit(self.address), urlsplit(url)
        if theirs.netloc == ours.netloc or (theirs.hostname or "").endswith(BILLS):
            return url
        raise Retryable("bill_broken", "a bill from somewhere else")


def their_key(values: Mapping[str, str]) -> rsa.RSAPublicKey:
    """Alipay's key: of its certificate where certificates were entered. Raises Misconfigured, KeyUnreadable."""
    if values.get("alipay_cert"):
        return certificates.key_of(certificates.certificates(values["alipay_cert"])[0])
    return signing.public_key(demand(values, "alipay_public_key"))


def failure_of(node: Mapping[str, Any]) -> GatewayError | None:
    """What a code means: 10000 went through, 20000 nobody knows, anything else changed nothing."""
    code, sub = str(node.get("code")), str(node.get("sub_code") or "")
    if code == "10000":
        return None
    detail = f"{sub or code} {node.get('sub_msg') or node.get('msg') or ''}"[:200]
    if sub in mapping.BUSY or code == "40005":
        return Retryable("told_to_wait", detail)
    if sub in mapping.UNSURE or code in ("20000", "10003"):
        return AnswerLost("server_error", detail)
    if code in ("20001", "40001", "40002", "40003", "40006") and not sub.startswith("ACQ."):
        return Misconfigured("unauthorised", detail)
    return Permanent(mapping.ERRORS.get(sub, sub.lower().replace("acq.", "") or "refused")[:60], detail)


def named(payment: str) -> str:
    """The field of a payment's name: Alipay's own have twenty-eight digits and begin with the date, others are ours."""
    return "trade_no" if payment.isdecimal() and len(payment) == 28 and payment.startswith("20") else "out_trade_no"

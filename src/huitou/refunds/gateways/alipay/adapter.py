"""Alipay as a Gateway. Our key is its `out_request_no`: at one payment the same number never pays twice.

A refund's answer only says what went back in all, so every refund is confirmed by a question about its number.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlencode, urlsplit

from cryptography.hazmat.primitives.asymmetric import rsa
from django.utils.translation import gettext_lazy as _

from huitou.core import clock
from huitou.core.credentials import CredentialField, CredentialInvalid
from huitou.core.errors import HuitouError
from huitou.core.webhooks import Called, CallRefused, HookAnswer
from huitou.refunds.credentials import demand, values_of
from huitou.refunds.gateways import wire
from huitou.refunds.gateways.alipay import certificates, mapping, signing
from huitou.refunds.gateways.notices import News, Notice, PaymentTouched
from huitou.refunds.gateways.protocol import (
    AnswerLost,
    Capabilities,
    GatewayAnswer,
    GatewayError,
    Misconfigured,
    Permanent,
    RefundRequest,
    Retryable,
)

T = TypeVar("T")
API = "https://openapi.alipay.com"
BILLS = ".alipay.com"
# Alipay sends a notice up to eight times within twenty-five hours, and may be ahead of our clock.
OLDEST, AHEAD = timedelta(hours=26), timedelta(minutes=5)


class AlipayGateway:
    """An application of the shop's own, with plain keys or with certificates."""

    code = "alipay"
    title = _("Alipay")
    capabilities = Capabilities(
        finds_by_key=True,
        lists=True,
        keys_per_payment=True,
        refundable_for=timedelta(days=365),
        # Yesterday's bill is there from nine in the morning.
        listed_after=timedelta(hours=36),
    )
    fields = (
        CredentialField("app_id", "APPID", _("Digits, from the application's page.")),
        CredentialField(
            "private_key", _("Private key of the application"), _("As Alipay's key tool wrote it, RSA2."),
            secret=True, long=True,
        ),
        CredentialField(
            "alipay_public_key", _("Alipay's public key"),
            _("Not the application's own: the one that Alipay shows. Empty where you use certificates."),
            long=True, required=False,
        ),
        CredentialField(
            "app_cert", _("Certificate of the application"), _("appCertPublicKey_….crt, for certificate mode."),
            long=True, required=False,
        ),
        CredentialField(
            "alipay_cert", _("Alipay's certificate"), _("alipayCertPublicKey_RSA2.crt, with all that stands in it."),
            long=True, required=False,
        ),
        CredentialField(
            "root_cert", _("Alipay's root certificates"), _("alipayRootCert.crt."), long=True, required=False,
        ),
    )  # fmt: skip

    def check(self, values: Mapping[str, str]) -> None:
        """Raises CredentialInvalid."""
        key = self._read("private_key", signing.private_key, values, _("It is no RSA key."))
        if any(values.get(name) for name in certificates.NAMES):
            self._check_certificates(values, key.public_key())
        elif self._read("alipay_public_key", signing.public_key, values, _("It is no RSA key.")) == key.public_key():
            raise self._wrong("alipay_public_key", _("This is the application's own public key."))
        if not values["app_id"].isdecimal():
            raise self._wrong("app_id", _("It has digits only."))

    def _check_certificates(self, values: Mapping[str, str], own: rsa.RSAPublicKey) -> None:
        """All three, the application's for its own key, Alipay's vouched for by the roots. Raises CredentialInvalid."""
        why = _("It is no such certificate.")
        roots = self._read("root_cert", certificates.certificates, values, why)
        self._read("root_cert", lambda _text: certificates.number_of_roots(roots), values, why)
        mine = self._read("app_cert", certificates.certificates, values, why)[0]
        if self._read("app_cert", lambda _text: certificates.key_of(mine), values, why) != own:
            raise self._wrong("app_cert", _("It is not for this private key."))
        theirs = self._read(
            "alipay_cert", lambda text: certificates.trusted(text, roots), values,
            _("The root certificates do not vouch for it."),
        )  # fmt: skip
        if self._read("alipay_cert", lambda _text: certificates.key_of(theirs), values, why) == own:
            raise self._wrong("alipay_cert", _("This is the application's own public key."))

    def _read(self, name: str, read: Callable[[str], T], values: Mapping[str, str], why: Any) -> T:
        """The value as the reader understands it. Raises CredentialInvalid, which says why."""
        try:
            return read(values.get(name, ""))
        except (signing.KeyUnreadable, certificates.CertificateWrong, IndexError) as error:
            raise self._wrong(name, why) from error

    def _wrong(self, name: str, why: Any) -> CredentialInvalid:
        label = next(one.label for one in self.fields if one.name == name)
        return CredentialInvalid(field=label, name=name, why=why)

    def refund(self, request: RefundRequest) -> GatewayAnswer:
        """Raises Retryable, Permanent, Misconfigured, AnswerLost."""
        if request.money.minor <= 0:
            raise Permanent("amount_invalid", "only amounts above zero can be refunded")
        if request.money.currency != "CNY":
            raise Permanent("currency_invalid", "only payments in CNY")
        application = _Application(request.account)
        application.call(
            "alipay.trade.refund",
            {
                _named(request.payment): request.payment,
                "refund_amount": mapping.yuan(request.money),
                "refund_reason": request.reference,
                "out_request_no": request.key,
            },
        )
        try:
            found = application.find(request.key, request.payment)
        except (Retryable, Permanent) as lost:
            raise AnswerLost(lost.failure_code, lost.detail) from lost
        if found is None:
            raise AnswerLost("answer_broken", "taken, and not known yet")
        if found.money != request.money:
            raise Permanent("key_reused", "the number was used for another sum")
        return found

    def find(self, account: str, key: str, payment: str) -> GatewayAnswer | None:
        """Raises Retryable, Misconfigured."""
        try:
            return _Application(account).find(key, payment)
        except (AnswerLost, Permanent) as odd:
            raise Retryable(odd.failure_code, odd.detail) from odd

    def listing(self, account: str, since: datetime, until: datetime) -> Iterator[GatewayAnswer]:
        """The refunds of the daily bills; today's is not there yet. Raises Retryable, Misconfigured."""
        application = _Application(account)
        day = since.astimezone(mapping.CHINA).date()
        today = clock.now().astimezone(mapping.CHINA).date()
        last = until.astimezone(mapping.CHINA).date()
        while day <= last and day < today:
            for answer in application.bill(day):
                if since <= answer.at < until:
                    yield answer
            day += timedelta(days=1)

    def verify_webhook(self, account: str, called: Called) -> Notice:
        """Raises CallRefused, Misconfigured."""
        values = values_of(account, self.code)
        key = _their_key(values)
        try:
            charset = dict(parse_qsl(called.body.decode("ascii"))).get("charset", "utf-8").lower()
            if charset not in ("utf-8", "gbk", "gb2312", "gb18030"):
                raise CallRefused("body_broken")
            pairs = parse_qsl(called.body.decode("ascii"), keep_blank_values=True, encoding=charset, max_num_fields=200)
            told = dict(pairs)
        except (UnicodeDecodeError, ValueError, LookupError) as error:
            raise CallRefused("body_broken") from error
        if len(told) != len(pairs) or not told.get("sign"):
            raise CallRefused("signature_missing")
        try:
            signing.verify(key, told["sign"], signing.content(told, without=("sign", "sign_type")))
        except (signing.SignatureWrong, UnicodeEncodeError) as error:
            raise CallRefused("signature_wrong") from error
        if told.get("app_id") != values["app_id"]:
            raise CallRefused("other_merchant")
        try:
            at = mapping.moment(told["notify_time"])
            event_id, trade = told["notify_id"], told["trade_no"]
        except (KeyError, ValueError) as error:
            raise CallRefused("body_broken") from error
        if not -AHEAD <= called.at - at <= OLDEST:
            raise CallRefused("too_old")
        payload = {
            "trade_no": trade,
            "out_biz_no": told.get("out_biz_no", ""),
            "refund_fee": told.get("refund_fee", ""),
        }
        return Notice(event_id=event_id, kind=told.get("notify_type", ""), at=at, payload=payload)

    def read_notice(self, payload: Mapping[str, Any]) -> Sequence[News]:
        """A refund of the payment: its notice says what went back in all, so it is asked for by its number."""
        if not payload.get("refund_fee") or not payload.get("out_biz_no"):
            return []
        return [PaymentTouched(str(payload["trade_no"]), key=str(payload["out_biz_no"]))]

    def answer_webhook(self, refused: HuitouError | None) -> HookAnswer:
        """Exactly this word; anything else comes again."""
        return HookAnswer(200, "success") if refused is None else HookAnswer(refused.status, "fail")


class _Application:
    """The shop's application at Alipay: signs calls, checks answers."""

    def __init__(self, account: str) -> None:
        self.values = values_of(account, "alipay")
        try:
            self.key = signing.private_key(demand(self.values, "private_key"))
            self.theirs = _their_key(self.values)
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
        asked = {_named(payment): payment, "out_request_no": key, "query_options": ["gmt_refund_pay"]}
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


def _their_key(values: Mapping[str, str]) -> rsa.RSAPublicKey:
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


def _named(payment: str) -> str:
    """Alipay's own numbers have twenty-eight digits and begin with the date; anything else is the shop's."""
    return "trade_no" if payment.isdecimal() and len(payment) == 28 and payment.startswith("20") else "out_trade_no"

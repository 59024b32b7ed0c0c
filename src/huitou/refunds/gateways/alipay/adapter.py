"""Alipay as a Gateway. Our key is its `out_request_no`: at one payment the same number never pays twice.

A refund's answer only says what went back in all, so every refund is confirmed by a question about its number.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import parse_qsl

from cryptography.hazmat.primitives.asymmetric import rsa
from django.utils.translation import gettext_lazy as _

from huitou.core import clock
from huitou.core.credentials import CredentialField, CredentialInvalid
from huitou.core.errors import HuitouError
from huitou.core.webhooks import Called, CallRefused, HookAnswer
from huitou.refunds.credentials import values_of
from huitou.refunds.gateways.alipay import certificates, mapping, signing
from huitou.refunds.gateways.alipay.application import Application, named, their_key
from huitou.refunds.gateways.notices import News, Notice, PaymentTouched
from huitou.refunds.gateways.protocol import (
    AnswerLost,
    Capabilities,
    GatewayAnswer,
    GatewayError,
    Permanent,
    RefundRequest,
    Retryable,
)

T = TypeVar("T")
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
        application = Application(request.account)
        application.call(
            "alipay.trade.refund",
            {
                named(request.payment): request.payment,
                "refund_amount": mapping.yuan(request.money),
                "refund_reason": request.reference,
                "out_request_no": request.key,
            },
        )
        try:
            found = application.find(request.key, request.payment)
        except GatewayError as lost:
            # It was taken: whatever is in the way of the question, a missing right too, leaves it open.
            raise AnswerLost(lost.failure_code, lost.detail) from lost
        if found is None:
            raise AnswerLost("answer_broken", "taken, and not known yet")
        if found.money != request.money:
            raise Permanent("key_reused", "the number was used for another sum")
        return found

    def find(self, account: str, key: str, payment: str) -> GatewayAnswer | None:
        """Raises Retryable, Misconfigured."""
        try:
            return Application(account).find(key, payment)
        except (AnswerLost, Permanent) as odd:
            raise Retryable(odd.failure_code, odd.detail) from odd

    def listing(self, account: str, since: datetime, until: datetime) -> Iterator[GatewayAnswer]:
        """The refunds of the daily bills; today's is not there yet. Raises Retryable, Misconfigured."""
        application = Application(account)
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
        key = their_key(values)
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

"""WeChat Pay (API v3) as a Gateway. Our key is its `out_refund_no`: the same number never pays twice, for ever.

Every call is signed with the merchant's key, every answer and notice is checked against WeChat Pay's own key.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from huitou.core import clock
from huitou.core.credentials import CredentialField, CredentialInvalid
from huitou.core.errors import HuitouError
from huitou.core.models import Shop
from huitou.core.webhooks import Called, CallRefused, HookAnswer
from huitou.refunds.credentials import demand, values_of
from huitou.refunds.gateways import wire
from huitou.refunds.gateways.notices import News, Notice
from huitou.refunds.gateways.protocol import (
    AnswerLost,
    Capabilities,
    GatewayAnswer,
    Misconfigured,
    Outcome,
    Permanent,
    RefundRequest,
    Retryable,
)
from huitou.refunds.gateways.wechat_pay import mapping, signing

API = "https://api.mch.weixin.qq.com"
REFUNDS = "/v3/refund/domestic/refunds"
OTHER_CONTENT = "不一致"  # what WeChat says when a number comes back with another sum or payment


class WeChatPayGateway:
    """A merchant number of the shop's own."""

    code = "wechat_pay"
    title = _("WeChat Pay")
    capabilities = Capabilities(
        finds_by_key=True,
        lists=True,
        # A closed refund keeps its number for ever: it is asked for anew, under a new one.
        retries_refused=False,
        refundable_for=timedelta(days=365),
        # Yesterday's bill is there from ten in the morning.
        listed_after=timedelta(hours=36),
    )
    fields = (
        CredentialField("merchant_id", _("Merchant number"), _("Ten digits.")),
        CredentialField("serial", _("Serial number of the API certificate"), _("Forty signs, 0 to F.")),
        CredentialField(
            "private_key", _("Private key of the API certificate"), _("The content of apiclient_key.pem."),
            secret=True, long=True,
        ),
        CredentialField("api_v3_key", _("APIv3 key"), _("Thirty-two signs."), secret=True),
        CredentialField(
            "platform_serial", _("Number of WeChat Pay's public key"),
            _("It begins with PUB_KEY_ID_; with a platform certificate, its serial number."),
        ),
        CredentialField(
            "platform_key", _("WeChat Pay's public key"), _("The content of pub_key.pem, or of the certificate."),
            long=True,
        ),
    )  # fmt: skip

    def check(self, values: Mapping[str, str]) -> None:
        """Raises CredentialInvalid."""
        named = {one.name: one.label for one in self.fields}
        for name, read in (("private_key", signing.private_key), ("platform_key", signing.public_key)):
            try:
                read(values[name])
            except signing.KeyUnreadable as error:
                raise CredentialInvalid(field=named[name], name=name, why=_("It is no RSA key in PEM form.")) from error
        if not (values["merchant_id"].isdecimal() and 8 <= len(values["merchant_id"]) <= 32):
            raise CredentialInvalid(field=named["merchant_id"], name="merchant_id", why=_("It has digits only."))
        if len(values["api_v3_key"].encode()) != 32:
            raise CredentialInvalid(field=named["api_v3_key"], name="api_v3_key", why=_("It has thirty-two signs."))

    def refund(self, request: RefundRequest) -> GatewayAnswer:
        """Raises Retryable, Permanent, Misconfigured, AnswerLost."""
        if request.money.minor <= 0:
            raise Permanent("amount_invalid", "only amounts above zero can be refunded")
        if request.money.currency != "CNY" or request.captured is None:
            raise Permanent("currency_invalid", "only payments in CNY, with what was captured in all")
        told = {
            _named(request.payment): request.payment,
            "out_refund_no": request.key,
            "reason": request.reference,
            "amount": {
                "refund": request.money.minor,
                "total": request.captured.minor,
                "currency": "CNY",
            },
            **_notified(request.account),
        }
        body = json.dumps(told, ensure_ascii=False).encode()
        answer = _Merchant(request.account).send("POST", REFUNDS, body)
        found = _answer(answer)
        if found.key != request.key:
            raise AnswerLost("answer_broken", "the answer is about another refund")
        if found.money != request.money or request.payment not in found.payments:
            raise Permanent("key_reused", "the number was used for another refund")
        if found.outcome == Outcome.REFUSED:
            raise Permanent(found.failure_code, f"refund {found.reference}")
        return found

    def find(self, account: str, key: str, payment: str) -> GatewayAnswer | None:
        """Raises Retryable, Misconfigured."""
        answer = _Merchant(account).ask(f"{REFUNDS}/{quote(key, safe='')}")
        try:
            return _answer(answer)
        except (AnswerLost, Permanent) as odd:
            # Only this says that there is no such refund: a merchant number that WeChat does not know is a 404 too.
            if odd.failure_code == "payment_unknown":
                return None
            raise Retryable(odd.failure_code, odd.detail) from odd

    def listing(self, account: str, since: datetime, until: datetime) -> Iterator[GatewayAnswer]:
        """The refunds of the daily bills; today's is not there yet. Raises Retryable, Misconfigured."""
        merchant = _Merchant(account)
        day = since.astimezone(mapping.CHINA).date()
        last = min(until, clock.now()).astimezone(mapping.CHINA).date()
        while day <= last:
            for answer in merchant.bill(day) if day < clock.now().astimezone(mapping.CHINA).date() else ():
                if answer.outcome != Outcome.REFUSED and since <= answer.at < until:
                    yield answer
            day += timedelta(days=1)

    def verify_webhook(self, account: str, called: Called) -> Notice:
        """Raises CallRefused, Misconfigured."""
        values = values_of(account, self.code)
        key = signing.public_key(demand(values, "platform_key"))
        signing.verify(key, called.headers, called.body, called.at, demand(values, "platform_serial"))
        try:
            told = json.loads(called.body)
            opened = signing.unlock(demand(values, "api_v3_key"), told["resource"])
            event_id, kind, said_at = str(told["id"]), str(told["event_type"]), str(told["create_time"])
            payload = mapping.kept(opened, said_at) if kind.startswith("REFUND.") else {}
            at = datetime.fromisoformat(said_at)
        except (ValueError, KeyError, TypeError, AttributeError, AnswerLost) as error:
            raise CallRefused("body_broken") from error
        if str(opened.get("mchid", values["merchant_id"])) != values["merchant_id"]:
            raise CallRefused("other_merchant")
        return Notice(event_id=event_id, kind=kind, at=at, payload=payload)

    def read_notice(self, payload: Mapping[str, Any]) -> Sequence[News]:
        """Refunds; anything else does not concern us."""
        return [mapping.answer_of(payload)] if payload.get("refund_id") else []

    def answer_webhook(self, refused: HuitouError | None) -> HookAnswer:
        """200 or 204 without a body is taken; anything else comes again up to fifteen times in a day."""
        if refused is None:
            return HookAnswer(204)
        told = json.dumps({"code": "FAIL", "message": refused.code})
        return HookAnswer(refused.status, told, "application/json")


class _Merchant:
    """The shop's merchant number at WeChat Pay: signs calls, checks answers."""

    def __init__(self, account: str) -> None:
        self.values = values_of(account, "wechat_pay")
        try:
            self.key = signing.private_key(demand(self.values, "private_key"))
            self.theirs = signing.public_key(demand(self.values, "platform_key"))
        except signing.KeyUnreadable as error:
            raise Misconfigured("key_unreadable", "a key that was entered is none") from error
        self.address = wire.address_of("wechat_pay", API)

    def headers(self, method: str, target: str, body: bytes) -> dict[str, str]:
        """What every call carries."""
        signed = signing.authorization(
            self.key, merchant=self.values["merchant_id"], serial=self.values["serial"], method=method, target=target,
            body=body, at=clock.now(),
        )  # fmt: skip
        return {
            "Authorization": signed,
            "Accept": "application/json",
            "Content-Type": "application/json",
            "User-Agent": "huitou",
            "Wechatpay-Serial": self.values["platform_serial"],
        }

    def send(self, method: str, target: str, body: bytes) -> httpx.Response:
        """A call that changes something. Raises Retryable, Misconfigured, AnswerLost (also for a wrong signature)."""
        url = f"{self.address}{target}"
        answer = wire.send(method, url, headers=self.headers(method, target, body), content=body)
        try:
            signing.verify(self.theirs, answer.headers, answer.content, clock.now(), self.values["platform_serial"])
        except CallRefused as refused:
            raise AnswerLost("answer_broken", refused.reason) from refused
        return answer

    def ask(self, target: str) -> httpx.Response:
        """A call that changes nothing. Raises Retryable, Misconfigured."""
        try:
            return self.send("GET", target, b"")
        except AnswerLost as lost:
            raise Retryable(lost.failure_code, lost.detail) from lost

    def bill(self, day: date) -> list[GatewayAnswer]:
        """The refunds of one day. Raises Retryable, Misconfigured."""
        answer = self.ask(f"/v3/bill/tradebill?bill_date={day.isoformat()}&bill_type=REFUND")
        told = wire.json_of(answer)
        if told.get("code") in ("NO_STATEMENT_EXIST", "STATEMENT_CREATING"):
            return []
        if answer.status_code >= 400:
            raise Retryable("bill_refused", str(told.get("code"))[:60])
        place = urlsplit(str(told.get("download_url") or ""))
        target = f"{place.path}?{place.query}"
        # Always from WeChat Pay itself, whatever host the answer names; the file itself comes without a signature.
        file = wire.ask("GET", f"{self.address}{target}", headers=self.headers("GET", target, b""))
        if hashlib.sha1(file.content, usedforsecurity=False).hexdigest() != told.get("hash_value"):
            raise Retryable("bill_broken", "the file is not what was announced")
        try:
            return list(mapping.of_bill(file.content.decode("utf-8")))
        except (AnswerLost, HuitouError, ValueError) as error:
            raise Retryable("bill_broken", type(error).__name__) from error


def _named(payment: str) -> str:
    """WeChat's own numbers have twenty-eight digits; anything else is the shop's."""
    return "transaction_id" if payment.isdecimal() and len(payment) == 28 else "out_trade_no"


def _notified(account: str) -> dict[str, str]:
    """Where WeChat tells us of the refund's end, where the installation can be reached."""
    if not settings.HUITOU_PUBLIC_URL.startswith("https://"):
        return {}
    slug = Shop.objects.filter(pk=account).values_list("slug", flat=True).first()
    return {"notify_url": f"{settings.HUITOU_PUBLIC_URL}/hooks/wechat_pay/{slug}/"}


def _answer(answer: httpx.Response) -> GatewayAnswer:
    """The refund in a good answer. Raises Permanent, Misconfigured, AnswerLost by what WeChat says."""
    told = wire.json_of(answer)
    if answer.status_code < 400:
        return mapping.answer_of(told)
    code, words = str(told.get("code") or ""), str(told.get("message") or "")
    if OTHER_CONTENT in words:
        raise Permanent("key_reused", code)
    ours = mapping.ERRORS.get(code, code.lower() or "refused")
    if ours == "unauthorised":
        raise Misconfigured(ours, code)
    raise Permanent(ours[:60], f"{code} {words}"[:200])

"""Stripe as a Gateway: plain HTTPS with an Idempotency-Key, refunds found again by the key that is written on them.

Stripe forgets idempotency keys after a day, so a call is never repeated before it was asked for by metadata.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import httpx
from django.utils.translation import gettext_lazy as _

from huitou.core import clock
from huitou.core.credentials import CredentialField, CredentialInvalid
from huitou.core.errors import HuitouError
from huitou.core.webhooks import Called, CallRefused, HookAnswer
from huitou.refunds.credentials import demand, values_of
from huitou.refunds.gateways import wire
from huitou.refunds.gateways.notices import ChargebackNews, Evidence, News, Notice, PaymentTouched
from huitou.refunds.gateways.protocol import (
    AnswerLost,
    Capabilities,
    GatewayAnswer,
    Misconfigured,
    Outcome,
    Permanent,
    RefundRequest,
)
from huitou.refunds.gateways.stripe import mapping, signature, uploading

API = "https://api.stripe.com"
FILES = "https://files.stripe.com"
# The version whose objects `mapping` reads; Stripe answers in it whatever the account's own version is.
VERSION = "2024-06-20"
PAGE = 100
LOOKED_BACK = timedelta(days=30)


class StripeGateway:
    """A Stripe account of the shop's own."""

    code = "stripe"
    title = "Stripe"
    capabilities = Capabilities(finds_by_key=True, lists=True, key_window=timedelta(hours=24), submits_evidence=True)
    fields = (
        CredentialField(
            "secret_key",
            _("Secret key"),
            _("From Developers, API keys. A restricted key needs to write refunds and disputes."),
            secret=True,
        ),
        CredentialField("webhook_secret", _("Signing secret of the webhook"), _("It begins with whsec_."), secret=True),
    )

    def check(self, values: Mapping[str, str]) -> None:
        """Raises CredentialInvalid."""
        if not values["secret_key"].startswith(("sk_", "rk_")):
            raise CredentialInvalid(field=_("Secret key"), name="secret_key", why=_("It begins with sk_ or rk_."))
        if not values["webhook_secret"].startswith("whsec_"):
            raise CredentialInvalid(
                field=_("Signing secret of the webhook"), name="webhook_secret", why=_("It begins with whsec_.")
            )

    def refund(self, request: RefundRequest) -> GatewayAnswer:
        """Raises Retryable, Permanent, Misconfigured, AnswerLost."""
        if request.money.minor <= 0:
            raise Permanent("amount_invalid", "only amounts above zero can be refunded")
        names = "charge" if request.payment.startswith(("ch_", "py_")) else "payment_intent"
        form = {
            names: request.payment,
            "amount": str(mapping.to_stripe(request.money)),
            f"metadata[{mapping.KEY}]": request.key,
            f"metadata[{mapping.REFERENCE}]": request.reference,
            # Stripe refuses a key whose call differs; it has no field for the currency, which the payment decides.
            f"metadata[{mapping.SUM}]": f"{request.money.minor} {request.money.currency}",
        }
        answer = wire.send(
            "POST",
            f"{_api()}/v1/refunds",
            headers={**_headers(request.account), "Idempotency-Key": request.key},
            content=urlencode(form).encode(),
        )
        return self._taken(mapping_of(answer), request)

    def _taken(self, refund: Mapping[str, Any], request: RefundRequest) -> GatewayAnswer:
        found = mapping.answer_of(refund)
        if found.key != request.key:
            raise AnswerLost("answer_broken", "the answer is about another refund")
        if found.outcome == Outcome.REFUSED:
            raise Permanent(found.failure_code, f"refund {found.reference}")
        return found

    def find(self, account: str, key: str, payment: str) -> GatewayAnswer | None:
        """Raises Retryable, Misconfigured."""
        if payment:
            rows: Iterator[GatewayAnswer] = iter(self.refunds_of(account, payment))
        else:
            now = clock.now()
            rows = self.listing(account, now - LOOKED_BACK, now + timedelta(days=1))
        return next((row for row in rows if row.key == key), None)

    def refunds_of(self, account: str, payment: str) -> Sequence[GatewayAnswer]:
        """Raises Retryable, Misconfigured."""
        names = "charge" if payment.startswith(("ch_", "py_")) else "payment_intent"
        return [mapping.answer_of(row) for row in _pages(account, "/v1/refunds", {names: payment})]

    def listing(self, account: str, since: datetime, until: datetime) -> Iterator[GatewayAnswer]:
        """Raises Retryable, Misconfigured."""
        asked = {"created[gte]": str(int(since.timestamp())), "created[lt]": str(int(until.timestamp()))}
        for row in _pages(account, "/v1/refunds", asked):
            answer = mapping.answer_of(row)
            if answer.outcome != Outcome.REFUSED:
                yield answer

    def chargebacks(self, account: str, since: datetime, until: datetime) -> Iterator[ChargebackNews]:
        """Every dispute that was opened in the time, as it stands. Raises Retryable, Misconfigured."""
        asked = {"created[gte]": str(int(since.timestamp())), "created[lt]": str(int(until.timestamp()))}
        for row in _pages(account, "/v1/disputes", asked):
            yield mapping.chargeback_of(row, clock.now())

    def find_chargeback(self, account: str, chargeback: str) -> ChargebackNews | None:
        """Raises Retryable, Misconfigured."""
        answer = wire.ask("GET", f"{_api()}/v1/disputes/{chargeback}", headers=_headers(account))
        if answer.status_code == 404:
            return None
        return mapping.chargeback_of(mapping_of(answer), clock.now())

    def submit_evidence(self, account: str, chargeback: str, evidence: Evidence, key: str) -> ChargebackNews:
        """Raises Retryable, Permanent, Misconfigured, AnswerLost."""
        given = {
            "uncategorized_text": evidence.words,
            "shipping_carrier": evidence.carrier,
            "shipping_tracking_number": evidence.tracking_number,
            "shipping_date": evidence.shipped_on,
            "refund_policy_disclosure": evidence.policy,
        }
        if evidence.document:
            given["uncategorized_file"] = self._uploaded(account, evidence.document)
        form = {f"evidence[{name}]": text for name, text in given.items() if text} | {"submit": "true"}
        answer = wire.send(
            "POST",
            f"{_api()}/v1/disputes/{chargeback}",
            headers={**_headers(account), "Idempotency-Key": key},
            content=urlencode(form).encode(),
        )
        return mapping.chargeback_of(mapping_of(answer), clock.now())

    def _uploaded(self, account: str, document: bytes) -> str:
        """The name under which Stripe keeps the file. Raises Retryable, Permanent, Misconfigured, AnswerLost."""
        key = hashlib.sha256(document).hexdigest()[:48]
        parts, kind = uploading.form({"purpose": "dispute_evidence"}, "evidence.pdf", "application/pdf", document)
        headers = {**_headers(account), "Content-Type": kind, "Idempotency-Key": f"{key}-file"}
        answer = wire.send("POST", f"{_files()}/v1/files", headers=headers, content=parts)
        return str(mapping_of(answer)["id"])

    def verify_webhook(self, account: str, called: Called) -> Notice:
        """Raises CallRefused, Misconfigured."""
        secret = demand(values_of(account, self.code), "webhook_secret")
        signature.check(called.headers.get("stripe-signature", ""), secret, called.body, called.at)
        try:
            event = json.loads(called.body)
            thing = event["data"]["object"]
            kind, created = str(event["type"]), int(event["created"])
            payload = {"type": kind, "created": created, "object": mapping.kept(thing)}
            event_id = str(event["id"])
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise CallRefused("body_broken") from error
        return Notice(event_id=event_id, kind=kind, at=mapping.moment(created), payload=payload)

    def read_notice(self, payload: Mapping[str, Any]) -> Sequence[News]:
        """Refunds and disputes; anything else does not concern us."""
        thing = payload["object"]
        if thing.get("object") == "refund":
            return [mapping.answer_of(thing)]
        if thing.get("object") == "dispute":
            return [mapping.chargeback_of(thing, mapping.moment(payload["created"]))]
        if payload["type"] == "charge.refunded" and thing.get("id"):
            return [PaymentTouched(str(thing["id"]))]
        return []

    def answer_webhook(self, refused: HuitouError | None) -> HookAnswer:
        """Any 2xx counts as taken; others are sent again for three days."""
        return HookAnswer(200, "taken") if refused is None else HookAnswer(_status(refused), refused.code)


def _status(refused: HuitouError) -> int:
    return 400 if isinstance(refused, CallRefused) else refused.status


def _api() -> str:
    return wire.address_of("stripe", API)


def _files() -> str:
    """Files go to a host of their own; a stand-in for Stripe takes them as well."""
    return FILES if _api() == API else _api()


def _headers(account: str) -> dict[str, str]:
    secret = demand(values_of(account, "stripe"), "secret_key")
    return {
        "Authorization": f"Bearer {secret}",
        "Stripe-Version": VERSION,
        "Content-Type": "application/x-www-form-urlencoded",
    }


def mapping_of(answer: httpx.Response) -> dict[str, Any]:
    """The object of a good answer. Raises Permanent, Misconfigured, AnswerLost, Retryable by what Stripe says."""
    told = wire.json_of(answer)
    if answer.status_code < 400:
        return told
    error = told.get("error") or {}
    code, kind = str(error.get("code") or ""), str(error.get("type") or "")
    if answer.status_code == 409 or code == "idempotency_key_in_use":
        raise AnswerLost("under_way", "the same call is under way there")
    if kind == "idempotency_error":
        raise Permanent("key_reused", "the idempotency key was used for another refund")
    if answer.status_code == 403 or kind == "authentication_error":
        raise Misconfigured("unauthorised", code or kind)
    raise Permanent(mapping.FAILURES.get(code, code or "refused")[:60], code or kind)


def _pages(account: str, path: str, asked: Mapping[str, str]) -> Iterator[Mapping[str, Any]]:
    """Every row of a list, page by page. Raises Retryable, Misconfigured."""
    headers, after = _headers(account), ""
    while True:
        query = urlencode({**asked, "limit": str(PAGE), **({"starting_after": after} if after else {})})
        answer = wire.ask("GET", f"{_api()}{path}?{query}", headers=headers)
        if answer.status_code == 404 or _is_missing(answer):
            return
        told = mapping_of(answer)
        rows = told.get("data") or []
        yield from rows
        if not told.get("has_more") or not rows:
            return
        after = str(rows[-1]["id"])


def _is_missing(answer: httpx.Response) -> bool:
    return answer.status_code == 400 and (wire.json_of(answer).get("error") or {}).get("code") == "resource_missing"

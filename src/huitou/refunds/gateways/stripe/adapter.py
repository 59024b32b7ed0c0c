"""Stripe as a Gateway: calls with an Idempotency-Key, refunds found again by the key that is written on them.

Stripe forgets idempotency keys after a day, so a call is never repeated before it was asked for by metadata. Its own
library makes the calls; it is loaded with `account` and `signature` when they are needed, never by this module.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

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
    Outcome,
    Permanent,
    RefundRequest,
)
from huitou.refunds.gateways.stripe import mapping

if TYPE_CHECKING:
    from huitou.refunds.gateways.stripe.account import Account

API = "https://api.stripe.com"
FILES = "https://files.stripe.com"
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
        params = {
            **_of(request.payment),
            "amount": mapping.to_stripe(request.money),
            "metadata": {
                mapping.KEY: request.key,
                mapping.REFERENCE: request.reference,
                # Stripe refuses a key whose call differs; it has no field for the currency, which the payment decides.
                mapping.SUM: f"{request.money.minor} {request.money.currency}",
            },
        }
        return self._taken(_account(request.account).refund(params, request.key), request)

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
        return [mapping.answer_of(row) for row in _account(account).refunds(_of(payment))]

    def listing(self, account: str, since: datetime, until: datetime) -> Iterator[GatewayAnswer]:
        """Raises Retryable, Misconfigured."""
        for row in _account(account).refunds(_between(since, until)):
            answer = mapping.answer_of(row)
            if answer.outcome != Outcome.REFUSED:
                yield answer

    def chargebacks(self, account: str, since: datetime, until: datetime) -> Iterator[ChargebackNews]:
        """Every dispute that was opened in the time, as it stands. Raises Retryable, Misconfigured."""
        for row in _account(account).disputes(_between(since, until)):
            yield mapping.chargeback_of(row, clock.now())

    def find_chargeback(self, account: str, chargeback: str) -> ChargebackNews | None:
        """Raises Retryable, Misconfigured."""
        found = _account(account).dispute(chargeback)
        return None if found is None else mapping.chargeback_of(found, clock.now())

    def submit_evidence(self, account: str, chargeback: str, evidence: Evidence, key: str) -> ChargebackNews:
        """Raises Retryable, Permanent, Misconfigured, AnswerLost."""
        given = {
            "uncategorized_text": evidence.words,
            "shipping_carrier": evidence.carrier,
            "shipping_tracking_number": evidence.tracking_number,
            "shipping_date": evidence.shipped_on,
            "refund_policy_disclosure": evidence.policy,
        }
        stripe = _account(account)
        if evidence.document:
            name = hashlib.sha256(evidence.document).hexdigest()[:48]
            given["uncategorized_file"] = stripe.keep_file(evidence.document, f"{name}-file")
        told = stripe.hand_in(chargeback, {name: text for name, text in given.items() if text}, key)
        return mapping.chargeback_of(told, clock.now())

    def verify_webhook(self, account: str, called: Called) -> Notice:
        """Raises CallRefused, Misconfigured."""
        from huitou.refunds.gateways.stripe.signature import event_of

        secret = demand(values_of(account, self.code), "webhook_secret")
        event = event_of(_account(account).client, called, secret)
        try:
            thing = event["data"]["object"]
            kind, created = str(event["type"]), int(event["created"])
            payload = {"type": kind, "created": created, "object": mapping.kept(thing)}
            event_id = str(event["id"])
        except (ValueError, KeyError, TypeError, AttributeError, AnswerLost) as error:
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


def _account(account: str) -> "Account":
    """The shop's account there. Raises Misconfigured."""
    from huitou.refunds.gateways.stripe.account import Account

    return Account(demand(values_of(account, "stripe"), "secret_key"), api=_api(), files=_files())


def _of(payment: str) -> dict[str, str]:
    return {"charge" if payment.startswith(("ch_", "py_")) else "payment_intent": payment}


def _between(since: datetime, until: datetime) -> dict[str, dict[str, int]]:
    return {"created": {"gte": int(since.timestamp()), "lt": int(until.timestamp())}}

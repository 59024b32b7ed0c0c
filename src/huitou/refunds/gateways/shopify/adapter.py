"""Shopify as a Gateway: `refundCreate` on the shop's own order, with an idempotency key, its lines, duties and stock.

Shopify calls the payment's provider itself. A refund is found again by our key in its note.
"""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from huitou.core.credentials import CredentialField, CredentialInvalid
from huitou.core.errors import HuitouError
from huitou.core.tenancy import in_shop
from huitou.core.webhooks import Called, CallRefused, HookAnswer
from huitou.orders.models import Payment
from huitou.refunds.credentials import demand, values_of
from huitou.refunds.gateways import wire
from huitou.refunds.gateways.notices import News, Notice
from huitou.refunds.gateways.protocol import (
    AnswerLost,
    Capabilities,
    GatewayAnswer,
    GatewayError,
    LineBack,
    Misconfigured,
    Outcome,
    Permanent,
    RefundRequest,
    Retryable,
)
from huitou.refunds.gateways.shopify import mapping

VERSION = "2026-07"
DOMAIN = re.compile(r"[a-z0-9][a-z0-9-]{0,60}\.myshopify\.com")
# Shopify sends a call again for four hours; the time in it is when it was first triggered.
OLDEST, AHEAD = timedelta(hours=48), timedelta(minutes=5)


class ShopifyGateway:
    """The shop's own Shopify store."""

    code = "shopify"
    title = "Shopify"
    capabilities = Capabilities(finds_by_key=True, lists=True, keys_per_payment=True, asks_for_order=True)
    fields = (
        CredentialField("domain", _("Address of the store"), _("As name.myshopify.com.")),
        CredentialField(
            "access_token", _("Access token of the Admin API"), _("With the right to read and write orders."),
            secret=True,
        ),
        CredentialField(
            "webhook_secret", _("API secret key"), _("With it Shopify signs its webhooks."), secret=True
        ),
        CredentialField(
            "location", _("Location for returned goods"),
            _("Its number. What your inspection puts back into stock is counted there; empty: nothing is."),
            required=False,
        ),
    )  # fmt: skip

    def check(self, values: Mapping[str, str]) -> None:
        """Raises CredentialInvalid."""
        if not DOMAIN.fullmatch(values["domain"]):
            raise CredentialInvalid(
                field=_("Address of the store"), name="domain", why=_("It is written name.myshopify.com.")
            )
        if values.get("location") and not values["location"].isdecimal():
            raise CredentialInvalid(
                field=_("Location for returned goods"), name="location", why=_("It has digits only.")
            )

    def refund(self, request: RefundRequest) -> GatewayAnswer:
        """Raises Retryable, Permanent, Misconfigured, AnswerLost."""
        if request.money.minor <= 0:
            raise Permanent("amount_invalid", "only amounts above zero can be refunded")
        store = _Store(request.account)
        order = self._order(store, request)
        known = _of_key(order, request.key, request.payment)
        if known is not None:
            if known.money != request.money:
                raise Permanent("key_reused", "the key was used for another sum")
            return _taken(known)
        if order["currencyCode"] != request.money.currency:
            raise Permanent("currency_invalid", "the order is in another currency")
        parent = next((row for row in order["transactions"] if mapping.bare(row["id"]) == request.payment), None)
        if parent is None:
            raise Permanent("payment_unknown", "no such payment on the order")
        told = store.call(
            mapping.CREATE, {"input": _input(order, parent, request, store.location), "key": request.key}, sure=False
        )
        made = told["refundCreate"]
        if made["userErrors"]:
            raise Permanent(_failure(made["userErrors"]), str(made["userErrors"][0].get("message"))[:200])
        found = next((one for one in mapping.answers_of(made["refund"]) if request.payment in one.payments), None)
        if found is None or found.key != request.key:
            raise AnswerLost("answer_broken", "the answer is about another refund")
        return _taken(found)

    def _order(self, store: "_Store", request: RefundRequest) -> Mapping[str, Any]:
        """The order as it stands; asking changes nothing, so what is lost here was surely not paid."""
        name = request.order or _order_of(request.account, request.payment)
        if not name:
            raise Permanent("payment_unknown", "the payment's order is not known")
        order = store.call(mapping.OF_ORDER, {"id": mapping.gid("Order", name)})["order"]
        if order is None:
            raise Permanent("payment_unknown", "no such order")
        found: Mapping[str, Any] = order
        return found

    def find(self, account: str, key: str, payment: str) -> GatewayAnswer | None:
        """Raises Retryable, Misconfigured."""
        name = _order_of(account, payment)
        if not name:
            return None
        try:
            order = _Store(account).call(mapping.OF_ORDER, {"id": mapping.gid("Order", name)})["order"]
        except Permanent as odd:
            raise Retryable(odd.failure_code, odd.detail) from odd
        return None if order is None else _of_key(order, key, payment)

    def listing(self, account: str, since: datetime, until: datetime) -> Iterator[GatewayAnswer]:
        """The refunds of all orders that were changed since. Raises Retryable, Misconfigured."""
        store, after = _Store(account), None
        while True:
            asked = {"query": f"updated_at:>='{since.isoformat()}'", "after": after}
            try:
                page = store.call(mapping.LISTED, asked)["orders"]
            except Permanent as odd:
                raise Retryable(odd.failure_code, odd.detail) from odd
            for order in page["nodes"]:
                for refund in order["refunds"]:
                    for answer in mapping.answers_of(refund):
                        if answer.outcome != Outcome.REFUSED and since <= answer.at < until:
                            yield answer
            if not page["pageInfo"]["hasNextPage"]:
                return
            after = page["pageInfo"]["endCursor"]

    def verify_webhook(self, account: str, called: Called) -> Notice:
        """Raises CallRefused, Misconfigured."""
        values = values_of(account, self.code)
        expected = hmac.new(demand(values, "webhook_secret").encode(), called.body, hashlib.sha256).digest()
        given = called.headers.get("x-shopify-hmac-sha256", "")
        if not given:
            raise CallRefused("signature_missing")
        if not hmac.compare_digest(base64.b64encode(expected), given.strip().encode()):
            raise CallRefused("signature_wrong")
        if called.headers.get("x-shopify-shop-domain", "") != values["domain"]:
            raise CallRefused("other_merchant")
        try:
            event_id = called.headers["x-shopify-webhook-id"]
            at = datetime.fromisoformat(called.headers["x-shopify-triggered-at"].replace("Z", "+00:00"))
            told, kind = json.loads(called.body), called.headers.get("x-shopify-topic", "")
            payload = mapping.kept(told) if kind == "refunds/create" else {}
            fresh = -AHEAD <= called.at - at <= OLDEST
        except (KeyError, ValueError, TypeError, AttributeError) as error:
            raise CallRefused("body_broken") from error
        if not fresh:
            raise CallRefused("too_old")
        return Notice(event_id=event_id, kind=kind, at=at, payload=payload)

    def read_notice(self, payload: Mapping[str, Any]) -> Sequence[News]:
        """The movements of a refund."""
        return list(mapping.answers_of(payload)) if payload.get("transactions") else []

    def answer_webhook(self, refused: HuitouError | None) -> HookAnswer:
        """200 at once; anything else comes again eight times in four hours."""
        return HookAnswer(200) if refused is None else HookAnswer(refused.status)


class _Store:
    """The shop's store, by its Admin API."""

    def __init__(self, account: str) -> None:
        values = values_of(account, "shopify")
        self.headers = {
            "X-Shopify-Access-Token": demand(values, "access_token"),
            "Content-Type": "application/json",
        }
        self.location = values.get("location", "")
        address = wire.address_of("shopify", f"https://{demand(values, 'domain')}")
        self.url = f"{address}/admin/api/{VERSION}/graphql.json"

    def call(self, query: str, variables: Mapping[str, Any], *, sure: bool = True) -> dict[str, Any]:
        """One GraphQL call; `sure`: it changes nothing over there, so a lost answer is only asked again.

        Raises Retryable, Permanent, Misconfigured, AnswerLost.
        """
        body = json.dumps({"query": query, "variables": dict(variables)}).encode()
        go = wire.ask if sure else wire.send
        answer = go("POST", self.url, headers=self.headers, content=body)
        try:
            told = wire.json_of(answer)
        except AnswerLost as lost:
            if sure:
                raise Retryable(lost.failure_code, lost.detail) from lost
            raise
        if answer.status_code in (402, 403, 404, 423):
            raise Misconfigured("unauthorised", f"HTTP {answer.status_code}")
        errors = told.get("errors")
        if errors:
            failure = _error(errors, begun=told.get("data") is not None)
            if sure and isinstance(failure, AnswerLost):
                raise Retryable(failure.failure_code, failure.detail)
            raise failure
        data: dict[str, Any] = told["data"]
        return data


def _error(errors: Any, *, begun: bool) -> GatewayError:
    """GraphQL's own errors. `begun`: there is data besides, so the document was not refused as a whole: whatever it
    does not name as refused may have been executed.
    """
    first: Mapping[str, Any] = errors[0] if isinstance(errors, list) and errors else {"message": str(errors)}
    code = str((first.get("extensions") or {}).get("code") or "")
    if code == "THROTTLED":
        return Retryable("told_to_wait", code)
    if code == "ACCESS_DENIED":
        return Misconfigured("unauthorised", code)
    if code in ("INTERNAL_SERVER_ERROR", "IDEMPOTENCY_CONCURRENT_REQUEST", "TIMEOUT"):
        return AnswerLost("server_error", code)
    if code == "IDEMPOTENCY_KEY_PARAMETER_MISMATCH":
        return Permanent("key_reused", code)
    if begun:
        return AnswerLost("server_error", code)
    return Permanent("call_malformed", str(first.get("message"))[:200])


def _input(
    order: Mapping[str, Any], parent: Mapping[str, Any], request: RefundRequest, location: str
) -> dict[str, Any]:
    """What is refunded: the sum on its payment; lines and their duties where Shopify still has them to refund."""
    lines = {mapping.bare(row["id"]): row for row in order["lineItems"]["nodes"]}
    back, duties = [], []
    for line in request.lines:
        row = lines.get(mapping.bare(line.line))
        pieces = min(line.quantity, int(row["refundableQuantity"])) if row is not None else 0
        if row is None or not pieces:
            continue
        back.append({"lineItemId": row["id"], "quantity": pieces, **_restocked(line, row, location)})
        whole = pieces == int(row["refundableQuantity"])
        duties += [{"dutyId": duty["id"], "refundType": "FULL"} for duty in row.get("duties") or () if whole]
    told: dict[str, Any] = {
        "orderId": order["id"],
        "note": mapping.note_of(request.reference, request.key),
        "notify": False,
        "transactions": [
            {
                "orderId": order["id"],
                "parentId": parent["id"],
                "kind": "REFUND",
                "gateway": parent["gateway"],
                "amount": mapping.decimal(request.money),
            }
        ],
    }
    return {**told, **({"refundLineItems": back} if back else {}), **({"refundDuties": duties} if duties else {})}


def _restocked(line: LineBack, row: Mapping[str, Any], location: str) -> dict[str, str]:
    """Where the pieces lie now: back in stock as the inspection settled, else free again if nothing of the line left.

    Of a line that was sent in part nobody can say which pieces these are: their stock stays as it is.
    """
    kind = "RETURN" if line.restock else "CANCEL"
    never_sent = int(row.get("unfulfilledQuantity") or 0) >= int(row["quantity"])
    if not location or not (line.restock or never_sent):
        return {"restockType": "NO_RESTOCK"}
    return {"restockType": kind, "locationId": mapping.gid("Location", location)}


def _of_key(order: Mapping[str, Any], key: str, payment: str) -> GatewayAnswer | None:
    for refund in order["refunds"]:
        for answer in mapping.answers_of(refund):
            if answer.key == key and (not payment or payment in answer.payments):
                return answer
    return None


def _taken(found: GatewayAnswer) -> GatewayAnswer:
    if found.outcome == Outcome.REFUSED:
        raise Permanent(found.failure_code, f"transaction {found.reference}")
    return found


def _failure(errors: Sequence[Mapping[str, Any]]) -> str:
    words = " ".join(str(one.get("message")) for one in errors).lower()
    if "greater than" in words or "exceed" in words:
        return "above_captured"
    return "refused"


def _order_of(account: str, payment: str) -> str:
    """The order that the payment belongs to, as our import calls it."""
    with in_shop(UUID(account)):
        row = Payment.objects.filter(external_id=payment).select_related("order").order_by("-paid_at").first()
    return row.order.external_id if row is not None else ""

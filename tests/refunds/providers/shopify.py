"""Shopify on loopback: its Admin GraphQL API as far as refunds go, idempotency keys, stock and duties, webhooks."""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from tests.refunds.providers.server import Asked, Provider, Told

_numbers = count(9001)


@dataclass
class Store:
    """One store. `orders`: by number, made at the first look; `lines` are what a new order has."""

    orders: dict[str, dict[str, Any]] = field(default_factory=dict)
    keys: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)
    lines: list[dict[str, Any]] = field(default_factory=list)
    payments: list[str] = field(default_factory=lambda: ["pay-1"])
    captured: int = 1_000_000
    currency: str = "EUR"


@dataclass
class FakeShopify(Provider):
    """`status`: what a refund's transaction is answered with."""

    stores: dict[str, Store] = field(default_factory=dict)
    status: str = "SUCCESS"

    def changes(self, asked: Asked) -> bool:
        return b"refundCreate" in asked.body

    def answer(self, asked: Asked) -> Told:
        store = self.stores.get(asked.headers.get("x-shopify-access-token", ""))
        if store is None:
            return Told(401, b'{"errors": "[API] Invalid API key or access token"}')
        told = json.loads(asked.body)
        query, variables = told["query"].strip(), told["variables"]
        if query.startswith("mutation Refund"):
            return self._create(store, variables)
        if query.startswith("query Refunds"):
            return _data({"order": self.order(store, variables["id"].rsplit("/", 1)[-1])})
        return self._listed(store, variables)

    def order(self, store: Store, number: str) -> dict[str, Any]:
        """The order, as GraphQL shows it."""
        return store.orders.setdefault(
            number,
            {
                "id": f"gid://shopify/Order/{number}", "currencyCode": store.currency, "refunds": [],
                "lineItems": {"nodes": [dict(line) for line in store.lines]},
                "transactions": [
                    {"id": f"gid://shopify/OrderTransaction/{name}", "kind": "SALE", "status": "SUCCESS",
                     "gateway": "shopify_payments"}
                    for name in store.payments
                ],
            },
        )  # fmt: skip

    def _create(self, store: Store, variables: dict[str, Any]) -> Told:
        key, content = variables["key"], json.dumps(variables["input"], sort_keys=True)
        if key in store.keys:
            before, refund = store.keys[key]
            if before != content:
                return _wrong("IDEMPOTENCY_KEY_PARAMETER_MISMATCH")
            return _data({"refundCreate": {"refund": refund, "userErrors": []}})
        given = variables["input"]
        order = self.order(store, given["orderId"].rsplit("/", 1)[-1])
        amount = float(given["transactions"][0]["amount"])
        gone = sum(
            float(row["amountSet"]["shopMoney"]["amount"])
            for refund in order["refunds"] for row in refund["transactions"]["nodes"]
        )  # fmt: skip
        if gone + amount > store.captured / 100:
            errors = [{"field": ["transactions"], "message": "Refund amount is greater than net payment received"}]
            return _data({"refundCreate": {"refund": None, "userErrors": errors}})
        for line in given.get("refundLineItems", ()):
            row = next(row for row in order["lineItems"]["nodes"] if row["id"] == line["lineItemId"])
            if (line["restockType"] == "NO_RESTOCK") == ("locationId" in line):
                errors = [{"field": ["refundLineItems"], "message": "Location must be given for what is restocked"}]
                return _data({"refundCreate": {"refund": None, "userErrors": errors}})
            row["refundableQuantity"] -= line["quantity"]
        refund = self.make(
            order, given["transactions"][0]["parentId"], given["transactions"][0]["amount"], given["note"]
        )
        refund["asked"] = given
        store.keys[key] = (content, refund)
        return _data({"refundCreate": {"refund": refund, "userErrors": []}})

    def make(self, order: dict[str, Any], parent: str, amount: str, note: str = "") -> dict[str, Any]:
        """A refund on the order."""
        now = self.now().isoformat(timespec="seconds").replace("+00:00", "Z")
        refund = {
            "id": f"gid://shopify/Refund/{next(_numbers)}", "createdAt": now, "note": note,
            "transactions": {"nodes": [{
                "id": f"gid://shopify/OrderTransaction/{next(_numbers)}", "kind": "REFUND", "status": self.status,
                "gateway": "shopify_payments", "processedAt": now, "parentTransaction": {"id": parent},
                "amountSet": {"shopMoney": {"amount": amount, "currencyCode": order["currencyCode"]}},
            }]},
        }  # fmt: skip
        order["refunds"].append(refund)
        return refund

    def _listed(self, store: Store, variables: dict[str, Any]) -> Told:
        """Two orders a page, so that pages are turned."""
        orders = list(store.orders.values())
        start = int(variables["after"] or 0)
        shown = orders[start : start + 2]
        more = start + 2 < len(orders)
        return _data(
            {"orders": {"nodes": shown, "pageInfo": {"hasNextPage": more, "endCursor": str(start + 2)}}}
        )  # fmt: skip

    def webhook(self, order: dict[str, Any], refund: dict[str, Any]) -> bytes:
        """The raw body of `refunds/create`."""
        rows = [
            {
                "id": int(row["id"].rsplit("/", 1)[-1]), "kind": row["kind"].lower(), "status": row["status"].lower(),
                "amount": row["amountSet"]["shopMoney"]["amount"], "currency": order["currencyCode"],
                "parent_id": row["parentTransaction"]["id"].rsplit("/", 1)[-1], "processed_at": row["processedAt"],
                "receipt": {"email": "jenny@example.com"}, "payment_details": {"credit_card_number": "•••• 4242"},
            }
            for row in refund["transactions"]["nodes"]
        ]  # fmt: skip
        return json.dumps({
            "id": int(refund["id"].rsplit("/", 1)[-1]), "order_id": order["id"].rsplit("/", 1)[-1],
            "created_at": refund["createdAt"], "note": refund["note"], "user_id": 799407056, "transactions": rows,
            "refund_line_items": [],
        }).encode()  # fmt: skip

    def signed(self, secret: str, domain: str, body: bytes, *, name: str = "", at: Any = None) -> dict[str, str]:
        """The headers with which it comes."""
        mac = hmac.new(secret.encode(), body, hashlib.sha256).digest()
        return {
            "x-shopify-hmac-sha256": base64.b64encode(mac).decode(), "x-shopify-topic": "refunds/create",
            "x-shopify-shop-domain": domain, "x-shopify-webhook-id": name or f"b54557e4-{next(_numbers)}",
            "x-shopify-triggered-at": (at or self.now()).isoformat().replace("+00:00", "Z"),
        }  # fmt: skip


def _data(data: dict[str, Any]) -> Told:
    return Told(200, json.dumps({"data": data}).encode())


def _wrong(code: str) -> Told:
    return Told(200, json.dumps({"errors": [{"message": code.lower(), "extensions": {"code": code}}]}).encode())

"""Shopify's refunds in our words, from GraphQL and from webhooks. Pure. Sums are decimal strings.

Our key stands in the refund's note: Shopify's idempotency keys cannot be asked for, notes can.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from huitou.core.money import Money, exponent, parse_amount
from huitou.refunds.gateways.protocol import GatewayAnswer, Outcome

NOTE = re.compile(r"\[(huitou-[0-9a-z-]{1,57})\]")
OUTCOMES = {
    "SUCCESS": Outcome.PAID,
    "PENDING": Outcome.ACCEPTED,
    "AWAITING_RESPONSE": Outcome.ACCEPTED,
    "UNKNOWN": Outcome.ACCEPTED,
    "FAILURE": Outcome.REFUSED,
    "ERROR": Outcome.REFUSED,
}
REFUND = """
  id createdAt note
  transactions(first: 20) { nodes {
    id kind status gateway processedAt amountSet { shopMoney { amount currencyCode } } parentTransaction { id }
  } }
"""
CREATE = f"""
mutation Refund($input: RefundInput!, $key: String!) {{
  refundCreate(input: $input) @idempotent(key: $key) {{ refund {{ {REFUND} }} userErrors {{ field message }} }}
}}
"""
OF_ORDER = f"""
query Refunds($id: ID!) {{ order(id: $id) {{
  id currencyCode refunds(first: 100) {{ {REFUND} }}
  lineItems(first: 100) {{ nodes {{ id duties {{ id }} quantity refundableQuantity unfulfilledQuantity }} }}
  transactions(first: 50) {{ id kind status gateway }}
}} }}
"""
LISTED = f"""
query Listed($query: String!, $after: String) {{ orders(first: 50, query: $query, after: $after, sortKey: UPDATED_AT) {{
  nodes {{ id refunds(first: 100) {{ {REFUND} }} }} pageInfo {{ hasNextPage endCursor }}
}} }}
"""


def gid(kind: str, name: str) -> str:
    """`gid://shopify/Order/450789469`, from our connector's bare number."""
    return name if name.startswith("gid://") else f"gid://shopify/{kind}/{name}"


def bare(name: object) -> str:
    """The number alone, which is how orders call their payments."""
    return str(name or "").rsplit("/", 1)[-1]


def decimal(money: Money) -> str:
    """`9.67`, with as many decimals as the currency has."""
    digits = exponent(money.currency)
    whole, part = divmod(money.minor, 10**digits)
    return f"{whole}.{part:0{digits}}" if digits else str(whole)


def note_of(reference: str, key: str) -> str:
    """What stands in the note: our reference for people, our key for us."""
    return f"{reference} [{key}]"


def answers_of(refund: Mapping[str, Any]) -> Iterator[GatewayAnswer]:
    """A refund from GraphQL: one movement for each payment that gave something back."""
    found = NOTE.search(str(refund.get("note") or ""))
    nodes = refund.get("transactions") or {}
    rows = nodes.get("nodes") if isinstance(nodes, Mapping) else nodes
    for row in rows or ():
        if row.get("kind") != "REFUND":
            continue
        money = row["amountSet"]["shopMoney"]
        outcome = OUTCOMES.get(str(row.get("status")), Outcome.ACCEPTED)
        yield GatewayAnswer(
            key=found.group(1) if found else "",
            outcome=outcome,
            reference=bare(row["id"]),
            money=parse_amount(str(money["amount"]), str(money["currencyCode"])),
            at=datetime.fromisoformat(str(row.get("processedAt") or refund["createdAt"]).replace("Z", "+00:00")),
            failure_code="refused" if outcome == Outcome.REFUSED else "",
            payments=tuple(filter(None, (bare((row.get("parentTransaction") or {}).get("id")),))),
        )


def kept(told: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of a `refunds/create` webhook, in the shape of GraphQL; nothing of the buyer or the receipt."""
    found = NOTE.search(str(told.get("note") or ""))
    rows = [
        {
            "id": row["id"],
            "kind": str(row.get("kind") or "").upper(),
            "status": str(row.get("status") or "").upper(),
            "processedAt": row.get("processed_at") or told.get("created_at"),
            "amountSet": {"shopMoney": {"amount": str(row["amount"]), "currencyCode": str(row["currency"])}},
            "parentTransaction": {"id": row.get("parent_id")},
        }
        for row in told.get("transactions") or ()
    ]
    return {
        "id": told["id"],
        "order_id": told.get("order_id"),
        "createdAt": told.get("created_at"),
        "note": f"[{found.group(1)}]" if found else "",
        "transactions": rows,
    }

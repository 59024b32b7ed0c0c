"""Stripe on loopback: form-encoded calls, idempotency keys with their parameters, lists by page, disputes, events."""

import hashlib
import hmac
import json
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes
from email.policy import HTTP
from itertools import count
from typing import Any
from urllib.parse import parse_qsl

from tests.refunds.providers.server import Asked, Provider, Told

_numbers = count(1)


def sign(secret: str, at: datetime, body: bytes) -> str:
    """The header that Stripe sends with a webhook, by its documents and not by its library."""
    seconds = int(at.timestamp())
    return f"t={seconds},v1={hmac.new(secret.encode(), f'{seconds}.'.encode() + body, hashlib.sha256).hexdigest()}"


@dataclass
class Account:
    """The books under one secret key."""

    refunds: list[dict[str, Any]] = field(default_factory=list)
    disputes: dict[str, dict[str, Any]] = field(default_factory=dict)
    keys: dict[str, tuple[list[tuple[str, str]], Told]] = field(default_factory=dict)
    # payment → (what was captured, its currency); any other payment holds plenty of euros.
    charges: dict[str, tuple[int, str]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)


@dataclass
class FakeStripe(Provider):
    """`status`: what a new refund is answered with."""

    accounts: dict[str, Account] = field(default_factory=dict)
    status: str = "succeeded"

    def account(self, secret: str) -> Account:
        return self.accounts.setdefault(secret, Account())

    def answer(self, asked: Asked) -> Told:
        secret = asked.headers.get("authorization", "").removeprefix("Bearer ")
        if secret not in self.accounts:
            return _error(401, "authentication_error", "", "Invalid API Key provided")
        account = self.accounts[secret]
        if asked.path == "/v1/refunds" and asked.method == "POST":
            return self._once(account, asked)
        if asked.path == "/v1/refunds":
            return _page([row for row in reversed(account.refunds) if _matches(row, asked.query)], asked)
        if asked.path.startswith("/v1/disputes"):
            return self._dispute(account, asked)
        if asked.path == "/v1/files" and asked.method == "POST":
            return _file(account, asked)
        return _error(404, "invalid_request_error", "", "Unrecognized request URL")

    def _once(self, account: Account, asked: Asked) -> Told:
        key = asked.headers["idempotency-key"]
        form = parse_qsl(asked.body.decode())
        if key in account.keys:
            before, told = account.keys[key]
            if before != form:
                return _error(400, "idempotency_error", "", "Keys can only be used with the same parameters")
            return Told(told.status, told.body, {"Idempotent-Replayed": "true"})
        told = self._refund(account, dict(form))
        account.keys[key] = (form, told)
        return told

    def _refund(self, account: Account, form: dict[str, str]) -> Told:
        payment = form.get("payment_intent") or form["charge"]
        captured, currency = account.charges.get(payment, (10_000_000, "eur"))
        gone = sum(row["amount"] for row in account.refunds if payment in (row["payment_intent"], row["charge"]))
        amount = int(form["amount"])
        if captured == 0:
            return _error(404, "invalid_request_error", "resource_missing", f"No such payment_intent: {payment}")
        if gone >= captured:
            return _error(400, "invalid_request_error", "charge_already_refunded", "has already been refunded")
        if gone + amount > captured:
            return _error(400, "invalid_request_error", "amount_too_large", "greater than unrefunded amount")
        row = self.make(payment, amount, currency)
        row["metadata"] = {name[9:-1]: value for name, value in form.items() if name.startswith("metadata[")}
        account.refunds.append(row)
        return Told(200, json.dumps(row).encode())

    def make(self, payment: str, amount: int, currency: str = "eur", status: str = "") -> dict[str, Any]:
        """A refund object as Stripe sends it, with what it knows of people."""
        is_charge = payment.startswith("ch_")
        return {
            "id": f"re_{next(_numbers):08}", "object": "refund", "amount": amount, "currency": currency,
            "charge": payment if is_charge else f"ch_of_{payment}",
            "payment_intent": None if is_charge else payment, "created": int(self.now().timestamp()),
            "status": status or self.status, "metadata": {}, "reason": None, "receipt_number": None,
            "destination_details": {"card": {"reference": "8812", "type": "refund"}, "type": "card"},
        }  # fmt: skip

    def dispute(self, payment: str, amount: int, status: str, *, due: int | None = None, fee: int = 1500) -> dict:
        """A dispute object as Stripe sends it."""
        moved = not status.startswith("warning")
        return {
            "id": "dp_1", "object": "dispute", "amount": amount, "currency": "eur", "charge": f"ch_of_{payment}",
            "payment_intent": payment, "created": int(self.now().timestamp()), "reason": "product_not_received",
            "status": status, "evidence": {"customer_name": "Jenny Rosen", "customer_email_address": "j@example.com"},
            "evidence_details": {"due_by": due, "has_evidence": False, "submission_count": 0},
            "balance_transactions": [{"amount": -amount, "fee": fee, "currency": "eur"}] if moved else [],
        }  # fmt: skip

    def _dispute(self, account: Account, asked: Asked) -> Told:
        name = asked.path.removeprefix("/v1/disputes").strip("/")
        if not name:
            return _page(list(account.disputes.values()), asked)
        row = account.disputes.get(name)
        if row is None:
            return _error(404, "invalid_request_error", "resource_missing", "No such dispute")
        if asked.method == "POST":
            if row["status"] not in ("needs_response", "warning_needs_response"):
                return _error(400, "invalid_request_error", "dispute_already_submitted", "cannot be updated")
            form = dict(parse_qsl(asked.body.decode()))
            if form.get("evidence[uncategorized_file]", "") not in ("", *account.files):
                return _error(404, "invalid_request_error", "resource_missing", "No such file upload")
            row["evidence"] |= {name[9:-1]: text for name, text in form.items() if name.startswith("evidence[")}
            if form.get("submit") == "true":
                row["status"] = "under_review"
        return Told(200, json.dumps(row).encode())

    def event(self, kind: str, thing: dict[str, Any], *, name: str = "", pending: int = 1) -> bytes:
        """The raw body of a webhook about the object."""
        told = {
            "id": name or f"evt_{next(_numbers):08}", "object": "event", "api_version": "2024-06-20", "type": kind,
            "created": int(self.now().timestamp()), "livemode": False, "pending_webhooks": pending,
            "data": {"object": thing},
        }  # fmt: skip
        return json.dumps(told).encode()

    def signed(self, secret: str, body: bytes) -> dict[str, str]:
        """The headers with which it comes."""
        return {"stripe-signature": sign(secret, self.now(), body)}


def _file(account: Account, asked: Asked) -> Told:
    """Reads the form with the standard library's parser of mail, not with ours."""
    head = f"Content-Type: {asked.headers['content-type']}\r\n\r\n".encode()
    parts = message_from_bytes(head + asked.body, policy=HTTP).iter_parts()
    told = {part.get_param("name", header="content-disposition"): part for part in parts}
    if told["purpose"].get_content().strip() != "dispute_evidence":
        return _error(400, "invalid_request_error", "", "Invalid purpose")
    content = told["file"].get_payload(decode=True)
    # The library calls every file a stream of bytes: Stripe looks at the name and into the file.
    if told["file"].get_filename() != "evidence.pdf" or not content.startswith(b"%PDF"):
        return _error(400, "invalid_request_error", "", "Only PDF, JPEG or PNG")
    name = f"file_{hashlib.sha256(content).hexdigest()[:16]}"
    account.files[name] = content
    return Told(200, json.dumps({"id": name, "object": "file", "purpose": "dispute_evidence"}).encode())


def _matches(row: dict[str, Any], query: dict[str, str]) -> bool:
    wanted = [(name, query[name]) for name in ("payment_intent", "charge") if name in query]
    since, until = int(query.get("created[gte]", 0)), int(query.get("created[lt]", 2**40))
    return all(row[name] == value for name, value in wanted) and since <= row["created"] < until


def _page(rows: list[dict[str, Any]], asked: Asked) -> Told:
    start = next((place + 1 for place, row in enumerate(rows) if row["id"] == asked.query.get("starting_after")), 0)
    size = int(asked.query.get("limit", 10))
    shown = {
        "object": "list", "url": asked.path, "data": rows[start : start + size], "has_more": start + size < len(rows),
    }  # fmt: skip
    return Told(200, json.dumps(shown).encode())


def _error(status: int, kind: str, code: str, message: str) -> Told:
    error = {"type": kind, "message": message, **({"code": code} if code else {})}
    return Told(status, json.dumps({"error": error}).encode())

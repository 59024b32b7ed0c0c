"""One account at Stripe, through its own library: what the adapter asks and does there, answered as plain mappings.

Imported by the adapter when it calls, never at its top: it loads the library. It must never read what it is answered.
"""

from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

from huitou.refunds.gateways.stripe.calling import NotThere, client_of, understood

PAGE = 100


class Account:
    """Everything under one secret key."""

    def __init__(self, secret: str, *, api: str, files: str) -> None:
        self.client = client_of(secret, api=api, files=files)

    def refund(self, params: Any, key: str) -> Mapping[str, Any]:
        """The refund that was made. Raises Retryable, Permanent, Misconfigured, AnswerLost."""
        with understood(changes=True):
            return self.client.v1.refunds.create(params, {"idempotency_key": key}).to_dict()

    def refunds(self, asked: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        """Page by page; none where Stripe does not know what they are asked of. Raises Retryable, Misconfigured."""
        return self._rows(self.client.v1.refunds, asked)

    def disputes(self, asked: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        """Page by page. Raises Retryable, Misconfigured."""
        return self._rows(self.client.v1.disputes, asked)

    def _rows(self, of: Any, asked: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        try:
            with understood(changes=False):
                for row in of.list({**asked, "limit": PAGE}).auto_paging_iter():
                    yield row.to_dict()
        except NotThere:
            return

    def dispute(self, name: str) -> Mapping[str, Any] | None:
        """None where there is none. Raises Retryable, Permanent, Misconfigured."""
        try:
            with understood(changes=False):
                return self.client.v1.disputes.retrieve(name).to_dict()
        except NotThere:
            return None

    def hand_in(self, name: str, evidence: Any, key: str) -> Mapping[str, Any]:
        """The dispute with the evidence, which cannot be changed any more. Raises as `refund` does."""
        with understood(changes=True):
            given: Any = {"evidence": evidence, "submit": True}
            return self.client.v1.disputes.update(name, given, {"idempotency_key": key}).to_dict()

    def keep_file(self, document: bytes, key: str) -> str:
        """The name under which Stripe keeps the PDF. Raises as `refund` does."""
        file = BytesIO(document)
        file.name = "evidence.pdf"  # by which the library names it
        with understood(changes=True):
            given: Any = {"purpose": "dispute_evidence", "file": file}
            return str(self.client.v1.files.create(given, {"idempotency_key": key}).to_dict()["id"])

"""The one-time code by which a buyer confirms a change: the row keeps a keyed digest, the job gets it sealed."""

from datetime import datetime, timedelta

from huitou.accounts.digests import keyed_digest
from huitou.changes.code_sending import send_change_code
from huitou.changes.models import OrderChange
from huitou.core.ids import new_ref
from huitou.core.jobs import enqueue
from huitou.core.sealing import seal
from huitou.orders.contacts import plain

LASTS = timedelta(minutes=30)


def renew(change: OrderChange, at: datetime) -> None:
    """A fresh code on the locked change, and the job that sends it. The caller saves the change."""
    code = new_ref("")[1:]
    change.code_digest, change.code_until = digest_of_code(change, code), at + LASTS
    enqueue(
        send_change_code,
        shop=str(change.shop_id),
        change=str(change.pk),
        sealed_code=seal(code),
        number=str(change.chain_length),
    )


def digest_of_code(change: OrderChange, code: str) -> bytes:
    """As typed: small letters, spaces and missing hyphens are forgiven."""
    signs = "".join(sign for sign in plain(code).upper() if sign.isalnum())[:16]
    return keyed_digest("huitou.changes.code", f"{change.pk}:{signs}")

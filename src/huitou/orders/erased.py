"""What stands for a source's id of an erased buyer: known again by us alone, so that no import brings them back.

The source's id may be an e-mail address. Used by the verb of erasure and by imports.
"""

from uuid import UUID

from huitou.accounts.digests import keyed_digest

ERASED = "erased:"


def is_erased(external_id: str) -> bool:
    """Whether this stands for an erased buyer."""
    return external_id.startswith(ERASED)


def erased_external_id(shop_id: UUID, source: str, external_id: str) -> str:
    """71 characters that nobody can turn back without the installation's secret key."""
    return ERASED + keyed_digest("huitou.orders.erased", f"{shop_id}:{source}:{external_id}").hex()

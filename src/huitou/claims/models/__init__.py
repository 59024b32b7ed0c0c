"""Claims on carriers, and what a shop has set about them."""

from huitou.claims.models.carrier_claim import CarrierClaim
from huitou.claims.models.claim_rule import ClaimRule

__all__ = ["CarrierClaim", "ClaimRule"]

"""Terms, covers, claims, and what insurers told us."""

from huitou.insurance.models.freight_claim import FreightClaim
from huitou.insurance.models.freight_cover import FreightCover
from huitou.insurance.models.insurance_terms import InsuranceTerms, Payer
from huitou.insurance.models.insurer_notice import InsurerNotice

__all__ = ["FreightClaim", "FreightCover", "InsuranceTerms", "InsurerNotice", "Payer"]

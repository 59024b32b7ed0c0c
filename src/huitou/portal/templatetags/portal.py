"""`{% load portal %}`: small words for the buyer's pages. Decides nothing."""

from django.template import Library
from django.utils.translation import gettext as _

register = Library()
N_ = str

# Sources write codes; buyers know names. An unknown carrier is shown as the source wrote it.
CARRIERS = {
    "sf": N_("SF Express"),
    "zto": N_("ZTO Express"),
    "yto": N_("YTO Express"),
    "sto": N_("STO Express"),
    "yunda": N_("Yunda Express"),
    "jd": N_("JD Logistics"),
    "ems": N_("China Post EMS"),
    "dhl": "DHL",
    "dpd": "DPD",
    "ups": "UPS",
    "gls": "GLS",
}


@register.filter
def carrier(code: str) -> str:
    """The carrier's name in the reader's language."""
    known = CARRIERS.get(code.casefold())
    return _(known) if known else code or _("Carrier")

"""The names of carriers as buyers know them, for pages and the stream. Sources write codes; unknown ones stay."""

from django.utils.translation import gettext

N_ = str

NAMES = {
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
    "fedex": "FedEx",
    "usps": "USPS",
    "royalmail": "Royal Mail",
    "hermes": "Hermes",
    "canadapost": "Canada Post",
    "simulator": N_("Simulated carrier"),
    "laposte": "La Poste",
}


def carrier_name(code: str) -> str:
    """The carrier's name in the active language; the code itself where it is no known one."""
    known = NAMES.get(code.strip().casefold())
    return gettext(known) if known else code.strip()

"""The forms of tracking numbers, as data: carrier, pattern, check digit. Read by `detection.detect` alone.

A pattern is met by the whole number without spaces, in capitals; its group `s` is what the check digit `c` vouches for.
Facts after the carriers' own documents and the open collection tracking_number_data (MIT); the domestic carriers of
China publish none, so theirs are forms that their numbers have been seen in, and are candidates only.
"""

from dataclasses import dataclass
from typing import Final

from huitou.parcels.detection.checks import Check, iso7064, luhn, mod7, mod10, none, s10, weighted


@dataclass(frozen=True, slots=True)
class Form:
    """One form. `sure`: letters of its own, so that hardly another carrier has it."""

    code: str
    carrier: str
    pattern: str
    check: Check = none
    sure: bool = False


_EXPRESS: Final = weighted((3, 1, 7, 3, 1, 7, 3, 1, 7, 3, 1))
_LONG: Final = weighted((1, 7, 3, 1, 7, 3, 1, 7, 3, 1, 7, 3, 1))
_GS1: Final = mod10(3, 1)
_ZIP: Final = r"(?:420\d{5}(?:\d{4})?)?"

WORLD: Final = (
    Form("amazon_logistics", "amazon", r"TB[ACM]\d{12}", sure=True),
    Form("amazon_international", "amazon", r"[ACF]\d{10}"),
    Form("canada_post", "canadapost", r"(?P<s>\d{15})(?P<c>\d)", _GS1),
    Form("canpar_22", "canpar", r"[CDKLSUXZ]\d{21}", sure=True),
    Form("dhl_express", "dhl", r"(?P<s>\d{9,10})(?P<c>\d)", mod7),
    Form("dhl_express_piece_id", "dhl", r"J[A-Z]{2,3}\d{9,10}", sure=True),
    Form(
        "dhl_ecommerce", "dhl_ecommerce", r"(?:GM|LX|RX|UV|CN|SG|TH|IN|HK|MY)(?=[A-Z]*\d)[0-9A-Z]{10,39}"
    ),
    Form("dhl_ecommerce_14", "dhl_ecommerce", r"\d{14}"),
    Form("dpd", "dpd", r"(?P<s>\d{27})(?P<c>[0-9A-Z])", iso7064),
    Form("dpd_14", "dpd", r"(?P<s>\d{14})(?P<c>[0-9A-Z])", iso7064),
    Form("fedex_12", "fedex", r"(?P<s>\d{11})(?P<c>\d)", _EXPRESS),
    Form("fedex_34", "fedex", r"[0-8]\d{19}(?P<s>\d{13})(?P<c>\d)", _LONG),
    Form("fedex_astra_32", "fedex", r"3\d{15}(?P<s>\d{11})(?P<c>\d)\d{4}", _EXPRESS),
    Form("fedex_ground", "fedex", r"(?P<s>\d{14})(?P<c>\d)", mod10(1, 3)),
    Form("fedex_ground_sscc_18", "fedex", r"\d\d(?P<s>\d{15})(?P<c>\d)", _GS1),
    Form("fedex_ground_96", "fedex", r"96\d{5}(?P<s>\d{14})(?P<c>\d)", mod10(1, 3)),
    Form("fedex_ground_gsn", "fedex", r"96\d{18}(?P<s>\d{13})(?P<c>\d)", _LONG),
    Form("gofo_us", "gofo", r"GFUS\d{14}", sure=True),
    Form("landmark_global", "landmark", r"LTN\d{8}N1", sure=True),
    Form("lasership_lx", "lasership", r"L[AEHINX][1-3]\d{7}", sure=True),
    Form("lasership_1ls7", "lasership", r"1LS7[12]\d{10}", sure=True),
    Form("lasership_1ls7_18", "lasership", r"1LS7[12]\d{2}01[1-4]\d{6}-1", sure=True),
    Form("lasership_1lscx", "lasership", r"1LSCX[0-9A-Z]{10}", sure=True),
    Form("old_dominion", "old_dominion", r"(?P<s>(?:77[78]|072|780)\d{7})(?P<c>\d)", luhn),
    Form("old_dominion_guaranteed", "old_dominion", r"(?P<s>80\d{8})(?P<c>\d)", luhn),
    Form("ontrac_c", "ontrac", r"C(?P<s>\d{13})(?P<c>\d)", mod10(1, 2, begins="4"), sure=True),
    Form("ontrac_d", "ontrac", r"D(?P<s>\d{13})(?P<c>\d)", mod10(1, 2, begins="5"), sure=True),
    Form("purolator_numeric", "purolator", r"(?P<s>[0-5]\d{10})(?P<c>\d)", luhn),
    Form("purolator_alpha", "purolator", r"[A-Z]{3}\d{9}"),
    Form("s10", "post", r"[A-Z]{2}(?P<s>\d{8})(?P<c>\d)(?P<country>[A-Z]{2})", s10, sure=True),
    Form("speedee", "speedee", r"SP\d{18}", sure=True),
    Form("ups", "ups", r"1Z(?P<s>[0-9A-Z]{15})(?P<c>\d)", mod10(1, 2), sure=True),
    Form("ups_waybill", "ups", r"[AHJKTV](?P<s>\d{9})(?P<c>\d)", mod10(1, 2)),
    Form("usps_20", "usps", r"(?P<s>\d{19})(?P<c>\d)", _GS1),
    Form(
        "usps_impb_n", "usps",
        _ZIP + r"(?P<s>94\d{3}(?:9\d{8}(?:\d{15}|\d{11}|\d{7})|[0-8]\d{5}(?:\d{14}|\d{10})))(?P<c>\d)",
        mod10(3, 1, backwards=True),
    ),
    Form("usps_legacy", "usps", _ZIP + r"(?P<s>(?:91)?\d{19})(?P<c>\d)", mod10(3, 1, begins="91")),
    Form(
        "usps_impb_c", "usps",
        _ZIP + r"(?P<s>(?:9[25]\d{3}9\d{8}(?:\d{11}|\d{7})|9[35]\d{3}[0-8]\d{5}(?:\d{14}|\d{10})))(?P<c>\d)", _GS1,
    ),
    Form("yodel", "yodel", r"JJ?D\d{16}", sure=True),
    Form("yunexpress", "yunexpress", r"YT\d{16}", sure=True),
)  # fmt: skip
CHINA: Final = (
    Form("sf", "sf", r"SF\d{12,15}", sure=True),
    Form("sf_old", "sf", r"\d{12}"),
    Form("yto", "yto", r"YT\d{13}", sure=True),
    Form("yto_old", "yto", r"[BDEGKVWX]\d{9}|8\d{17}|60\d{8}"),
    Form("zto", "zto", r"7[0-9]\d{12}|ZT\d{12,13}|2\d{11}|6[38]\d{10}"),
    Form("sto", "sto", r"77\d{13}|(?:22|33|44|55|66|88)\d{11}|ST\d{13}"),
    Form("yunda", "yunda", r"(?:31|43|46)\d{13}|[1-4]\d{12}|YD\d{13}"),
    Form("jd", "jd", r"JD[A-Z]{0,2}\d{11,13}(?:-\d{1,3}-\d{1,3}-?)?", sure=True),
    Form("ems", "ems", r"(?:1[0-2]|5[0-2])\d{11}|E[A-Z]\d{9}CN"),
    Form("chinapost", "chinapost", r"9[5-9]\d{11}|(?:C|L|P|R|V)[A-Z]\d{9}CN"),
    Form("jitu", "jitu", r"JT\d{13}", sure=True),
    Form("best", "best", r"5[05]\d{12,13}|[AB]\d{12,13}"),
    Form("deppon", "deppon", r"DPK\d{12,13}", sure=True),
    Form("deppon_old", "deppon", r"[389]\d{8,9}"),
)
FORMS: Final = WORLD + CHINA

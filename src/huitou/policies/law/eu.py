"""European Union and EEA: 14 days from possession of the last lot; two years' conformity. Dated data, no code."""

from datetime import date

from huitou.policies.law.floor import FAULTY, Demand, Fault, Floor, NoReason

MEMBERS = frozenset(
    [
        "AT",
        "BE",
        "BG",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "ES",
        "FI",
        "FR",
        "GR",
        "HR",
        "HU",
        "IE",
        "IT",
        "LT",
        "LU",
        "LV",
        "MT",
        "NL",
        "PL",
        "PT",
        "RO",
        "SE",
        "SI",
        "SK",
        "IS",
        "LI",
        "NO",
    ]
)

EXCLUSIONS: dict[str, Demand] = {
    "custom_made": "",
    "perishable": "",
    "opened_hygiene": "opened",
    "inseparably_mixed": "",
    "unsealed_media": "opened",
    "press": "",
    "price_fluctuates": "",
    "dated_service": "",
    "digital": "confirmed",
}

FLOORS = (
    Floor(
        countries=MEMBERS,
        valid_from=date(2014, 6, 13),
        valid_until=None,
        no_reason=NoReason(
            article="eu-crd-9",
            days=14,
            merchant_pays=False,
            outbound_refunded=True,
            exclusions=EXCLUSIONS,
            exclusions_article="eu-crd-16",
            before_delivery=True,
            weekend_article="eu-1182-3",
        ),
        fault=Fault("eu-sgd-10", days=730, kind=None, reasons=FAULTY),
        refund_days=14,
        refund_article="eu-crd-13",
        hand_over_days=14,
        hand_over_article="eu-crd-14",
        sources=("Directive 2011/83/EU Art. 9-16", "Directive (EU) 2019/771 Art. 10-14", "Regulation 1182/71 Art. 3"),
    ),
)

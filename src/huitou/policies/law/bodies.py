"""Whom a buyer can turn to, by country, where shop and buyer do not agree. Told by `law.rights`. Pure data.

The European platform for online disputes was closed on 20 July 2025 (Regulation (EU) 2024/3228); it is not named.
"""

from __future__ import annotations

from dataclasses import dataclass

from huitou.policies.law.eu import MEMBERS

N_ = str


@dataclass(frozen=True, slots=True)
class Body:
    """An office or a service. `phone` and `url` may be empty."""

    name: str
    does: str
    phone: str = ""
    url: str = ""


EU_BODIES = (
    Body(
        N_("European Consumer Centres Network (ECC-Net)"),
        N_("Free help when you and the shop are in different countries of the European Union, Iceland or Norway."),
        url="https://www.eccnet.eu/",
    ),
    Body(
        N_("Dispute resolution bodies of your country"),
        N_("The list of recognised bodies for out-of-court settlement, kept by the European Commission."),
        url="https://consumer-redress.ec.europa.eu/",
    ),
)

BODIES: dict[str, tuple[Body, ...]] = {
    **dict.fromkeys(MEMBERS, EU_BODIES),
    "CN": (
        Body(
            N_("12315, the consumer hotline of the market regulator"),
            N_("Complaints and reports about a shop, by phone or on the national platform."),
            phone="12315",
            url="https://www.12315.cn/",
        ),
    ),
    "GB": (
        Body(
            N_("Citizens Advice consumer service"),
            N_("Free advice; it passes your case on to Trading Standards. In Northern Ireland ask Consumerline."),
            phone="0808 223 1133",
            url="https://www.citizensadvice.org.uk/consumer/",
        ),
    ),
    "TW": (
        Body(
            N_("Consumer Protection Committee (CPC), hotline 1950"),
            N_("Complaint, then mediation by the consumer ombudsman of your city or county."),
            phone="1950",
            url="https://cpc.ey.gov.tw/",
        ),
    ),
    "KR": (
        Body(
            N_("Consumer counselling centre 1372 (KCA)"),
            N_("Advice, then redress and dispute settlement by the Korea Consumer Agency."),
            phone="1372",
            url="https://www.1372.go.kr/",
        ),
    ),
    "BR": (
        Body(
            "Procon / Consumidor.gov.br",
            N_("Complaint to the consumer office of your state, or on the public platform."),
            url="https://www.consumidor.gov.br/",
        ),
    ),
}

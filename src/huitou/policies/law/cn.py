"""China: seven days without reason from the day after signing; quality returns. Dated data, no code."""

from datetime import date

from huitou.policies.law.floor import FAULTY, Fault, Floor, NoReason

FLOORS = (
    Floor(
        countries=frozenset({"CN"}),
        valid_from=date(2014, 3, 15),
        valid_until=None,
        no_reason=NoReason(
            article="cn-cpl-25",
            days=7,
            merchant_pays=False,
            outbound_refunded=False,
            exclusions={
                "custom_made": "",
                "perishable": "",
                "digital": "",
                "unsealed_media": "",
                "press": "",
                "opened_hygiene": "confirmed",
                "unsealed_safety": "confirmed",
                "activated": "confirmed",
                "flawed_disclosed": "confirmed",
            },
            exclusions_article="cn-7d-measures",
        ),
        fault=Fault("cn-cpl-24", days=7, kind="return_and_refund", reasons=FAULTY),
        refund_days=7,
        refund_article="cn-cpl-25",
        sources=("消费者权益保护法 第二十四条、第二十五条", "网络购买商品七日无理由退货暂行办法"),
    ),
)
